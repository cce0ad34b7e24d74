// A store of runs in memory, for tests of what writes to one.

import { curveWidth, type TrainedRun } from '../../record/trainedRun.ts';
import type { RunStore } from '../store.ts';

interface Kept {
  readonly run: TrainedRun;
  readonly values: readonly number[];
  readonly rules: ReadonlyMap<number | 'last', ArrayBuffer>;
}

export function memoryRuns(): RunStore {
  const kept = new Map<string, Kept>();
  return {
    list: () => Promise.resolve({ runs: [...kept.values()].map(({ run }) => run), refused: [] }),
    read: (id) => Promise.resolve(kept.get(id)?.run),
    curve({ id, spec, from, metaSteps }) {
      const width = curveWidth(spec);
      const values = Float32Array.from(kept.get(id)?.values ?? []).slice(0, (metaSteps - from) * width);
      return Promise.resolve({ width, values });
    },
    rule({ id, metaSteps }, step) {
      const rules = kept.get(id)?.rules;
      return Promise.resolve((step === metaSteps ? rules?.get('last') : undefined) ?? rules?.get(step));
    },
    save(run, { rows, rule, checkpoints } = {}) {
      const before = kept.get(run.id);
      const at = rows === undefined ? 0 : (rows.from - run.from) * curveWidth(run.spec);
      const values =
        rows === undefined ? (before?.values ?? []) : [...(before?.values.slice(0, at) ?? []), ...rows.values];
      const rules = new Map([...(before?.rules ?? []), ...(checkpoints ?? [])]);
      for (const step of rules.keys()) if (step !== 'last' && !run.checkpoints.includes(step)) rules.delete(step);
      if (rule !== undefined) rules.set('last', rule);
      kept.set(run.id, { run, values, rules });
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void kept.delete(id)),
    sizes() {
      const bytes = ({ run, values, rules }: Kept) =>
        JSON.stringify(run).length +
        4 * values.length +
        [...rules.values()].reduce((sum, rule) => sum + rule.byteLength, 0);
      return Promise.resolve(new Map([...kept].map(([id, each]) => [id, bytes(each)])));
    },
  };
}
