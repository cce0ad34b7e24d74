import type { CSSProperties } from 'react';

/** How far something is. @param share 0 to 1. */
export function Progress({ label, share }: { readonly label: string; readonly share: number }) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(100 * share)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ '--share': share } as CSSProperties} />
    </div>
  );
}
