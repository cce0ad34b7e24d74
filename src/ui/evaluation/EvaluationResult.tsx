import type { EvaluationReport } from '../../record/evaluation.ts';
import { useEffect, useMemo } from 'react';

import type { FinishedEvaluation } from '../../store/evaluation/evaluation.ts';
import { sentence } from '../../store/page/notices.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import type { OtherCurve } from '../../viz/evaluation/evaluationGeometry.ts';
import { EvaluationPlot } from './EvaluationPlot.tsx';
import { othersBeside } from './othersBeside.ts';
import '../parts/losses.css';

/** `12 of 1 000, 1.2 %`. */
function shareText(count: number, tasks: number): string {
  return `${grouped(count)} of ${grouped(tasks)}, ${Number(((100 * count) / tasks).toFixed(1))} %`;
}

function Steps({ report }: { readonly report: EvaluationReport }) {
  const { meanLoss, medianLoss, lowerQuartile, upperQuartile, shape } = report;
  return (
    <details className="evaluation-steps">
      <summary>Every step in numbers</summary>
      <div tabIndex={0} role="region" aria-label="Evaluation by inner step">
        <table className="losses">
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">mean</th>
              <th scope="col">
                median <small>middle half</small>
              </th>
              {shape !== undefined && <th scope="col">stuck</th>}
            </tr>
          </thead>
          <tbody>
            {meanLoss.map((mean, step) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                <td>{lossText(mean)}</td>
                <td>
                  {lossText(medianLoss[step] ?? NaN)}
                  <small>{`${lossText(lowerQuartile[step] ?? NaN)}–${lossText(upperQuartile[step] ?? NaN)}`}</small>
                </td>
                {shape !== undefined && <td>{grouped(shape.stuck[step] ?? 0)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Facts({ report }: { readonly report: EvaluationReport }) {
  const { steps, tasks, meanLoss, medianLoss, diverged, shape, meanAccuracy } = report;
  const facts: readonly (readonly [name: string, value: string, title?: string])[] = [
    [`Mean after step ${steps}`, lossText(meanLoss[steps] ?? NaN)],
    ['Median', lossText(medianLoss[steps] ?? NaN)],
    ['Diverged', shareText(diverged, tasks), 'Loss above 1, or no number, at any step'],
    ...(shape === undefined
      ? []
      : [
          [
            'Stuck',
            shareText(shape.stuck[steps] ?? 0, tasks),
            'Fits a centre arc and is constant outside it, after the last step',
          ] as const,
        ]),
    ...(meanAccuracy === undefined
      ? []
      : [['Named right', `${(100 * (meanAccuracy[steps] ?? NaN)).toFixed(1)} %`] as const]),
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value, title]) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What stands beside it: optimisers measured from the same start, and what else was kept. */
function useOthers(finished: FinishedEvaluation): readonly OtherCurve[] {
  const { lanes } = useLab();
  const reports = useLabState((s) => s.lanes.reports);
  const kept = useLabState((s) => s.evaluation.kept);
  useEffect(() => void lanes.read(), [lanes]);
  return useMemo(() => othersBeside(finished, kept, reports), [finished, kept, reports]);
}

/** The evaluations of this visit: put one on show, or drop it. */
function Kept({ finished }: { readonly finished: FinishedEvaluation }) {
  const { evaluation } = useLab();
  const kept = useLabState((s) => s.evaluation.kept);
  if (kept.length < 2) return null;
  return (
    <table className="losses evaluation-kept">
      <caption className="fig-hidden">Evaluations of this visit</caption>
      <thead>
        <tr>
          <th scope="col">kept</th>
          <th scope="col">step</th>
          <th scope="col">mean</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {kept.map(({ number, ruleLabel, report: { steps, tasks, meanLoss } }) => (
          <tr key={number} data-current={number === finished.number}>
            <th scope="row">
              <button
                type="button"
                aria-current={number === finished.number ? 'true' : undefined}
                onClick={() => evaluation.show(number)}
              >
                {`${number} ${ruleLabel}`} <small>{`${grouped(tasks)} tasks`}</small>
              </button>
            </th>
            <td>{steps}</td>
            <td>{lossText(meanLoss[steps] ?? NaN)}</td>
            <td>
              <IconButton icon="trash" label={`Drop evaluation ${number}`} onClick={() => evaluation.remove(number)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How to read the lines. */
function lineWords({ steps, trainedSteps }: EvaluationReport, others: readonly OtherCurve[]): string {
  const beside = others.length > 0 ? ' Thin: medians of others on tasks of the same kind.' : '';
  const end = steps > trainedSteps ? ` Upright: step ${trainedSteps}, where training ends.` : '';
  return `Line: median, band: middle half, dashes: mean.${beside}${end}`;
}

/** What an evaluation found, of which rule, and what stands beside it. */
export function EvaluationResult({ finished }: { readonly finished: FinishedEvaluation }) {
  const others = useOthers(finished);
  const { report, ruleLabel, metaSteps } = finished;
  const { tasks, backend } = report;
  const rule = metaSteps === 0 ? ruleLabel : `${ruleLabel}, meta-step ${grouped(metaSteps)}`;
  return (
    <div className="evaluation">
      <EvaluationPlot report={report} others={others} />
      <p className="note">{lineWords(report, others)}</p>
      <Kept finished={finished} />
      <Facts report={report} />
      <Steps report={report} />
      <p className="note">{`${rule}: ${grouped(tasks)} fresh tasks, ${backend}.`}</p>
      {report.changes.length > 0 && <p className="note">{sentence(report.changes.join('. '))}</p>}
    </div>
  );
}
