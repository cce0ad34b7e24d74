import type { ShippedRule } from '../../checkpoints/types.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { outsideTraining } from '../../experiment/outside.ts';
import { probeTask } from '../../tasks/draw.ts';
import { adviceOf } from '../../viz/fit/advice.ts';
import { measuredOf } from '../fit/LaneChips.tsx';
import { suggestedRule } from '../../store/experiment/suggestion.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import './target.css';

/** What to try where the rule does badly; nothing where it does as it did on many tasks. */
function Advice() {
  const experiment = useLabState((s) => s.experiment);
  const { record, rule } = experiment;
  const ruleId = record?.header.ruleId;
  if (record === undefined || rule === undefined || ruleId === undefined) return null;
  const measured = measuredOf(experiment, ruleId);
  return (
    <p className="target-badge" role="status" data-testid="advice">
      {adviceOf(heldOutLosses(record), measured, rule.spec, record.header.probe)}
    </p>
  );
}

/** In which respects the rule was never trained on this task, and what to try; nothing where there is nothing to say. */
export function OutsideTraining() {
  const lab = useLab();
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const manifest = useLabState((s) => s.experiment.manifest);
  const outside = outsideTraining(spec, probe);
  const other = suggestedRule(manifest, spec, probe);
  const take = ({ id, evaluation: { steps } }: ShippedRule) => {
    // The same task, which another rule would draw otherwise from the same seed.
    const { amplitude, phase } = probeTask(spec, probe);
    void lab.experiment.choose({ kind: 'shipped', id }, { push: true, probe: { ...probe, amplitude, phase, steps } });
  };
  return (
    <>
      <p className="target-badge" role="status" data-testid="outside">
        {outside.length > 0 && `Outside training: ${outside.join(', ')}`}
      </p>
      {other !== undefined && (
        <button type="button" className="fig-button target-try" onClick={() => take(other)}>
          {`Try ${other.title}, trained on this`}
        </button>
      )}
      <Advice />
    </>
  );
}
