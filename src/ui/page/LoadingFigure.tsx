import { useLabState } from '../LabContext.tsx';
import { Progress } from '../parts/Progress.tsx';

/** Before the first episode: where the target will be, how far loading is, and what is being read. */
export function LoadingFigure() {
  const { words, share } = useLabState((s) => s.session.loading);
  const broken = useLabState((s) => s.session.broken);
  return (
    <section className="loading" aria-label="Fit" aria-busy={!broken}>
      <svg viewBox="0 -4 600 82" preserveAspectRatio="none" aria-hidden="true">
        <path d="M10 50C80 -5 140 -5 210 37S360 90 430 30 560 10 590 20" />
      </svg>
      {!broken && <Progress label="Loading" share={share} />}
      <p role="status">{broken ? 'There is nothing to show yet.' : words}</p>
    </section>
  );
}
