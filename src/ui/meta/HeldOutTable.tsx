import type { ExperimentSpec } from '../../experiment/types.ts';
import { nearestPreset, specInUse } from '../../store/experiment/experiment.ts';
import { recentHeldOut } from '../../store/meta/progress.ts';
import { isActive } from '../../store/meta/training.ts';
import { countWord, lossText } from '../../viz/common/format.ts';
import { useReports } from '../hooks/useReports.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import '../parts/losses.css';

/** Meta-steps that a held-out figure is the mean of. */
export const SMOOTHED_OVER = 50;

/** Mean loss of the shipped rule for the same preset and as many inner steps, to compare with. */
function useShippedLosses(spec: ExperimentSpec): readonly number[] {
  const manifest = useLabState((s) => s.experiment.manifest);
  const preset = nearestPreset(spec);
  const same = manifest.rules.filter((rule) => rule.preset === preset);
  const best = same.find(({ evaluation }) => evaluation.steps === spec.recipe.innerSteps) ?? same[0];
  return best?.evaluation.meanLoss ?? [];
}

function AfterRun() {
  const lab = useLab();
  return (
    <div className="buttons">
      <button type="button" className="btn" onClick={() => void lab.shelf.keep()}>
        Keep here
      </button>
      <button type="button" className="btn" onClick={() => void lab.experiment.download()}>
        Save file
      </button>
    </div>
  );
}

function walked(steps: number): string {
  if (steps === 1) return 'the inner step';
  return steps === 2 ? 'both inner steps' : `all ${countWord(steps)} inner steps`;
}

/** Held-out loss before learning and after each inner step, beside the shipped rule's. */
export function HeldOutTable() {
  const recent = recentHeldOut(useReports(), SMOOTHED_OVER);
  const spec = useLabState((s) => s.training.settings?.spec ?? specInUse(s.experiment));
  const shipped = useShippedLosses(spec);
  const finished = useLabState(
    (s) => s.training.settings !== undefined && !s.training.starting && !isActive(s.training.status),
  );
  const steps = spec.recipe.innerSteps;
  return (
    <>
      <table className="losses">
        <caption>Held-out loss</caption>
        <thead>
          <tr>
            <th scope="col">after inner step</th>
            <th scope="col">this run</th>
            <th scope="col">shipped</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: steps + 1 }, (_, k) => (
            <tr key={k}>
              <th scope="row">{k === 0 ? '0, before learning' : k}</th>
              <td>{recent[k] === undefined ? '–' : lossText(recent[k])}</td>
              <td>{shipped[k] === undefined ? '–' : lossText(shipped[k])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {finished && <AfterRun />}
      <p className="note">
        {`This run: mean of the last ${SMOOTHED_OVER} meta-steps, on points no inner step has seen. Adam walks back through ${walked(steps)} to improve the rule; this is the only place a gradient is used.`}
      </p>
    </>
  );
}
