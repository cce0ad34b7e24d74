import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { leaveTour } from '../../store/tour/tour.ts';
import { cardPlace } from '../../viz/tour/tourPlace.ts';
import { useSize } from '../parts/useSize.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { tourStops, type TourStop, type TourTry } from './stops.ts';
import { useSpotlight, type Spotlight } from './useSpotlight.ts';
import { goToStop } from './useTour.ts';
import './tour.css';

/** The ring around the figure, and the numbers of the marks in it. */
function Ring({ spotlight: { ring, marks } }: { readonly spotlight: Spotlight }) {
  return (
    <div className="tour-light" aria-hidden="true">
      <div
        className="tour-ring"
        style={{ left: ring.x, top: ring.y, width: ring.width, height: Math.max(0, ring.height) }}
      />
      {marks.map(
        (at, n) =>
          at !== undefined && (
            <span key={n} className="tour-pin" style={{ left: at.x, top: at.y }}>
              {n + 1}
            </span>
          ),
      )}
    </div>
  );
}

function Words({ stop, pinned }: { readonly stop: TourStop; readonly pinned: readonly boolean[] }) {
  return (
    <div id="tour-words" aria-live="polite">
      <h2 id="tour-title">{stop.title}</h2>
      <p>{stop.text}</p>
      <ol className="tour-marks">
        {stop.marks.map(({ sign, means }, n) => (
          <li key={sign}>
            <span className={pinned[n] === true ? 'tour-number' : 'tour-number tour-number-free'} aria-hidden="true">
              {n + 1}
            </span>
            <span>
              <b>{sign}</b> {means}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What to try here; ticked once it was done. */
function Try({ todo: { ask, done, back, act } }: { readonly todo: TourTry }) {
  const lab = useLab();
  // A stop shows its scene before its card stands there: that is what a try is measured from.
  const [then] = useState(() => lab.store.getState());
  const [tried, setTried] = useState(false);
  const [returned, setReturned] = useState(back === undefined);
  const now = useLabState((s) => done(s, then));
  const isBack = useLabState((s) => back?.(s, then) ?? true);
  // Its words say which of two it is.
  const words = useLabState((s) => act?.(s).words);
  if (now && !tried) setTried(true);
  if (tried && isBack && !now && !returned) setReturned(true);
  const all = tried && returned;
  return (
    <p className="tour-try" data-done={all} role="status">
      <b>{all ? 'Done.' : 'Try it:'}</b> {ask}
      {words !== undefined && (
        <button type="button" className="btn" onClick={() => act?.(lab.store.getState()).run(lab)}>
          {words}
        </button>
      )}
    </p>
  );
}

function Steps({ at, count }: { readonly at: number; readonly count: number }) {
  const lab = useLab();
  return (
    <div className="tour-steps">
      <span>
        Stop {at + 1} of {count}
      </span>
      <IconButton icon="link" label="Copy a link to this stop" onClick={() => lab.copyLink()} />
      {at > 0 && (
        <button type="button" className="btn" onClick={() => void goToStop(lab, at - 1)}>
          Back
        </button>
      )}
      <button type="button" className="btn btn-primary" onClick={() => void goToStop(lab, at + 1, true)}>
        {at === count - 1 ? 'Finish' : 'Next'}
      </button>
    </div>
  );
}

/** While the tour is on, the focus starts in its card; afterwards it is back where it was. */
function useFocus(card: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    card.current?.focus({ preventScroll: true });
    return () => {
      const back = before instanceof HTMLElement && before !== document.body ? before : undefined;
      (back ?? document.getElementById('tour-button'))?.focus({ preventScroll: true });
    };
  }, [card]);
}

/** Padding and border beside what is measured. */
const FRAME = { width: 34, height: 30 };

/** One stop of the tour. */
export function TourCard() {
  const at = useLabState((s) => s.tour.stop ?? 0);
  const record = useLabState((s) => s.experiment.record);
  const stops = useMemo(() => (record === undefined ? [] : tourStops(record)), [record]);
  const stop = stops[at];
  return stop === undefined ? null : <Stop at={at} stop={stop} count={stops.length} />;
}

interface StopProps {
  readonly at: number;
  readonly stop: TourStop;
  readonly count: number;
}

function Stop({ at, stop, count }: StopProps) {
  const lab = useLab();
  const spotlight = useSpotlight(stop);
  const card = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(card);
  useFocus(card);
  const outer = { width: width + FRAME.width, height: height + FRAME.height };
  const place = spotlight === undefined ? { x: 8, y: 60 } : cardPlace(spotlight.ring, outer, spotlight.page);
  return (
    <>
      {spotlight !== undefined && <Ring spotlight={spotlight} />}
      <div
        ref={card}
        className="tour-card"
        role="dialog"
        aria-modal="false"
        aria-labelledby="tour-title"
        aria-describedby="tour-words"
        tabIndex={-1}
        style={{ left: place.x, top: place.y }}
      >
        <IconButton icon="close" label="Close the tour" className="tour-close" onClick={() => leaveTour(lab.store)} />
        <Words stop={stop} pinned={stop.marks.map((_, n) => spotlight?.marks[n] !== undefined)} />
        {stop.todo !== undefined && <Try key={stop.title} todo={stop.todo} />}
        <Steps at={at} count={count} />
      </div>
    </>
  );
}
