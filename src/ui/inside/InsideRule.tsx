import { useMemo, useRef, useState, type CSSProperties } from 'react';

import { ruleKind } from '../../experiment/ruleKinds.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { agentName } from '../../viz/agents/agentNames.ts';
import { divergingColour, inkOn } from '../../viz/common/colour.ts';
import { fixed, signed } from '../../viz/common/format.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { insideRule, type Opened, type Strip } from '../../viz/inspector/insideRule.ts';
import { batchSize } from '../../record/sections.ts';
import { inspectorModel } from '../../viz/inspector/inspectorModel.ts';
import type { SweepInput } from '../../viz/inspector/responseCurve.ts';
import { sharedScales } from '../../viz/inspector/sharedScales.ts';
import { ResponseCurve } from '../inspector/ResponseCurve.tsx';
import { useLab, useLabState } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useSize } from '../parts/useSize.ts';
import './inside.css';

const NETS = [
  ['update', 'What it asks for'],
  ['message', 'What it says'],
] as const satisfies readonly (readonly [Opened, string])[];
/** Cells one above the other before a strip gets another column. */
const MOST_ROWS = 16;

interface StripProps {
  readonly strip: Strip;
  readonly theme: Theme;
  readonly onSweep: (input: SweepInput) => void;
}

/** One layer as cells with their numbers; what a person can turn is a button. */
function StripOf({ strip, theme, onSweep }: StripProps) {
  const { title, note, cells } = strip;
  const full = strip.full ?? Math.max(1e-9, ...cells.map(({ value }) => Math.abs(value)));
  const named = cells.some(({ input }) => input !== undefined);
  return (
    <div
      className="inside-strip"
      data-tall={named || strip.beside === true}
      style={{ '--rows': Math.min(MOST_ROWS, cells.length) } as CSSProperties}
    >
      <h3>
        {title} <small>{note}</small>
      </h3>
      <div className="inside-cells" aria-hidden={!named}>
        {cells.map(({ name, value, input }, at) => {
          const colour = divergingColour(theme, value / full);
          const body = (
            <span
              className="inside-cell"
              title={`${name}: ${signed(value, 4)}`}
              style={value === 0 ? undefined : { background: colour, color: inkOn(colour) }}
            >
              {value === 0 ? '' : fixed(value, 2)}
            </span>
          );
          if (!named || input === undefined) return <div key={at}>{body}</div>;
          return (
            <button key={at} type="button" title={`Turn ${name}`} onClick={() => onSweep(input)}>
              <span>{name}</span> {body}
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface OpenProps {
  readonly record: EpisodeRecord;
  readonly agent: AgentRef;
}

function useOpened({ record, agent }: OpenProps, opened: Opened) {
  const moment = useLabState((s) => s.playback.moment);
  const wanted = useLabState((s) => s.selection.point);
  const points = batchSize(record, moment.step);
  const point = Math.min(Math.max(0, wanted), Math.max(0, points - 1));
  const model = useMemo(() => inspectorModel(record, moment, agent, point), [record, moment, agent, point]);
  const strips = useMemo(
    () => (model?.spoken === true ? insideRule(record, agent, moment.step, point, opened) : undefined),
    [model, record, agent, moment.step, point, opened],
  );
  return { model, strips, point, points };
}

/** Where one is, what is opened, for which point, and the way back. */
function Crumbs(props: OpenProps & { readonly point: number; readonly points: number }) {
  const { record, agent, point, points } = props;
  const lab = useLab();
  return (
    <>
      <nav aria-label="Inside the rule">
        <button type="button" className="inside-back" onClick={() => lab.appearance.close('inside')}>
          Agents
        </button>{' '}
        › <span>{agentName(record.header.spec, agent)}</span> ›{' '}
        <b>
          Inside <i>f</i>
        </b>
      </nav>
      <span className="inside-point">
        <IconButton
          icon="previous"
          label="Point before"
          disabled={point === 0}
          onClick={() => lab.pickPoint(point - 1)}
        />
        <span role="status">{`point ${point + 1} of ${points}`}</span>
        <IconButton
          icon="next"
          label="Point after"
          disabled={point >= points - 1}
          onClick={() => lab.pickPoint(point + 1)}
        />
      </span>
      <IconButton icon="close" label="Back to the agents (Esc)" onClick={() => lab.appearance.close('inside')} />
    </>
  );
}

/** The selected agent's rule in place of the agents: every layer of its learner with numbers, and its response. */
export function InsideRule({ record, agent }: OpenProps) {
  const lab = useLab();
  const theme = useLabState((s) => s.appearance.theme);
  const [opened, setOpened] = useState<Opened>('update');
  const [sweep, setSweep] = useState<SweepInput>();
  const aside = useRef<HTMLDivElement>(null);
  const { width } = useSize(aside);
  const { model, strips, point, points } = useOpened({ record, agent }, opened);
  if (model === undefined) return null;
  const two = !ruleKind(record.header.spec.rule).remembers && model.group.ownsParameter;
  const props = { record, model, scales: sharedScales([model]), theme, width, point, points };
  return (
    <section className="fig fig-inside" aria-label="Inside the rule">
      <header className="fig-header">
        <Crumbs record={record} agent={agent} point={point} points={points} />
        {two && <Segmented label="Net" options={NETS} value={opened} onChange={setOpened} />}
      </header>
      <div className="inside-row">
        {strips === undefined ? (
          <p className="fig-note">
            {model.spoken
              ? 'This record lacks what the rule heard: it was left out to keep the record small.'
              : 'Not yet: this agent has not been asked in this step.'}
          </p>
        ) : (
          <div className="inside-strips" tabIndex={0} role="group" aria-label="Layers of the learner, left to right">
            {strips.map((strip, at) => (
              <StripOf key={at} strip={strip} theme={theme} onSweep={setSweep} />
            ))}
            <DataTable
              caption={`Inside the rule of ${agentName(record.header.spec, agent)}, point ${point + 1}`}
              columns={['layer', 'unit', 'value']}
              rows={strips.flatMap(({ title, note, cells }) =>
                cells.map(({ name, value }) => [`${title}, ${note}`, name, fixed(value, 4)]),
              )}
            />
          </div>
        )}
        <div ref={aside} className="inside-response">
          {width > 0 && (
            <ResponseCurve
              {...props}
              name="Response of the opened rule"
              sweep={sweep}
              onPoint={(to) => lab.pickPoint(to)}
            />
          )}
        </div>
      </div>
    </section>
  );
}
