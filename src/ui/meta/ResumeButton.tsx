import { useLab, useLabState } from '../LabContext.tsx';

/** Goes on with the last run that was cut off, where there is one and no tab trains it. */
export function ResumeButton() {
  const lab = useLab();
  const resumable = useLabState((s) => s.training.resumable);
  const ready = useLabState((s) => s.session.backend !== undefined);
  if (resumable === undefined) return null;
  return (
    <button
      type="button"
      className="btn"
      disabled={!ready}
      title={`Go on with the rule of ${resumable.metaSteps} meta-steps`}
      onClick={() => void lab.training.resumeLast()}
    >
      Resume from last session
    </button>
  );
}
