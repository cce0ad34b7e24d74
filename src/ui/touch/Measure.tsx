import { capital } from '../../lib/capital.ts';
import { VERDICT_WORDS, type MeasurementReport } from '../../record/measurement.ts';
import type { Measured } from '../../store/touch/measuring.ts';
import { interveneCommandLine } from '../../store/export/commandLine.ts';
import { specOnShow } from '../../store/experiment/experiment.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { interventionWords } from '../../viz/touch/changeWords.ts';
import { effectText, sharesText } from '../../viz/touch/effectWords.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { KeepFinding } from './KeepFinding.tsx';
import { Measuring } from './Measuring.tsx';
import '../parts/losses.css';

const NO_EFFECT = { mean: NaN, low: NaN, high: NaN };

function StepTable({ report }: { readonly report: MeasurementReport }) {
  return (
    <details>
      <summary>Every step in numbers</summary>
      <table className="losses">
        <caption className="fig-hidden">Loss after every inner step, intact and changed, and the difference</caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">intact</th>
            <th scope="col">changed</th>
            <th scope="col">difference (95 %)</th>
          </tr>
        </thead>
        <tbody>
          {report.difference.map((effect, step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              <td>{lossText(report.intact[step] ?? NaN)}</td>
              <td>{lossText(report.changed[step] ?? NaN)}</td>
              <td>
                {effectText(effect).mean} <small>{effectText(effect).interval}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** What a measurement found: difference and verdict first. */
function Found({ measured }: { readonly measured: Measured }) {
  const { report, words, ruleLabel } = measured;
  const { mean, interval } = effectText(report.difference.at(-1) ?? NO_EFFECT);
  const [intact, changed] = [report.intact, report.changed].map((losses) => lossText(losses.at(-1) ?? NaN));
  return (
    <section className="touch-found" aria-label="Measured">
      <p className="touch-effect" data-verdict={report.verdict} aria-live="polite">
        <strong>{mean}</strong>
        <span>{VERDICT_WORDS[report.verdict]}</span>
      </p>
      <p className="note">{`95 % interval ${interval}; loss ${intact ?? ''} intact, ${changed ?? ''} changed.`}</p>
      <p className="note">{`${sharesText(report)}.`}</p>
      <p className="note">
        {`${capital(words)}: ${ruleLabel}, ${grouped(report.tasks)} tasks, ${report.steps} steps, ${report.backend}.`}
      </p>
      <KeepFinding found={{ kind: 'changes', measured }} />
      <StepTable report={report} />
    </section>
  );
}

/** Measures what is changed, intact and changed on the same tasks. */
export function MeasureChanges({ tasks }: { readonly tasks: number }) {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const { running, measured } = useLabState((s) => s.touch);
  const ready = useLabState((s) => s.session.backend !== undefined);
  const { interventions = [], layers } = experiment.probe;
  const spec = specOnShow(experiment);
  const words = interventions.map((one) => interventionWords(spec, one)).join('; ');
  return (
    <>
      {running?.what === 'changes' ? (
        <Measuring running={running} />
      ) : (
        <button
          type="button"
          className="btn btn-wide"
          disabled={!ready || running !== undefined || layers !== undefined || interventions.length === 0}
          title={
            layers === undefined
              ? 'Intact and changed on the same tasks, starts and batches'
              : "Measures on the rule's own network only: go back to it first"
          }
          onClick={() => void lab.touch.measure(tasks, words)}
        >
          Measure
        </button>
      )}
      {interventions.length > 0 && (
        <button
          type="button"
          className="fig-button"
          title="The command that gives the same numbers"
          onClick={() => lab.copyCommand(interveneCommandLine(experiment, tasks))}
        >
          Copy as command
        </button>
      )}
      {measured !== undefined && <Found measured={measured} />}
    </>
  );
}
