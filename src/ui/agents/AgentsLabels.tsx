import { batchSize } from '../../record/sections.ts';
import { lossText, plural, subscript } from '../../viz/common/format.ts';
import { batchLoss } from '../../viz/agents/networkFrame.ts';
import { rowY, type BlockSpan, type NetworkLayout } from '../../viz/agents/networkLayout.ts';
import type { AgentsLabelsProps } from './agentsProps.ts';
import { AgentsHeads } from './AgentsHeads.tsx';
import { fitting, PLAIN } from './fitting.ts';
import { clockOf, hasSpoken, turnOf, type Turn } from '../../viz/clocks/turns.ts';

const WORDS: Readonly<Record<Turn, string>> = {
  idle: '',
  waiting: ': waiting',
  speaking: ': speaking now',
  done: ': done',
};
/** Rough width of a bold 11.5 px character. */
const BOLD = 6.3;

function Band({ span, layout }: { readonly span: BlockSpan; readonly layout: NetworkLayout }) {
  const { height } = layout;
  const loss = span.number === 0 ? layout.units.at(-1)?.rows : undefined;
  if (loss !== undefined) {
    const [top, bottom] = [rowY(loss, 0) - 24, rowY(loss, loss.count - 1) + 34];
    return <rect className="fig-band" x={span.x0} y={top} width={span.x1 - span.x0} height={bottom - top} rx={8} />;
  }
  return (
    <rect className="fig-band" x={span.x0} y={0} width={span.x1 - span.x0} height={Math.max(0, height - 6)} rx={8} />
  );
}

function BlockTitle({
  span,
  turn,
  layout,
}: {
  readonly span: BlockSpan;
  readonly turn: Turn;
  readonly layout: NetworkLayout;
}) {
  const loss = span.number === 0;
  const name = loss ? 'Loss' : `Layer ${span.number}`;
  const word = loss && turn === 'speaking' ? ': now' : WORDS[turn];
  const room = span.x1 - span.x0;
  const text = fitting(
    [`${name}${word}`, `${name}${turn === 'speaking' ? ': now' : ''}`, name, loss ? 'L' : String(span.number)],
    room + (loss ? 24 : 0),
    BOLD,
  );
  if (text === undefined) return null;
  const x = loss ? layout.width - 1 : (span.x0 + span.x1) / 2;
  return (
    <text className={`fig-turn fig-turn-${turn}`} x={x} y={14} textAnchor={loss ? 'end' : 'middle'}>
      {text}
    </text>
  );
}

/** The zoom's buttons, at the right of the foot. */
const BUTTONS = 158;
const BUTTONS_HEIGHT = 26;

/** `messages travel this way` along the foot of the figure, left of the buttons; where that is narrow, an arrow alone. */
function DirectionArrow({ layout, forward, room }: Pick<AgentsLabelsProps, 'layout' | 'room'> & { forward: boolean }) {
  const widest = layout.blocks.reduce((best, span) => (span.x1 - span.x0 > best.x1 - best.x0 ? span : best));
  const end = Math.max(60, Math.min(room, layout.width) - BUTTONS);
  const words = `${forward ? 'inputs' : 'messages'} travel this way`;
  const text = fitting([words], end - 50, PLAIN) ?? '';
  const half = Math.min(160, end / 2 - 4, Math.max(110, (widest.x1 - widest.x0) / 2 - 22));
  const middle = Math.min((widest.x0 + widest.x1) / 2, end - half);
  const [left, right, y] = [middle - half, middle + half, layout.height - 13];
  const gap = text === '' ? 0 : (text.length * PLAIN) / 2 + 10;
  const head = forward ? `M${right - 5} ${y - 4}l5 4l-5 4` : `M${left + 5} ${y - 4}l-5 4l5 4`;
  return (
    <g>
      <path className="fig-arrow" d={`M${left} ${y}H${middle - gap}M${middle + gap} ${y}H${right}${head}`} />
      <text className="fig-arrow-text" x={middle} y={y + 4} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}

interface LossValueProps {
  readonly value: number;
  readonly points: number;
  readonly right: number;
  /** Base of the first line, in pixels. */
  readonly top: number;
  /** The lowest base above the buttons. */
  readonly foot: number;
}

/** The loss of the points learned from: in two lines, in one where the figure is low, nothing where it is lower yet. */
function LossValue({ value, points, right, top, foot }: LossValueProps) {
  const two = top + 14 <= foot;
  if (top - 6 > foot) return null;
  return (
    <text className="fig-loss-value" y={Math.min(top, foot)} textAnchor="end">
      <tspan x={right}>{two ? `loss ${lossText(value)}` : `${points}-point loss ${lossText(value)}`}</tspan>
      {two && (
        <tspan x={right} dy={14}>
          {`on its ${plural(points, 'point')}`}
        </tspan>
      )}
    </text>
  );
}

function EndNames({ record, moment, layout }: AgentsLabelsProps) {
  const { inputs } = layout;
  const loss = layout.units.at(-1);
  const output = layout.units.at(-2);
  const value = batchLoss(record, moment.step);
  const name = (letter: string, count: number, row: number): string =>
    count === 1 ? letter : letter + subscript(row + 1);
  const heard = hasSpoken(record.header.spec, moment, loss?.group.id ?? '');
  const last = loss === undefined ? 0 : rowY(loss.rows, loss.rows.count - 1);
  const place = { right: layout.width - 1, top: last + 25, foot: layout.height - BUTTONS_HEIGHT - 5 };
  return (
    <g className="fig-end-name">
      {inputs.rows.count <= 8 &&
        Array.from({ length: inputs.rows.count }, (_, row) => (
          <text key={row} x={inputs.x} y={rowY(inputs.rows, row) + 19} textAnchor="middle">
            {name('x', inputs.rows.count, row)}
          </text>
        ))}
      {output !== undefined &&
        output.rows.pitch >= 30 &&
        Array.from({ length: output.rows.count }, (_, row) => (
          <text key={`y${row}`} x={output.dotX} y={rowY(output.rows, row) - 12} textAnchor="middle">
            {name('y', output.rows.count, row)}
          </text>
        ))}
      {heard && value !== undefined && <LossValue value={value} points={batchSize(record, moment.step)} {...place} />}
    </g>
  );
}

/** Everything written behind the agents: the active layer's band, titles, captions, direction. */
export function AgentsLabels(props: AgentsLabelsProps) {
  const { record, moment, layout } = props;
  const { spec } = record.header;
  const phase = clockOf(spec).phases[moment.phase]?.kind;
  const turns = layout.blocks.map((span) => turnOf(spec, moment, span.groups[0]?.id ?? ''));
  return (
    <svg className="fig-layer" width={layout.width} height={layout.height} aria-hidden="true">
      {layout.blocks.map((span, at) =>
        turns[at] === 'speaking' ? <Band key={span.number} span={span} layout={layout} /> : null,
      )}
      {layout.blocks.map((span, at) => (
        <BlockTitle key={span.number} span={span} turn={turns[at] ?? 'idle'} layout={layout} />
      ))}
      <AgentsHeads {...props} />
      <EndNames {...props} />
      {phase !== 'update' && <DirectionArrow {...props} forward={phase === 'forward'} />}
    </svg>
  );
}
