import { useCallback, useEffect, useRef, useState } from 'react';

import type { TrainedRun } from '../../record/trainedRun.ts';
import type { RunStore } from '../../runs/store.ts';
import { messageOf } from '../../store/context.ts';
import {
  deleteRuns,
  dropCheckpoints,
  readRuns,
  renameRun,
  takeIn,
  type KeptRun,
  type KeptRuns,
} from '../../store/runs/keptRuns.ts';
import { plural } from '../../viz/common/format.ts';
import { useLab, useLabState } from '../LabContext.tsx';

/** What was done last, and what takes it back. */
export interface Done {
  readonly words: string;
  readonly undo?: () => void;
}

export interface Runs {
  /** Undefined until they are read. */
  readonly kept: KeptRuns | undefined;
  readonly store: RunStore | undefined;
  readonly trouble: string | undefined;
  readonly done: Done | undefined;
  readonly remove: (runs: readonly KeptRun[]) => void;
  readonly thin: (runs: readonly KeptRun[]) => void;
  readonly rename: (id: string, change: Partial<Pick<TrainedRun, 'name' | 'tags'>>) => void;
  readonly takeIn: (file: File) => void;
}

const runsOf = (runs: readonly KeptRun[]) => runs.map(({ run }) => run);

/** The runs of this browser, read again whenever one is written. */
export function useRuns(): Runs {
  const lab = useLab();
  const written = useLabState((s) => `${s.training.savedStep ?? ''} ${s.training.status}`);
  const [state, setState] = useState<{ readonly store: RunStore; readonly kept: KeptRuns }>();
  const [trouble, setTrouble] = useState<string>();
  const [done, setDone] = useState<Done>();
  const turn = useRef(0);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const read = useCallback(async () => {
    const mine = ++turn.current;
    const store = await lab.runs();
    const kept = await readRuns(store, navigator);
    if (mine === turn.current) setState({ store, kept });
  }, [lab]);
  /** Does something with the store, then reads it again. */
  const act = useCallback(
    (work: (store: RunStore) => Promise<Done | undefined>) => {
      const doing = async () => {
        setTrouble(undefined);
        setDone(await work(await lab.runs()));
      };
      // One after another: what was asked last sees what was done before.
      queue.current = queue.current
        .then(doing)
        .catch((error: unknown) => setTrouble(messageOf(error)))
        .then(read)
        .catch((error: unknown) => setTrouble(messageOf(error)));
    },
    [lab, read],
  );
  useEffect(() => {
    read().catch((error: unknown) => setTrouble(messageOf(error)));
  }, [read, written]);
  /** What can be taken back is said with the way back. */
  const undoable = (words: string, work: (store: RunStore) => Promise<() => Promise<void>>) =>
    act(async (store) => {
      const back = await work(store);
      return { words, undo: () => act(() => back().then(() => undefined)) };
    });
  return {
    ...{ kept: state?.kept, store: state?.store, trouble, done },
    remove: (runs) => undoable(`${plural(runs.length, 'run')} deleted.`, (store) => deleteRuns(store, runsOf(runs))),
    thin: (runs) =>
      undoable(`Checkpoints of ${plural(runs.length, 'run')} deleted; the last rule of each stays.`, (store) =>
        dropCheckpoints(store, runsOf(runs)),
      ),
    rename: (id, change) => act((store) => renameRun(store, id, change).then(() => undefined)),
    takeIn: (file) =>
      act(async (store) => {
        const { taken, kept } = await takeIn(store, file);
        const there =
          kept.length === 0 ? '' : ` ${plural(kept.length, 'run')} stood here already and stayed as they were.`;
        return { words: `${plural(taken.length, 'run')} taken in.${there}` };
      }),
  };
}
