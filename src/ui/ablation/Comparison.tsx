import { changeWords, shownChange, type ChangedFrom } from '../../store/ablation/ablation.ts';
import { shippedRule } from '../../store/experiment/experiment.ts';
import { choiceOfKey } from '../../store/experiment/ruleChoice.ts';
import type { EvaluationFigures } from '../../record/rule.ts';
import { sameProbe } from '../../experiment/diff.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { logScale } from '../../viz/fit/fitGeometry.ts';
import { grouped, lossText, powerText } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';

const [WIDTH, HEIGHT] = [232, 128];
const BOX = { left: 34, right: WIDTH - 44, top: 10, bottom: HEIGHT - 30 };

interface CurvesProps {
  readonly before: readonly number[];
  readonly now: readonly number[];
}

/** Held-out loss per step of both rules on one task and the same batches, log axis. */
function Curves({ before, now }: CurvesProps) {
  const { scale, ticks } = logScale([...before, ...now], BOX.bottom, BOX.top);
  const last = Math.max(1, before.length - 1, now.length - 1);
  const x = (step: number) => BOX.left + (step / last) * (BOX.right - BOX.left);
  const points = (losses: readonly number[]) => losses.map((loss, k) => `${x(k)},${scale(loss)}`).join(' ');
  const [endBefore, endNow] = [scale(before.at(-1) ?? 1), scale(now.at(-1) ?? 1)];
  const room = Math.max(0, 12 - Math.abs(endBefore - endNow)) / 2;
  const up = endBefore <= endNow ? -1 : 1;
  return (
    <div className="fig">
      <svg width={WIDTH} height={HEIGHT} role="img" aria-label="Held-out loss by inner step of both rules, log axis">
        <g className="fig-axis">
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={BOX.left} x2={BOX.right} y1={scale(tick)} y2={scale(tick)} />
              <text x={BOX.left - 6} y={scale(tick) + 4} textAnchor="end">
                {powerText(tick)}
              </text>
            </g>
          ))}
          {now.map((_, step) => (
            <text key={step} x={x(step)} y={HEIGHT - 17} textAnchor="middle">
              {step}
            </text>
          ))}
          <text x={(BOX.left + BOX.right) / 2} y={HEIGHT - 3} textAnchor="middle">
            inner steps taken
          </text>
        </g>
        <polyline className="ablation-before" points={points(before)} />
        <polyline className="ablation-now" points={points(now)} />
        <text className="ablation-label" x={BOX.right + 5} y={endBefore + 4 + up * room}>
          before
        </text>
        <text className="ablation-label ablation-label-now" x={BOX.right + 5} y={endNow + 4 - up * room}>
          now
        </text>
      </svg>
    </div>
  );
}

interface BeforeNowProps {
  readonly caption: string;
  readonly rows: readonly (readonly [name: string | number, before: number | undefined, now: number | undefined])[];
}

/** Losses of both rules side by side. */
function BeforeNow({ caption, rows }: BeforeNowProps) {
  return (
    <table className="ablation-table">
      <thead>
        <tr>
          <th scope="col">{caption}</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, before, now]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{before === undefined ? '' : lossText(before)}</td>
            <td>{now === undefined ? '' : lossText(now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LossTable({ before, now }: CurvesProps) {
  return (
    <details>
      <summary>As a table</summary>
      <BeforeNow caption="Step" rows={now.map((loss, step) => [step, before[step], loss])} />
    </details>
  );
}

type Figure = (evaluation: EvaluationFigures) => number | undefined;

/** Loss after the last trained step over the evaluation's tasks: centre and spread. */
const FIGURES: readonly (readonly [name: string, figure: Figure])[] = [
  ['Mean', ({ meanLoss }) => meanLoss.at(-1)],
  ['sd', ({ sdLoss }) => sdLoss.at(-1)],
  ['Median', ({ medianLoss }) => medianLoss.at(-1)],
  ['Middle half from', ({ lowerQuartile }) => lowerQuartile?.at(-1)],
  ['to', ({ upperQuartile }) => upperQuartile?.at(-1)],
];

/** Figures over the evaluation's tasks, where both rules are shipped ones. */
function Figures({ from }: { readonly from: ChangedFrom }) {
  const a = useLabState((s) => shippedRule(s.experiment.manifest, from.shippedId));
  const b = useLabState((s) => shippedRule(s.experiment.manifest, s.experiment.rule?.shippedId));
  if (a === undefined || b === undefined)
    return <p className="note">A rule trained here has no figures over many tasks; Evaluate takes them.</p>;
  return (
    <>
      <BeforeNow
        caption={`After step ${b.evaluation.steps}, ${grouped(b.evaluation.tasks)} tasks`}
        rows={FIGURES.map(([name, figure]) => [name, figure(a.evaluation), figure(b.evaluation)])}
      />
      <p className="note">One training seed each: another seed may differ as much.</p>
    </>
  );
}

/** With what the change is compared, said before any figure. */
function Fairness({ from, metaSteps }: { readonly from: ChangedFrom; readonly metaSteps: number }) {
  const { cameFrom } = from;
  if (from.metaSteps !== metaSteps)
    return (
      <p className="note note-warn">
        {`Not like with like: trained for ${grouped(metaSteps)} meta-steps, the rule before for ${grouped(from.metaSteps)}. ` +
          'The difference is of both.'}
      </p>
    );
  if (cameFrom === undefined) return null;
  return (
    <p className="note">
      {`Compared with ${from.label}, trained for ${grouped(metaSteps)} meta-steps as well; ` +
        `${cameFrom.label} had ${grouped(cameFrom.metaSteps)}.`}
    </p>
  );
}

/** What the last switch changed, beside the run it was changed from; nothing once another rule is in use. */
export function Comparison() {
  const lab = useLab();
  const ablation = useLabState((s) => s.ablation);
  const experiment = useLabState((s) => s.experiment);
  const { record } = experiment;
  const change = shownChange({ ablation, experiment });
  if (change === undefined || record === undefined) return null;
  const { from, to } = change;
  const metaSteps = experiment.rule?.metaSteps ?? 0;
  const origin = from.cameFrom ?? from;
  const same = sameProbe(from.probe, record.header.probe);
  const now = heldOutLosses(record);
  const back = () => {
    const choice = choiceOfKey(origin.ruleKey);
    if (choice === undefined) lab.undo();
    else void lab.experiment.choose(choice, { push: true });
  };
  return (
    <div className="ablation-comparison" role="region" aria-label="What the switch changed">
      <h3>What the switch changed</h3>
      <ul>
        {changeWords(from.spec.rule, to).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <Fairness from={from} metaSteps={metaSteps} />
      {same ? (
        <>
          <Curves before={from.lane.losses} now={now} />
          <LossTable before={from.lane.losses} now={now} />
        </>
      ) : (
        <p className="note">The task has changed since; the curve of the rule before was of another task.</p>
      )}
      <Figures from={from} />
      <button type="button" className="btn btn-wide" onClick={back}>
        {`Back to ${origin.label}`}
      </button>
    </div>
  );
}
