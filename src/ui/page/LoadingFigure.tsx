import type { CSSProperties } from 'react';

import { useLabState } from '../LabContext.tsx';

/** Before the first episode: where the target will be, how far loading is, and what is being read. */
export function LoadingFigure() {
  const { words, share } = useLabState((s) => s.session.loading);
  const broken = useLabState((s) => s.session.broken);
  return (
    <section className="loading" aria-label="Fit" aria-busy={!broken}>
      <svg viewBox="0 -4 600 82" preserveAspectRatio="none" aria-hidden="true">
        <path d="M10 50C80 -5 140 -5 210 37S360 90 430 30 560 10 590 20" />
      </svg>
      {!broken && (
        <div
          className="progress"
          role="progressbar"
          aria-label="Loading"
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <i style={{ '--share': `${share * 100}%` } as CSSProperties} />
        </div>
      )}
      <p role="status">{broken ? 'There is nothing to show yet.' : words}</p>
    </section>
  );
}
