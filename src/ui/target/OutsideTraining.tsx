import { heldOutLosses } from '../../record/sections.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { outsideTraining } from '../../experiment/outside.ts';
import { adviceOf } from '../../viz/fit/advice.ts';
import { measuredOf } from '../fit/LaneChips.tsx';
import { useLabState } from '../LabContext.tsx';
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
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const outside = outsideTraining(spec, probe);
  return (
    <>
      <p className="target-badge" role="status" data-testid="outside">
        {outside.length > 0 && `Outside training: ${outside.join(', ')}`}
      </p>
      <Advice />
    </>
  );
}
