import { scaleLinear } from 'd3-scale';

import { changedSettings, sameProbe, type RunBefore } from '../../store/ablation.ts';
import { shippedRule } from '../../store/experiment.ts';
import { heldOutLosses, logScale } from '../../viz/fitGeometry.ts';
import { lossText } from '../../viz/format.ts';
import { countText } from '../format.ts';
import { useLab, useLabState } from '../LabContext.tsx';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [248, 96, 8, 52, 10, 16];

/** Loss per inner step of both runs, on one log axis. The table below it has the numbers. */
function Curves({ before, now }: { readonly before: readonly number[]; readonly now: readonly number[] }) {
  const last = Math.max(before.length, now.length, 2) - 1;
  const { scale } = logScale([...before, ...now], HEIGHT - BOTTOM, TOP);
  const [floor = 0, ceiling = 1] = scale.domain();
  const x = scaleLinear([0, last], [LEFT, WIDTH - RIGHT]);
  const y = (loss: number) => scale(Number.isFinite(loss) ? Math.max(floor, loss) : ceiling);
  const path = (losses: readonly number[]) =>
    `M${losses.map((loss, step) => `${x(step).toFixed(1)} ${y(loss).toFixed(1)}`).join('L')}`;
  const [endBefore, endNow] = [y(before.at(-1) ?? NaN), y(now.at(-1) ?? NaN)];
  const near = Math.abs(endBefore - endNow) < 13;
  const shift = near ? (13 - Math.abs(endBefore - endNow)) / 2 : 0;
  const up = endNow <= endBefore ? 1 : -1;
  return (
    <svg className="ablation-curves" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path className="ablation-before" d={path(before)} />
      <path className="ablation-now" d={path(now)} />
      <text className="ablation-before" x={WIDTH - RIGHT + 6} y={endBefore + 4 + up * shift}>
        before
      </text>
      <text className="ablation-now" x={WIDTH - RIGHT + 6} y={endNow + 4 - up * shift}>
        now
      </text>
      <text x={LEFT} y={HEIGHT - 3}>
        inner steps 0 to {last}, loss on a log axis
      </text>
    </svg>
  );
}

function Losses({ before, now }: { readonly before: readonly number[]; readonly now: readonly number[] }) {
  const steps = Array.from({ length: Math.max(before.length, now.length) }, (_, step) => step);
  const cell = (loss: number | undefined) => (loss === undefined ? '' : lossText(loss));
  return (
    <table className="ablation-table">
      <caption>Held-out loss on this task</caption>
      <thead>
        <tr>
          <th scope="col">step</th>
          <th scope="col">before</th>
          <th scope="col">now</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step}>
            <th scope="row">{step}</th>
            <td>{cell(before[step])}</td>
            <td>{cell(now[step])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The means over many tasks, where both rules are shipped. */
function ManyTasks({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }) {
  const manifest = useLabState((s) => s.experiment.manifest);
  const [before, now] = [shippedRule(manifest, from), shippedRule(manifest, to)];
  if (before === undefined || now === undefined) return null;
  const words = ({ evaluation }: typeof now) => {
    const { steps, meanLoss, sdLoss } = evaluation;
    return `${lossText(meanLoss[steps] ?? NaN)} (sd ${lossText(sdLoss[steps] ?? NaN)}) at step ${steps}`;
  };
  return (
    <p className="note">
      {`Over ${countText(now.evaluation.tasks)} fresh tasks: before ${words(before)}, now ${words(now)}. One training seed each.`}
    </p>
  );
}

function Change({ before }: { readonly before: RunBefore }) {
  const lab = useLab();
  const rule = useLabState((s) => s.experiment.rule);
  const record = useLabState((s) => s.experiment.record);
  if (rule === undefined || record === undefined) return null;
  const settings = changedSettings(before.rule, rule);
  const now = heldOutLosses(record);
  return (
    <div className="ablation-change" role="group" aria-label="What the switch changed">
      <p>
        Now <b>{rule.label}</b>
        {rule.shippedId === undefined ? '' : ' (shipped)'}, before {before.rule.label}.
      </p>
      <ul>
        {settings.map(({ name, from, to }) => (
          <li key={name}>
            {name}: {from} → <b>{to}</b>
          </li>
        ))}
      </ul>
      {sameProbe(before.probe, record.header.probe) ? (
        <>
          <Curves before={before.losses} now={now} />
          <Losses before={before.losses} now={now} />
        </>
      ) : (
        <p className="note">The task has changed since: the curves of both are of other tasks.</p>
      )}
      <ManyTasks from={before.rule.shippedId} to={rule.shippedId} />
      <button type="button" className="btn" onClick={() => void lab.ablation.back()}>
        Back to before
      </button>
    </div>
  );
}

/** What the last switch changed, while the rule it led to is in use. */
export function AblationChange() {
  const change = useLabState((s) => s.ablation.change);
  const ruleKey = useLabState((s) => s.experiment.ruleKey);
  return change?.to === ruleKey ? <Change before={change.before} /> : null;
}
