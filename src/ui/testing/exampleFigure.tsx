// A figure as small as can be, for CONTRIBUTING.md: the held-out loss after each inner step as bars.

import { fixed } from '../../viz/common/format.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { SizedPlot } from '../parts/SizedPlot.tsx';

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Geometry: a pure function, which would live in `viz`. The highest loss fills the height. */
function lossBars(losses: readonly number[], width: number, height: number): Bar[] {
  const room = width / losses.length;
  const highest = Math.max(...losses);
  return losses.map((loss, step) => {
    const tall = (height * loss) / highest;
    return { x: step * room, y: height - tall, width: room - 2, height: tall };
  });
}

/** The component: it places what the geometry says, in the theme's colours, and says it in words. */
export function LossBars({ record }: { readonly record: EpisodeRecord }) {
  const losses = heldOutLosses(record);
  const words = losses.map((loss, step) => `step ${step}: ${fixed(loss, 2)}`).join(', ');
  return (
    <SizedPlot>
      {({ width, height }) => (
        <svg width={width} height={height} role="img" aria-label={`Held-out loss by inner step. ${words}.`}>
          {lossBars(losses, width, height).map((bar) => (
            <rect key={bar.x} {...bar} fill="var(--accent)" />
          ))}
        </svg>
      )}
    </SizedPlot>
  );
}
