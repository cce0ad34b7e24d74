import { useRef, type ReactNode } from 'react';

import { useSize, type Size } from './useSize.ts';

/** A plot's place; draws once its size is known. */
export function SizedPlot({ children }: { readonly children: (size: Size) => ReactNode }) {
  const holder = useRef<HTMLDivElement>(null);
  const size = useSize(holder);
  return (
    <div ref={holder} className="fig-plot">
      {size.width > 0 && size.height > 0 && children(size)}
    </div>
  );
}
