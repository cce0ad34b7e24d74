import type { EvaluationReport } from '../../record/evaluation.ts';
import { useEffect, useMemo, type ReactNode } from 'react';

import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
import { listed } from '../../store/evaluation/evaluations.ts';
import { sentence } from '../../store/page/notices.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';
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
      <div className="evaluation-list" tabIndex={0} role="region" aria-label="Evaluation by inner step">
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
    [
      'Diverged',
      shareText(diverged, tasks),
      'At any step no number, or a loss above 1; for targets higher than .5, above 4 times their height squared',
    ],
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
function useOthers(finished: KeptEvaluation): readonly OtherCurve[] {
  const { lanes } = useLab();
  const reports = useLabState((s) => s.lanes.reports);
  const evaluation = useLabState((s) => s.evaluation);
  useEffect(() => void lanes.read(), [lanes]);
  return useMemo(() => othersBeside(finished, listed(evaluation), reports), [finished, evaluation, reports]);
}

/** How to read the lines. */
function lineWords({ steps, trainedSteps }: EvaluationReport, others: readonly OtherCurve[]): string {
  const beside = others.length > 0 ? ' Thin: medians of others on tasks of the same kind.' : '';
  const end = steps > trainedSteps ? ` Upright: step ${trainedSteps}, where training ends.` : '';
  return `Line: median, band: middle half, dashes: mean.${beside}${end}`;
}

interface ResultProps {
  readonly finished: KeptEvaluation;
  /** Those kept, under its curve. */
  readonly children: ReactNode;
}

/** What an evaluation found, of which rule, and what stands beside it. */
export function EvaluationResult({ finished, children }: ResultProps) {
  const others = useOthers(finished);
  const { report, rule, keptMs, version } = finished;
  const { tasks, backend } = report;
  const whose = rule.metaSteps === 0 ? rule.label : `${rule.label}, meta-step ${grouped(rule.metaSteps)}`;
  const when = new Date(keptMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return (
    <div className="evaluation">
      <EvaluationPlot report={report} others={others} />
      <p className="note">{lineWords(report, others)}</p>
      {children}
      <Facts report={report} />
      <Steps report={report} />
      <p className="note">{`${whose}: ${grouped(tasks)} fresh tasks, ${backend}, ${when}, version ${version}.`}</p>
      {report.changes.length > 0 && <p className="note">{sentence(report.changes.join('. '))}</p>}
    </div>
  );
}
