import type { CSSProperties } from 'react';

import { nearestStop, spanOf, stopsOf } from '../../store/clocks/timeTravel.ts';
import { liveStep } from '../../store/meta/training.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { grouped } from '../../viz/common/format.ts';

/** So many checkpoints on. */
const TRACK_KEYS: KeyRow<number> = {
  on: { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -1e6, End: 1e6 },
};

/** Checkpoints of the run along its meta-steps: drag, or use the arrow keys, to see the probe as an earlier rule learns it. */
export function CheckpointTrack() {
  const lab = useLab();
  const { checkpoints, best, at } = useLabState((s) => s.training);
  const live = useLabState((s) => liveStep(s.experiment));
  const stops = stopsOf(checkpoints, live);
  const span = spanOf(checkpoints, live);
  if (span === undefined) return null;
  const { first, last } = span;
  const value = at ?? last;
  const words = at === undefined ? `now, meta-step ${grouped(last)}` : `meta-step ${grouped(at)}`;
  return (
    <div className="track">
      {stops.map((stop) => (
        <i
          key={stop ?? 'now'}
          data-now={stop === at}
          data-best={stop !== undefined && stop === best?.metaStep}
          title={stop === best?.metaStep ? 'Best so far' : undefined}
          style={{ '--place': ((stop ?? last) - first) / (last - first) } as CSSProperties}
        />
      ))}
      <input
        type="range"
        min={first}
        max={last}
        step="any"
        value={value}
        aria-label="Rule at meta-step"
        aria-valuetext={words}
        onChange={({ target }) => lab.travel.go(nearestStop(stops, last, Number(target.value)))}
        onKeyDown={(event) => {
          const by = takeKey([TRACK_KEYS], event);
          if (by !== undefined) lab.travel.move(by);
        }}
      />
    </div>
  );
}
