import { useMemo, useRef } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { agentName, agentTitle } from '../../viz/agentNames.ts';
import type { Theme } from '../../viz/colour.ts';
import { plural } from '../../viz/format.ts';
import { batchSize, inspectorModel, type InspectorModel } from '../../viz/inspectorModel.ts';
import { useSize } from '../figures/useSize.ts';
import { ChangeDots } from './ChangeDots.tsx';
import { EmptyInspector } from './EmptyInspector.tsx';
import { Equations } from './Equations.tsx';
import { History } from './History.tsx';
import { LossValues } from './LossValues.tsx';
import { Memory } from './Memory.tsx';
import { Messages } from './Messages.tsx';
import { ResponseCurve } from './ResponseCurve.tsx';
import { Sentence } from './Sentence.tsx';
import { StoredInputs } from './StoredInputs.tsx';
import './inspector.css';

export interface InspectorProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly selection: AgentRef | undefined;
  /** The sample the equations are written for, from 0. */
  readonly point: number;
  readonly onPoint: (point: number) => void;
}

const PADDING = 16;
const GAP = 28;
/** From this width on there are two columns; the same as in inspector.css. */
const TWO_COLUMNS = 620;
/** Below this nothing can be drawn: the rail is folding or not laid out yet. */
const LEAST_WIDTH = 200;

/** What every section of the inspector is given. */
export interface SectionProps {
  readonly record: EpisodeRecord;
  readonly model: InspectorModel;
  readonly theme: Theme;
  readonly width: number;
  readonly point: number;
  readonly points: number;
  readonly onPoint: (point: number) => void;
}

function Sections(props: SectionProps) {
  const { model } = props;
  if (model.missing) {
    return (
      <p className="insp-note">
        What this agent heard, remembered and said for each point is not in this record: it was left out to keep the
        record small.
      </p>
    );
  }
  return (
    <div className="insp-column">
      <Messages {...props} />
      {model.group.kind === 'loss' ? <LossValues {...props} /> : <StoredInputs {...props} />}
      {model.memory !== undefined && <Memory {...props} memory={model.memory} />}
    </div>
  );
}

function Body({
  record,
  moment,
  theme,
  selection,
  point,
  onPoint,
  width,
}: InspectorProps & { readonly selection: AgentRef; readonly width: number }) {
  const points = batchSize(record, moment.step);
  const chosen = Math.min(Math.max(0, point), Math.max(0, points - 1));
  const model = useMemo(() => inspectorModel(record, moment, selection, chosen), [record, moment, selection, chosen]);
  const { spec } = record.header;
  if (model === undefined) return <p className="insp-note">This network has no such agent.</p>;
  const hasHistory = model.history.some((row) => row.message !== undefined || row.update !== undefined);
  const column = width >= TWO_COLUMNS ? (width - 2 * PADDING - GAP) / 2 : width - 2 * PADDING;
  const props: SectionProps = { record, model, theme, width: Math.floor(column), point: chosen, points, onPoint };
  return (
    <>
      <header className="insp-head">
        <span className="insp-chip">{agentName(spec, selection)}</span>
        <h2>{agentTitle(spec, selection)}</h2>
      </header>
      <Sentence record={record} model={model} />
      <Sections {...props} />
      <div className="insp-column">
        {model.group.ownsParameter && !model.missing && <ChangeDots {...props} />}
        {model.group.ownsParameter && !model.missing && <Equations {...props} />}
        {hasHistory && <History {...props} />}
        {!model.missing && <ResponseCurve {...props} />}
      </div>
    </>
  );
}

/** One agent from inside: what it hears, stores, remembers, says and asks for. */
export function Inspector(props: InspectorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const { record, selection } = props;
  return (
    <div ref={holder} className="insp">
      <div className="insp-inner">
        {selection === undefined && <EmptyInspector agents={plural(record.header.spec.rule.messageSize, 'number')} />}
        {selection !== undefined && width >= LEAST_WIDTH && <Body {...props} selection={selection} width={width} />}
      </div>
    </div>
  );
}
