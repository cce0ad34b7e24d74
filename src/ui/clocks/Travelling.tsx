import { useLab, useLabState } from '../LabContext.tsx';
import { grouped } from '../../viz/common/format.ts';

/** Which earlier rule is on show, and the ways on from there. */
export function Travelling() {
  const lab = useLab();
  const at = useLabState((s) => s.training.at);
  if (at === undefined) return null;
  return (
    <span className="travelling" role="status">
      <span>
        At meta-step <b>{grouped(at)}</b>
      </span>
      <button type="button" className="btn" onClick={() => lab.travel.back()}>
        Back to now
      </button>
      <button
        type="button"
        className="btn"
        title="Make this checkpoint the rule in use; the run's own rule is kept in this browser"
        onClick={() => void lab.travel.goBackTo(at)}
      >
        Use this rule
      </button>
    </span>
  );
}
