import { heldOutLosses } from '../../record/sections.ts';
import { specOnShow } from '../../store/experiment/experiment.ts';
import { lossText } from '../../viz/common/format.ts';
import { interventionWords } from '../../viz/touch/changeWords.ts';
import { drawnLanes } from '../fit/LaneChips.tsx';
import { useLab, useLabState } from '../LabContext.tsx';
import './touch.css';

/** Opens what measures the changes, which may be folded or far down. */
function toPanel(): void {
  const panel = document.querySelector<HTMLDetailsElement>('.rail-change');
  if (panel === null) return;
  panel.open = true;
  panel.scrollIntoView({ block: 'start' });
  panel.querySelector('summary')?.focus({ preventScroll: true });
}

/** What is changed, what came of it beside the intact run, and the way back. */
export function InForce() {
  const lab = useLab();
  const experiment = useLabState((s) => s.experiment);
  const lanes = useLabState((s) => s.lanes);
  const { record, probe } = experiment;
  const { interventions } = probe;
  if (record === undefined || interventions === undefined) return null;
  const spec = specOnShow(experiment);
  const changed = heldOutLosses(record).at(-1);
  const intact = drawnLanes({ lanes, experiment })
    .find(({ id }) => id === 'intact')
    ?.losses.at(-1);
  const words = interventions.map((one) => interventionWords(spec, one)).join('; ');
  return (
    <p className="touch-force" role="status" aria-label="Changed">
      <span>{`Changed: ${words}.`}</span>
      {changed !== undefined && intact !== undefined && (
        <span>{`Loss ${lossText(changed)}, intact ${lossText(intact)}.`}</span>
      )}
      <button type="button" className="fig-button" onClick={toPanel}>
        Measure it
      </button>
      <button type="button" className="fig-button" onClick={() => lab.touch.intact()}>
        Back to intact
      </button>
    </p>
  );
}
