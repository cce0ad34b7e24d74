import type { EvaluationReport } from '../../record/evaluation.ts';
import type { FinishedEvaluation } from '../../store/evaluation/evaluation.ts';
import { sentence } from '../../store/page/notices.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { EvaluationPlot } from './EvaluationPlot.tsx';
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

/** What the last evaluation found, and of which rule. */
export function EvaluationResult({ finished }: { readonly finished: FinishedEvaluation }) {
  const { report, ruleLabel, metaSteps } = finished;
  const { tasks, steps, trainedSteps, backend } = report;
  const rule = metaSteps === 0 ? ruleLabel : `${ruleLabel}, meta-step ${grouped(metaSteps)}`;
  return (
    <div className="evaluation">
      <EvaluationPlot report={report} />
      <p className="note">
        {`Line: median, band: middle half, dashes: mean.${steps > trainedSteps ? ` Upright: step ${trainedSteps}, where training ends.` : ''}`}
      </p>
      <Facts report={report} />
      <Steps report={report} />
      <p className="note">{`${rule}: ${grouped(tasks)} fresh tasks, ${backend}.`}</p>
      {report.changes.length > 0 && <p className="note">{sentence(report.changes.join('. '))}</p>}
    </div>
  );
}
