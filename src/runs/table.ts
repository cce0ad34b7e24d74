// What a list of runs says of each, how it is sorted and searched, and what differs between two.

import { diffSpecs, fieldsOf, textOfValue, type SpecDifference } from '../experiment/diff.ts';
import { sortedBy, type SortValue } from '../lib/sorted.ts';
import { mean } from '../lib/statistics.ts';
import { curveLosses, type Curve, type TrainedRun } from '../record/trainedRun.ts';

/** Meta-steps that the held-out loss of a run is the mean of. */
const MEAN_OVER = 50;

/** A run in a list. */
export interface ListedRun {
  readonly run: TrainedRun;
  /** Held-out loss after the last inner step, mean of the last meta-steps; undefined before the first. */
  readonly heldOut: number | undefined;
  /** Bytes it takes with curve and rules. */
  readonly bytes: number;
}

export function listedRun(run: TrainedRun, curve: Curve, bytes: number): ListedRun {
  const rows = Math.max(0, Math.floor(curve.values.length / curve.width) - MEAN_OVER);
  const last = curveLosses({ width: curve.width, values: curve.values.subarray(rows * curve.width) });
  return { run, heldOut: last.length === 0 ? undefined : mean(last.map(({ heldOut }) => heldOut)), bytes };
}

/** Columns that a list is sorted by. */
export const SORTS = {
  name: ({ run }) => run.name,
  status: ({ run }) => run.status,
  preset: ({ run }) => run.preset,
  seed: ({ run }) => run.spec.seeds.training,
  metaSteps: ({ run }) => run.metaSteps,
  heldOut: ({ heldOut }) => heldOut,
  trained: ({ run }) => run.trainedMs,
  begun: ({ run }) => run.createdMs,
  size: ({ bytes }) => bytes,
} satisfies Readonly<Record<string, (run: ListedRun) => SortValue>>;
export type SortKey = keyof typeof SORTS;

/** Numbers are compared from the best, the latest, the largest down; losses and words from the lowest up. */
export const DOWN_FIRST: ReadonlySet<SortKey> = new Set<SortKey>(['metaSteps', 'trained', 'begun', 'size']);

export interface Sorting {
  readonly key: SortKey;
  readonly down: boolean;
}

export const sortedRuns = <R extends ListedRun>(runs: readonly R[], { key, down }: Sorting): readonly R[] =>
  sortedBy<R>(runs, SORTS[key], down);

/** Everything of a run that a search looks through; settings as `rule.messageSize=8`. */
function searched({ name, tags, status, cause, preset, id, spec }: TrainedRun): string {
  const settings = [...fieldsOf(spec)].map(([field, value]) => `${field}=${textOfValue(value)}`);
  return [name, ...tags, status, cause ?? '', preset ?? '', id, ...settings].join('\n').toLowerCase();
}

/** Runs in which every word of the text stands. */
export function foundRuns<R extends ListedRun>(runs: readonly R[], text: string): readonly R[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return runs;
  return runs.filter(({ run }) => {
    const within = searched(run);
    return words.every((word) => within.includes(word));
  });
}

/** A result of two runs that is not the same. */
export interface ResultDifference {
  readonly what: 'status' | 'cause' | 'metaSteps' | 'heldOut' | 'trained' | 'evaluation' | 'machine' | 'versions';
  readonly from: string | number | undefined;
  readonly to: string | number | undefined;
}

/** What a difference is of, for a person. */
export const RESULT_WORDS: Readonly<Record<ResultDifference['what'], string>> = {
  status: 'status',
  cause: 'ended because',
  metaSteps: 'meta-steps',
  heldOut: 'held-out loss, last 50 meta-steps',
  evaluation: 'mean loss of the last evaluation',
  trained: 'time in meta-steps',
  machine: 'machine',
  versions: 'versions of the lab',
};

/** `Linux x64, wasm, 2 threads`. */
export const machineText = ({ machine: { name, backend, threads } }: TrainedRun) =>
  `${name}, ${backend}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;

/** Mean loss after the last step of the last evaluation. */
const lastEvaluation = ({ evaluations }: TrainedRun) => evaluations.at(-1)?.meanLoss.at(-1);

function results({
  run,
  heldOut,
}: ListedRun): readonly (readonly [ResultDifference['what'], string | number | undefined])[] {
  return [
    ['status', run.status],
    ['cause', run.cause],
    ['metaSteps', run.metaSteps],
    ['heldOut', heldOut],
    ['evaluation', lastEvaluation(run)],
    ['trained', run.trainedMs],
    ['machine', machineText(run)],
    ['versions', run.versions.join(', ')],
  ];
}

/** Where two runs differ: in the fields of their specs, and in what became of them. */
export function runDifferences(
  a: ListedRun,
  b: ListedRun,
): { readonly settings: readonly SpecDifference[]; readonly results: readonly ResultDifference[] } {
  const to = new Map(results(b));
  return {
    settings: diffSpecs(a.run.spec, b.run.spec),
    results: results(a)
      .map(([what, from]) => ({ what, from, to: to.get(what) }))
      .filter(({ from, to }) => !Object.is(from, to)),
  };
}

/** Meta-steps at which a rule of a run can be had: those along the way, and the last. */
export const rulesAt = ({ checkpoints, metaSteps }: TrainedRun): readonly number[] => [
  ...new Set([...checkpoints, metaSteps]),
];
