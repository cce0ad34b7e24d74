// Runs kept in this browser, in IndexedDB: each write is one transaction.

import { finished, withDatabase, type Database, type RunRuleKey } from '../checkpoints/database.ts';
import { success, type Failure, type Result } from '../lib/result.ts';
import { curveWidth, type Curve, type TrainedRun } from '../record/trainedRun.ts';
import { parseRun } from './format.ts';
import type { RunList, RunParts, RunStore } from './store.ts';

const STORES = ['runs', 'curves', 'runRules'] as const;
const INSTEAD = 'export the run instead';
/** Where the rule with the optimiser's state lies. */
const LAST = -1;

/** The value, or an Error with the failure's words. */
async function expected<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (settled.ok) return settled.value;
  throw new Error(settled.failure.message);
}

const reading = <T>(work: (database: Database) => Promise<T>) =>
  expected(withDatabase(INSTEAD, async (database) => success(await work(database))));

/** Every rule of one run. */
const rulesOf = (id: string) => IDBKeyRange.bound([id, LAST], [id, Infinity]);

/** What was there before the rows, then the rows. */
function joined(before: Float32Array | undefined, at: number, rows: Float32Array): Float32Array {
  const values = new Float32Array(at + rows.length);
  values.set(before?.subarray(0, at) ?? []);
  values.set(rows, at);
  return values;
}

function save(run: TrainedRun, { rows, rule, checkpoints }: RunParts = {}): Promise<void> {
  const write = async (database: Database) => {
    const transaction = database.transaction(STORES, 'readwrite');
    const [curves, rules] = [transaction.objectStore('curves'), transaction.objectStore('runRules')];
    const before = rows && (await curves.get(run.id));
    const dropped = (await rules.getAllKeys(rulesOf(run.id))).filter(
      ([, step]) => step !== LAST && !run.checkpoints.includes(step),
    );
    const key = (metaStep: number): RunRuleKey => [run.id, metaStep];
    return finished(INSTEAD, transaction, [
      transaction.objectStore('runs').put(run),
      ...(rows ? [curves.put(joined(before, (rows.from - run.from) * curveWidth(run.spec), rows.values), run.id)] : []),
      ...dropped.map((each) => rules.delete(each)),
      ...[...(checkpoints ?? [])].map(([step, bytes]) => rules.put(bytes, key(step))),
      ...(rule ? [rules.put(rule, key(LAST))] : []),
    ]);
  };
  return expected(withDatabase(INSTEAD, write));
}

function list(): Promise<RunList> {
  return reading(async (database) => {
    const runs: TrainedRun[] = [];
    const refused: Failure[] = [];
    for (const value of await database.getAll('runs')) {
      const read = parseRun(value);
      if (read.ok) runs.push(read.value);
      else refused.push({ where: value.id, message: `${value.id}: ${read.failure.message}` });
    }
    return { runs, refused };
  });
}

function curve(run: TrainedRun): Promise<Curve> {
  return reading(async (database) => {
    const width = curveWidth(run.spec);
    const values = (await database.get('curves', run.id)) ?? new Float32Array();
    return { width, values: values.slice(0, (run.metaSteps - run.from) * width) };
  });
}

function sizes(): Promise<ReadonlyMap<string, number>> {
  return reading(async (database) => {
    const found = new Map<string, number>();
    const add = (id: string, bytes: number) => found.set(id, (found.get(id) ?? 0) + bytes);
    for (const run of await database.getAll('runs')) add(run.id, JSON.stringify(run).length);
    const transaction = database.transaction(['curves', 'runRules']);
    for await (const { key, value } of transaction.objectStore('curves')) add(key, value.byteLength);
    for await (const { key, value } of transaction.objectStore('runRules')) add(key[0], value.byteLength);
    return found;
  });
}

/** The runs of this browser. */
export const browserRuns: RunStore = {
  list,
  read: (id) =>
    reading(async (database) => {
      const value = await database.get('runs', id);
      return value && expected(Promise.resolve(parseRun(value)));
    }),
  curve,
  rule: ({ id, metaSteps }, metaStep) =>
    reading(async (database) => {
      const last = metaStep === metaSteps ? await database.get('runRules', [id, LAST]) : undefined;
      return last ?? database.get('runRules', [id, metaStep]);
    }),
  save,
  remove: (id) =>
    expected(
      withDatabase(INSTEAD, (database) => {
        const transaction = database.transaction(STORES, 'readwrite');
        return finished(INSTEAD, transaction, [
          transaction.objectStore('runs').delete(id),
          transaction.objectStore('curves').delete(id),
          transaction.objectStore('runRules').delete(rulesOf(id)),
        ]);
      }),
    ),
  sizes,
};
