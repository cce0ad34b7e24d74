import { familyOf } from '../../tasks/families.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import { backToSinusoid } from '../../store/target/ownTarget.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';

/** A pencil for the target, and the way back from what was drawn. For targets that are a line over x. */
export function DrawTools() {
  const lab = useLab();
  const drawing = useLabState((s) => s.appearance.drawing);
  const probe = useLabState((s) => s.experiment.probe);
  const { ownFields } = useLabState((s) => familyOf(specInUse(s.experiment).task));
  if (!ownFields.includes('curve')) return null;
  const back = () => {
    lab.appearance.draw(false);
    lab.experiment.showProbe(backToSinusoid(probe));
    lab.experiment.commit();
  };
  return (
    <span className="target-tools">
      <IconButton
        icon="pencil"
        label="Draw a curve"
        aria-pressed={drawing}
        onClick={() => lab.appearance.draw(!drawing)}
      />
      {drawing && <small role="status">Drag over the plot; the rule adapts as you go.</small>}
      {(probe.curve !== undefined || probe.support !== undefined) && (
        <button type="button" className="fig-button" onClick={back}>
          Sinusoid again
        </button>
      )}
    </span>
  );
}
