import { familyOf } from '../../tasks/families.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { outsideTraining } from '../../experiment/outside.ts';
import { backToSinusoid } from '../../store/target/ownTarget.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import './target.css';

/** Drawing mode, and the way back from what was drawn. For targets that are a line over x. */
export function TargetTools() {
  const lab = useLab();
  const drawing = useLabState((s) => s.appearance.drawing);
  const probe = useLabState((s) => s.experiment.probe);
  const { ownFields } = useLabState((s) => familyOf(specInUse(s.experiment).task));
  if (!ownFields.includes('curve')) return null;
  const own = probe.curve !== undefined || probe.support !== undefined;
  return (
    <>
      <div className="buttons">
        <button
          type="button"
          className="btn"
          aria-pressed={drawing}
          title="Draw a curve over the fit with the mouse or a finger"
          onClick={() => lab.appearance.draw(!drawing)}
        >
          {drawing ? 'Done drawing' : 'Draw a curve'}
        </button>
        <button
          type="button"
          className="btn"
          disabled={!own}
          onClick={() => {
            lab.appearance.draw(false);
            lab.experiment.showProbe(backToSinusoid(probe));
            lab.experiment.commit();
          }}
        >
          Sinusoid again
        </button>
      </div>
      <p className="note">
        {drawing
          ? 'Draw over the plot; the rule adapts as you go.'
          : 'In the plot, for the step on show: drag a point, double-click to add or remove one. With the keyboard: Tab, arrows, Insert, Delete.'}
      </p>
    </>
  );
}

/** In which respects the rule was never trained on this task; nothing where it was. */
export function OutsideTraining() {
  const probe = useLabState((s) => s.experiment.probe);
  const spec = useLabState((s) => specInUse(s.experiment));
  const outside = outsideTraining(spec, probe);
  return (
    <p className="target-badge" role="status" data-testid="outside">
      {outside.length > 0 && `Outside training: ${outside.join(', ')}`}
    </p>
  );
}
