import { useMemo, useRef, type ReactElement } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { plural } from '../../viz/common/format.ts';
import { batchSize } from '../../record/sections.ts';
import { inspectorModel, type InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import { sharedScales } from '../../viz/inspector/sharedScales.ts';
import { sameAgent } from '../../viz/agents/sameAgent.ts';
import { useSize } from '../parts/useSize.ts';
import { ChangeDots } from './ChangeDots.tsx';
import { Compare } from './Compare.tsx';
import { EmptyInspector } from './EmptyInspector.tsx';
import { Equations } from './Equations.tsx';
import { Head, type InspectorActions } from './Head.tsx';
import { History } from './History.tsx';
import { LayerView } from './LayerView.tsx';
import { LossValues } from './LossValues.tsx';
import { Memory } from './Memory.tsx';
import { Messages } from './Messages.tsx';
import { ResponseCurve } from './ResponseCurve.tsx';
import type { SectionProps } from './sectionProps.ts';
import { Sentence } from './Sentence.tsx';
import { StoredInputs } from './StoredInputs.tsx';
import './inspector.css';
import './drawings.css';

export interface InspectorProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  readonly selection: AgentRef | undefined;
  /** Shown beside the selected agent. */
  readonly pinned?: AgentRef | undefined;
  /** All agents of the selected one's group together. */
  readonly whole?: boolean;
  /** The sample the equations are written for, from 0. */
  readonly point: number;
  readonly onPoint: (point: number) => void;
  readonly actions?: InspectorActions;
}

const PADDING = 16;
const GAP = 28;
/** From this width on there are two columns; the same as in inspector.css. */
const TWO_COLUMNS = 620;
/** Below this nothing can be drawn: the rail is folding or not laid out yet. */
const LEAST_WIDTH = 200;
/** The line beside a section that says whose it is, in inspector.css. */
const WHOSE = 12;
const WHO = ['selected', 'pinned'] as const;

type Section = ReactElement | false;

interface Sections {
  readonly said: readonly Section[];
  readonly asked: readonly Section[];
}

/** What is known of one agent: what was said and stored, what it asks for. A section it lacks is false. */
function sectionsOf(props: SectionProps): Sections {
  const { group, missing, history, stored, memory } = props.model;
  const told = history.some((row) => row.message !== undefined || row.update !== undefined);
  const owns = group.ownsParameter && !missing;
  const note = (
    <p key="missing" className="insp-note">
      What this agent heard, remembered and said for each point is not in this record: it was left out to keep the
      record small.
    </p>
  );
  return {
    said: [
      missing ? note : <Messages key="messages" {...props} />,
      !missing && group.kind === 'loss' && <LossValues key="loss" {...props} />,
      !missing && stored.length > 0 && <StoredInputs key="stored" {...props} />,
      !missing && memory !== undefined && <Memory key="memory" {...props} />,
    ],
    asked: [
      owns && <ChangeDots key="change" {...props} />,
      !missing && <Equations key="equations" {...props} />,
      told && <History key="history" {...props} />,
    ],
  };
}

/** The same sections of both agents, side by side where there is room, else one above the other; changes first. */
function Pairs({ props, other }: { readonly props: SectionProps; readonly other: InspectorModel }) {
  const { spec } = props.record.header;
  const both = [props.model, other].map((model) => {
    const { said, asked } = sectionsOf({ ...props, model, width: props.width - WHOSE });
    const [change, equations, history] = asked;
    const sentence = <Sentence record={props.record} model={model} />;
    return { name: agentName(spec, model.ref), sections: [sentence, change, history, ...said, equations] };
  });
  const rows = [...(both[0]?.sections.keys() ?? [])].filter((row) =>
    both.some(({ sections }) => Boolean(sections[row])),
  );
  return (
    <div className="insp-pairs">
      {rows.map((row) =>
        both.map(({ name, sections }, who) => (
          <div key={`${row} ${who}`} className="insp-whose" data-who={sections[row] ? WHO[who] : 'nobody'}>
            <small>{name}</small>
            {sections[row] || <p className="insp-note">Has none.</p>}
          </div>
        )),
      )}
    </div>
  );
}

function One({ props }: { readonly props: SectionProps }) {
  const { said, asked } = sectionsOf(props);
  return (
    <>
      <Sentence record={props.record} model={props.model} />
      <div className="insp-column">{said}</div>
      <div className="insp-column">
        {asked}
        {!props.model.missing && <ResponseCurve {...props} />}
      </div>
    </>
  );
}

function Two({
  props,
  other,
  width,
}: {
  readonly props: SectionProps;
  readonly other: InspectorModel;
  readonly width: number;
}) {
  return (
    <div className="insp-two">
      <Compare {...props} other={other} width={width} />
      <Pairs props={props} other={other} />
      {!props.model.missing && <ResponseCurve {...props} other={other} width={width} />}
    </div>
  );
}

function Body({
  record,
  moment,
  theme,
  selection,
  pinned,
  point,
  onPoint,
  actions,
  width,
  whole: wanted = false,
}: InspectorProps & { readonly selection: AgentRef; readonly width: number }) {
  const points = batchSize(record, moment.step);
  const chosen = Math.min(Math.max(0, point), Math.max(0, points - 1));
  const model = useMemo(() => inspectorModel(record, moment, selection, chosen), [record, moment, selection, chosen]);
  const other = useMemo(
    () => (pinned && !sameAgent(pinned, selection) ? inspectorModel(record, moment, pinned, chosen) : undefined),
    [record, moment, selection, pinned, chosen],
  );
  if (model === undefined) return <p className="insp-note">This network has no such agent.</p>;
  const whole = wanted && agentsIn(model.group) > 1;
  const full = width - 2 * PADDING;
  const column = Math.floor(width >= TWO_COLUMNS ? (full - GAP) / 2 : full);
  const scales = sharedScales(other === undefined ? [model] : [model, other]);
  const props: SectionProps = {
    record,
    model,
    scales,
    theme,
    width: column,
    point: chosen,
    points,
    onPoint,
    onOpen: actions?.onOpen,
  };
  return (
    <>
      <Head spec={record.header.spec} {...{ selection, pinned, whole, actions }} />
      {whole ? (
        <LayerView {...props} moment={moment} actions={actions} />
      ) : other === undefined ? (
        <One props={props} />
      ) : (
        <Two props={props} other={other} width={full} />
      )}
    </>
  );
}

/** One agent from inside, or two beside each other: what they hear, store, remember, say and ask for. */
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
