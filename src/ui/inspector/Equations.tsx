import type { ReactNode } from 'react';
import { rowOf } from '../../viz/agents/agentData.ts';
import { fixed, signed } from '../../viz/common/format.ts';
import type { ChangeModel } from '../../viz/inspector/inspectorModel.ts';
import type { SectionProps } from './sectionProps.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

const Result = ({ children }: { readonly children: string }) => <b>{children}</b>;
/** A mean: the letter under a bar. */
const Bar = ({ children }: { readonly children: string }) => <i className="insp-bar">{children}</i>;

/** Where a number will stand once the agent has spoken, so that nothing below moves then. */
const LATER = '= –';

/** One equation: what stands left of the sign, and lines to its right. */
function Line({ name, lines }: { readonly name: ReactNode; readonly lines: readonly ReactNode[] }) {
  return (
    <>
      <dt>{name}</dt>
      {lines.map((line, at) => (
        <dd key={at}>{line}</dd>
      ))}
    </>
  );
}

/** `d = u d_old + (1 - u) n` with numbers: the raw update of the chosen point. */
function StatefulUpdate({ model, point }: SectionProps) {
  const { gates } = model;
  const [keep = 0, old = 0, next = 0, after = 0] = [
    gates?.keep[0],
    gates?.carryBefore[0],
    gates?.candidate[0],
    gates?.carryAfter[0],
  ];
  const rule = (
    <>
      = <i>u</i> · <i>d</i>
      <sub>old</sub> + (1 − <i>u</i>) · <i>n</i>
    </>
  );
  const numbers = (
    <>
      = {fixed(keep, 2)} · {fixed(old, 2)} + {fixed(1 - keep, 2)} · {fixed(next, 2)} ={' '}
      <Result>{fixed(after, 3)}</Result>
    </>
  );
  return <Line name={<Asked point={point} />} lines={[rule, gates === undefined ? LATER : numbers]} />;
}

/** The update one point asks for, d with the point's number. */
function Asked({ point }: { readonly point: number }) {
  return (
    <>
      <i>d</i>
      <sub>{point + 1}</sub>
    </>
  );
}

/** The chosen point's loudest channel of what is said, from 0. */
function loudest(said: Float32Array | undefined): number {
  return said?.reduce((best, v, c) => (Math.abs(v) > Math.abs(said[best] ?? 0) ? c : best), 0) ?? 0;
}

/** `m = u m_old + (1 - u) n`, or `m = f(inputs)`, with numbers: the loudest channel of what the chosen point makes it say. */
function Said({ model, point }: SectionProps) {
  const { gates, group, says } = model;
  const row = says && rowOf(says, point);
  const channel = loudest(row);
  const at = group.carry - (says?.columns ?? 0) + channel;
  const name = (
    <>
      <i>m</i>
      <sub>{channel + 1}</sub>
    </>
  );
  const value = <Result>{fixed(row?.[channel] ?? NaN, 3)}</Result>;
  if (row === undefined) return <Line name={<i>m</i>} lines={[LATER]} />;
  if (gates === undefined)
    return (
      <Line
        name={name}
        lines={[
          <>
            = tanh <i>f</i> (all heard and stored) = {value}
          </>,
        ]}
      />
    );
  const [keep = 0, old = 0, next = 0] = [gates.keep[at], gates.carryBefore[at], gates.candidate[at]];
  return (
    <Line
      name={name}
      lines={[
        <>
          = {fixed(keep, 2)} · {fixed(old, 2)} + {fixed(1 - keep, 2)} · {fixed(next, 2)} = {value}
        </>,
      ]}
    />
  );
}

/** `d = f(message, parameter, input)` with numbers. */
function StatelessUpdate({ record, model, point }: SectionProps) {
  const { stateless, change, stored } = model;
  const letter = model.group.kind === 'weight' ? 'w' : 'b';
  const input = stored[1]?.values[point];
  const rule = (
    <>
      = <i>f</i> (message, <i>{letter}</i>, <i>x</i>)
    </>
  );
  const numbers = (
    <>
      = <i>f</i> ({record.header.spec.rule.messageSize} heard, {fixed(change?.before ?? NaN, 3)},{' '}
      {fixed(input ?? NaN, 3)}) = <Result>{fixed(stateless?.update ?? NaN, 3)}</Result>
    </>
  );
  return <Line name={<Asked point={point} />} lines={[rule, stateless === undefined ? LATER : numbers]} />;
}

function Change({ change, letter }: { readonly change: ChangeModel | undefined; readonly letter: string }) {
  const name = (
    <>
      Δ<i>{letter}</i>
    </>
  );
  const rule = (
    <>
      = (<Bar>d</Bar> − <i>μ</i>) · <i>s</i>
    </>
  );
  if (change === undefined)
    return (
      <>
        <Line name={name} lines={[rule, LATER]} />
        <Line name={<i>{letter}</i>} lines={['← –']} />
      </>
    );
  const sign = change.mean < 0 ? '+' : '−';
  return (
    <>
      <Line
        name={name}
        lines={[
          <>
            {rule} = ({fixed(change.rawMean, 3)} {sign} {fixed(Math.abs(change.mean), 3)}) · {fixed(change.scale, 4)}
          </>,
          <>
            = <Result>{signed(change.update, 4)}</Result>
          </>,
        ]}
      />
      <Line
        name={<i>{letter}</i>}
        lines={[
          <>
            ← {fixed(change.before, 4)} {change.update < 0 ? '−' : '+'} {fixed(Math.abs(change.update), 4)} ={' '}
            <Result>{fixed(change.before + change.update, 4)}</Result>
          </>,
        ]}
      />
    </>
  );
}

/** The rule's arithmetic for the chosen point, with the numbers put in. */
export function Equations(props: SectionProps) {
  const { record, model } = props;
  const { rule } = record.header.spec;
  const stateful = ruleKind(rule).kind === 'stateful';
  const letter = model.group.kind === 'weight' ? 'w' : 'b';
  const owns = model.group.ownsParameter;
  return (
    <div className="insp-block">
      {owns && (
        <dl className="insp-equations">
          {stateful ? <StatefulUpdate {...props} /> : <StatelessUpdate {...props} />}
          <Change change={model.change} letter={letter} />
        </dl>
      )}
      <dl className="insp-equations">
        <Said {...props} />
      </dl>
      {props.onOpen !== undefined && rule.formula === undefined && (
        <button
          type="button"
          className="btn"
          title="Every layer of this rule for this point (F)"
          onClick={props.onOpen}
        >
          Open <i>f</i>
        </button>
      )}
      <p className="insp-note insp-legend">
        {stateful ? (
          <>
            <i>u</i> keep gate, <i>n</i> new value,{' '}
          </>
        ) : (
          <>
            <i>f</i> a net of {rule.learnerHidden.join(' and ')} units,{' '}
          </>
        )}
        {owns && (
          <>
            <i>μ</i> centre, <i>s</i> step size,{' '}
          </>
        )}
        <i>m</i> loudest channel said; <span aria-live="polite">{`point ${props.point + 1} of ${props.points}`}</span>.
      </p>
    </div>
  );
}
