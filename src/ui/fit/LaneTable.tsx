import { scaleLog } from 'd3-scale';
import { grouped, lossText, tickText } from '../../viz/common/format.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { unlike, type RankedLane } from '../../viz/fit/laneRanks.ts';

const WIDTH = 104;
const EDGE = 7;

interface StripProps {
  readonly lane: RankedLane;
  readonly step: number;
  readonly x: (loss: number) => number;
}

/** A learner's way: hollow where it began, small after each step, large where it stands. */
function Strip({ lane: { losses, colour }, step, x }: StripProps) {
  const way = losses.slice(0, step + 1).filter((loss) => Number.isFinite(loss) && loss > 0);
  return (
    <svg width={WIDTH} height={16} aria-hidden="true">
      <line x1={x(Math.max(...way))} x2={x(Math.min(...way))} y1={8} y2={8} stroke={colour} strokeWidth={1.4} />
      {way.map((loss, at) => {
        const last = at === way.length - 1;
        return (
          <circle
            key={at}
            cx={x(loss)}
            cy={8}
            r={last ? 4.4 : at === 0 ? 3 : 2}
            fill={at === 0 && !last ? 'var(--bg)' : colour}
            stroke={colour}
          />
        );
      })}
    </svg>
  );
}

function Row({ lane, step, x }: StripProps) {
  return (
    <tr data-own={lane.id === 'own'}>
      <th scope="row">
        <svg width="18" height="8" aria-hidden="true">
          <line x2="18" y1="4" y2="4" stroke={lane.colour} strokeDasharray={lane.dash} strokeWidth="2" />
        </svg>{' '}
        <span>{lane.name}</span> <small>{`${lane.start} start`}</small>
      </th>
      <td>
        <Strip lane={lane} step={step} x={x} />
      </td>
      <td>{lossText(lane.here)}</td>
      <td title={lane.measured === undefined ? lane.unmeasured : undefined}>
        {lane.best && (
          <i role="img" aria-label="best">
            ●{' '}
          </i>
        )}
        {lane.measured === undefined ? '–' : lossText(lane.measured)}
      </td>
      <td>{lane.cost === undefined ? '–' : costText(lane.cost)}</td>
      <td>{lane.stepMs === undefined ? '–' : msText(lane.stepMs)}</td>
    </tr>
  );
}

/** From the largest loss, left, to the smallest. */
function scaleOf(lanes: readonly RankedLane[]) {
  const all = lanes.flatMap(({ losses }) => losses.filter((loss) => Number.isFinite(loss) && loss > 0));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return { low, high, x: scaleLog([high, Math.min(low, high / 1.01)], [EDGE, WIDTH - EDGE]) };
}

/** `1.2 ms`, `.034 ms`: two significant digits. */
const msText = (ms: number) => `${tickText(Number(ms.toPrecision(2)))} ms`;

const costText = (cost: number) => `${cost < 10 ? Number(cost.toFixed(1)) : Number(cost.toPrecision(2))}×`;

export interface LaneTableProps {
  readonly lanes: readonly RankedLane[];
  readonly step: number;
  /** Tasks of the evaluation. */
  readonly tasks: number | undefined;
}

/** Every learner on show, the best of this task first. */
export function LaneTable({ lanes, step, tasks }: LaneTableProps) {
  const { low, high, x } = scaleOf(lanes);
  const note = unlike(lanes, step);
  return (
    <div className="fig-lanes" tabIndex={0} role="region" aria-label="Comparison">
      <table>
        <caption className="fig-hidden">{`Losses on fresh points after step ${step}, lowest first`}</caption>
        <thead>
          <tr>
            <th scope="col">after step {step}</th>
            <th scope="col" className="fig-lanes-axis">
              <span>{tickText(Number(high.toPrecision(1)))}</span> <span>{tickText(Number(low.toPrecision(1)))}</span>
            </th>
            <th scope="col">here</th>
            <th scope="col" title="Mean loss over the evaluation's fresh tasks; the dot marks the lowest">
              {tasks === undefined ? 'many tasks' : `${grouped(tasks)} tasks`}
            </th>
            <th scope="col" title="Multiplications of one inner step, SGD's being one">
              cost
            </th>
            <th scope="col" title="One inner step, measured on this machine by this page: the quickest of five">
              time
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <Row key={lane.id} lane={lane} step={step} x={x} />
          ))}
        </tbody>
      </table>
      {note !== undefined && <p>{note}</p>}
      {lanes.some(({ measured }) => measured === undefined) && (
        <p>
          {`–: ${[...new Set(lanes.flatMap((lane) => (lane.measured === undefined ? [lane.unmeasured] : [])))].join('; ')}.`}
        </p>
      )}
      <DataTable
        caption="Held-out loss of this task after each inner step"
        columns={['Inner steps', ...lanes.map(({ name, start }) => `${name}, ${start} start`)]}
        rows={(lanes[0]?.losses ?? []).map((_, at) => [
          String(at),
          ...lanes.map(({ losses }) => lossText(losses[at] ?? NaN)),
        ])}
      />
    </div>
  );
}
