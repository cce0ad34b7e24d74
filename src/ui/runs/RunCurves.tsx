import { useEffect, useMemo, useState } from 'react';

import { curveLosses, type Curve } from '../../record/trainedRun.ts';
import type { RunStore } from '../../runs/store.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import type { Table } from '../../viz/export/exportTables.ts';
import { smoothedPoints, type OverlaidRun } from '../../viz/meta/runCurves.ts';
import { LossOverlay, MOST_OVERLAID } from '../overlay/LossOverlay.tsx';
import { useCursor } from '../overlay/useCursor.ts';

interface DrawnRun {
  readonly kept: KeptRun;
  readonly curve: Curve;
}

/** The runs with their curves, as they stand in the store; without those that have none yet. */
function useDrawn(chosen: readonly KeptRun[], store: RunStore): readonly DrawnRun[] | undefined {
  const [drawn, setDrawn] = useState<readonly DrawnRun[]>();
  const wanted = chosen.map(({ run }) => `${run.id} ${run.metaSteps} ${run.name}`).join();
  useEffect(() => {
    let gone = false;
    void Promise.all(chosen.map(async (kept) => ({ kept, curve: await store.curve(kept.run) }))).then(
      (read) => {
        if (!gone) setDrawn(read.filter(({ curve }) => curve.values.length > 0));
      },
      () => undefined, // the table said what is wrong with the store
    );
    return () => {
      gone = true;
    };
    // `wanted` says which of them, and how far they are.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, store]);
  return drawn;
}

const tableOf = (drawn: readonly DrawnRun[]): Table => ({
  caption: 'Losses of runs',
  columns: ['run', 'name', 'metaStep', 'metaLoss', 'heldOut'],
  rows: drawn.flatMap(({ kept: { run }, curve }) =>
    curveLosses(curve).map(({ metaLoss, heldOut }, i) => [run.id, run.name, run.from + i + 1, metaLoss, heldOut]),
  ),
});

const overlaid = ({ kept: { run }, curve }: DrawnRun, group: number): OverlaidRun => ({
  ...{ id: run.id, name: run.name, group, points: smoothedPoints(curve, run.from) },
});

/** The losses of the chosen runs, over one another. */
export function RunCurves({ chosen, store }: { readonly chosen: readonly KeptRun[]; readonly store: RunStore }) {
  const cursor = useCursor();
  const drawn = useDrawn(chosen.slice(0, MOST_OVERLAID), store);
  const runs = useMemo(() => (drawn ?? []).map(overlaid), [drawn]);
  return (
    <section className="study-section" aria-label="Losses of the chosen runs">
      <h2>Losses</h2>
      <LossOverlay
        {...{ runs, cursor }}
        title="Losses of the chosen runs"
        file="runs"
        table={() => tableOf(drawn ?? [])}
      >
        {drawn?.length === 0 ? 'No meta-step is done yet.' : 'Moving means; the first meta-step as it was.'}
        {chosen.length > MOST_OVERLAID && ` The first ${MOST_OVERLAID} of ${chosen.length} are drawn.`}
      </LossOverlay>
    </section>
  );
}
