// mplp bench: how long a meta-step takes, stock tfjs ops against the fused kernels, in turns within one run.

import { upperMedian } from '../lib/statistics.ts';
import * as tf from '@tensorflow/tfjs-core';
import { availableParallelism } from 'node:os';
import { NODE_BACKENDS, startNodeBackend, type NodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { agentsIn, layoutOf } from '../experiment/layout.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { evaluate } from '../training/evaluate.ts';
import { refuseTooLarge } from '../training/memory.ts';
import { TaskPool } from '../training/taskPool.ts';
import { freshRule, type Trainer } from '../training/trainer.ts';
import { countGpuWork, type GpuWork } from './gpuWork.ts';
import { flag, MOST, readOptions, whole, word } from './options.ts';
import { PeakMeter, taskPorts } from './threads.ts';
import { IMPLEMENTATIONS, startTrainer, type Implementation } from './trainers.ts';
import { expectUsable } from './usage.ts';

/**
 * One line of the benchmark. Times in milliseconds; `gflops` per second, of the learners' products alone
 * (`metaStepFlops`); `peakGflops` the most that multiply-adds in registers reach on as many threads, measured in turns
 * with the meta-steps, and `ofPeak` the share of it that the fastest meta-step reaches: whatever else the machine does
 * only takes away. Both null on a GPU.
 */
interface BenchRow {
  readonly preset: PresetId;
  readonly backend: NodeBackend;
  readonly adapter: string;
  readonly implementation: Implementation;
  readonly threads: number;
  readonly tasks: number;
  readonly metaStepMs: { readonly median: number; readonly min: number; readonly max: number };
  /** One inner step of all tasks, forward only; null where the fused kernels have no such pass. */
  readonly innerStepMs: number | null;
  readonly dispatches: number | null;
  readonly submits: number | null;
  readonly peakBytes: number;
  readonly gflops: number;
  readonly peakGflops: number | null;
  readonly ofPeak: number | null;
}

/** Kernels of a stateful learner that say nothing in the first inner step, whose memories are zero. */
const OF_MEMORY = /^gru\.(updateCarry|reset|nextCarry)/;

/**
 * Floating-point operations of the learners' matrix products in one meta-gradient: forward once, backward twice, two for
 * each multiply-add. Left out is what is known beforehand: products with memories of zero in the first inner step, and
 * messages that a first layer without memory would send to nobody.
 */
function metaStepFlops(spec: ExperimentSpec): number {
  const { batch, tasks, innerSteps } = spec.recipe;
  const layout = layoutOf(spec);
  const products = layout.groups.map((group, g) => {
    const kernels = layout.parameters.flatMap(({ name, shape, size }) => {
      if (!name.startsWith(`${group.learner}.`) || shape.length !== 2) return [];
      const leaf = name.slice(group.learner.length + 1);
      if (g === 0 && leaf.startsWith('message.')) return [];
      return [size * (OF_MEMORY.test(leaf) ? innerSteps - 1 : innerSteps)];
    });
    return agentsIn(group) * kernels.reduce((sum, n) => sum + n, 0);
  });
  return 3 * 2 * batch * tasks * products.reduce((sum, n) => sum + n, 0);
}

const digits = (value: number) => Number(value.toPrecision(3));

/** How long multiply-adds are measured after every meta-step. */
const PEAK_MS = 10;

function spread(times: readonly number[]): BenchRow['metaStepMs'] {
  const sorted = [...times].sort((a, b) => a - b).map((ms) => Number(ms.toFixed(1)));
  return { median: upperMedian(sorted), min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** One implementation being measured. */
interface Contender {
  readonly implementation: Implementation;
  readonly threads: number;
  readonly trainer: Trainer;
  readonly times: number[];
  readonly peak: PeakMeter | undefined;
  readonly peaks: number[];
  readonly peakBytes: number;
  readonly work: { readonly dispatches: number; readonly submits: number } | undefined;
}

interface Case {
  readonly preset: PresetId;
  readonly backend: NodeBackend;
  readonly rule: RuleCheckpoint;
  readonly repeats: number;
  readonly gpu: GpuWork | undefined;
}

/** First steps, not timed: they compile, allocate, and show what a step takes beside time. */
async function prepare(of: Case, implementation: Implementation, threads: number): Promise<Contender> {
  const trainer = startTrainer(of.rule, { backend: of.backend, implementation, threads });
  let { peakBytes } = await tf.profile(async () => {
    await trainer.step();
    return [];
  });
  // Not the profiled step: profiling submits every kernel by itself.
  const before = of.gpu?.read();
  await trainer.step();
  const after = of.gpu?.read();
  peakBytes = trainer.peakBytes() || peakBytes;
  const work = before &&
    after && { dispatches: after.dispatches - before.dispatches, submits: after.submits - before.submits };
  const peak = of.backend === 'webgpu' ? undefined : new PeakMeter(threads);
  // The first starts its threads.
  await peak?.measure(PEAK_MS);
  return { implementation, threads, trainer, times: [], peak, peaks: [], peakBytes, work };
}

/** Milliseconds of an inner step of all tasks, forward only. */
async function forwardMs(of: Case, implementation: Implementation, threads: number): Promise<number | null> {
  if (of.backend === 'webgpu' && implementation === 'fused') return null;
  const { spec, parameters } = of.rule;
  const { innerSteps, tasks } = spec.recipe;
  const pool = implementation === 'fused' ? new TaskPool(spec, taskPorts(threads)) : undefined;
  const adapt = () => evaluate(spec, parameters, { tasks, steps: innerSteps, seed: 0, chunk: tasks }, pool);
  // The first time compiles and allocates; on a GPU that is left out for its price.
  if (of.backend !== 'webgpu') await adapt();
  const elapsedMs = await timed(adapt);
  pool?.dispose();
  return Number((elapsedMs / innerSteps).toFixed(1));
}

async function rowOf(of: Case, contender: Contender): Promise<BenchRow> {
  const { spec } = of.rule;
  const { tasks } = spec.recipe;
  const { implementation, threads, work } = contender;
  const innerStepMs = await forwardMs(of, implementation, threads);
  const metaStepMs = spread(contender.times);
  const megaflops = metaStepFlops(spec) / 1e6;
  const peakGflops = contender.peak === undefined ? null : Math.max(...contender.peaks);
  return {
    preset: of.preset,
    backend: of.backend,
    adapter: of.gpu?.adapter ?? 'Node',
    implementation,
    threads,
    tasks,
    metaStepMs,
    innerStepMs,
    dispatches: work?.dispatches ?? null,
    submits: work?.submits ?? null,
    peakBytes: contender.peakBytes,
    gflops: digits(megaflops / metaStepMs.median),
    peakGflops: peakGflops && digits(peakGflops),
    ofPeak: peakGflops && digits(megaflops / metaStepMs.min / peakGflops),
  };
}

/** What can be measured on a backend: stock, then fused on one thread and on all. */
function contestants(
  backend: NodeBackend,
  spec: ExperimentSpec,
  only: Implementation | undefined,
): { implementation: Implementation; threads: number }[] {
  const threads = backend === 'wasm' ? [...new Set([1, availableParallelism()])] : [1];
  const fused = backend === 'cpu' ? [] : threads.map((count) => ({ implementation: 'fused', threads: count }) as const);
  if (only === 'fused') return fused;
  const stock = refuseTooLarge(spec, 'train');
  if (!stock.ok) process.stderr.write(`stock left out: ${stock.failure.message}\n`);
  const first = stock.ok ? [{ implementation: 'stock', threads: 1 } as const] : [];
  return only === 'stock' ? first : [...first, ...fused];
}

async function benchRows(
  preset: PresetId,
  tasks: number,
  repeats: number,
  backend: NodeBackend,
  gpu: GpuWork | undefined,
  only: Implementation | undefined,
): Promise<BenchRow[]> {
  const base = PRESETS[preset].spec;
  const spec = { ...base, recipe: { ...base.recipe, tasks } };
  const of: Case = { preset, backend, rule: await freshRule(spec), repeats, gpu };
  const contenders: Contender[] = [];
  for (const { implementation, threads } of contestants(backend, spec, only))
    contenders.push(await prepare(of, implementation, threads));
  // In turns, so that whatever else the machine does falls on all alike.
  for (let i = 0; i < repeats; i++)
    for (const { trainer, times, peak, peaks } of contenders) {
      times.push(await timed(() => trainer.step()));
      if (peak !== undefined) peaks.push(await peak.measure(PEAK_MS));
    }
  for (const { trainer, peak } of contenders) {
    trainer.dispose();
    peak?.dispose();
  }
  const rows: BenchRow[] = [];
  for (const contender of contenders) rows.push(await rowOf(of, contender));
  return rows;
}

/** How many times as fast as the stock row of the same case, if there is one. */
function gain(row: BenchRow, rows: readonly BenchRow[]): string {
  const stock = rows.find(
    ({ implementation, preset, tasks }) => implementation === 'stock' && preset === row.preset && tasks === row.tasks,
  );
  return stock === undefined ? '-' : `${(stock.metaStepMs.median / row.metaStepMs.median).toFixed(1)}x`;
}

function table(rows: readonly BenchRow[]): string {
  const columns: readonly (readonly [title: string, width: number, value: (row: BenchRow) => string | number])[] = [
    ['preset', 16, (row) => row.preset],
    ['backend', 8, (row) => row.backend],
    ['implementation', 16, (row) => row.implementation],
    ['threads', 9, (row) => row.threads],
    ['tasks', 7, (row) => row.tasks],
    ['meta-step ms', 14, (row) => row.metaStepMs.median],
    ['min', 9, (row) => row.metaStepMs.min],
    ['max', 9, (row) => row.metaStepMs.max],
    ['gain', 8, (row) => gain(row, rows)],
    ['inner ms', 10, (row) => row.innerStepMs ?? '-'],
    ['dispatches', 12, (row) => row.dispatches ?? '-'],
    ['submits', 9, (row) => row.submits ?? '-'],
    ['peak MB', 9, (row) => (row.peakBytes / 1e6).toFixed(1)],
    ['GFLOP/s', 9, (row) => row.gflops],
    ['peak', 7, (row) => row.peakGflops ?? '-'],
    ['of it', 7, (row) => (row.ofPeak === null ? '-' : `${Math.round(100 * row.ofPeak)} %`)],
  ];
  const lines = [
    columns.map(([title, width]) => title.padStart(width)),
    ...rows.map((row) => columns.map(([, width, value]) => String(value(row)).padStart(width))),
  ];
  return lines.map((line) => `${line.join('')}\n`).join('');
}

export const BENCH_OPTIONS = {
  preset: word(PRESET_IDS, { value: 'P', about: 'the experiment; 5x10 and 2x10 by default' }),
  backend: word(NODE_BACKENDS, { about: 'where to compute', otherwise: 'wasm' }),
  tasks: whole({ value: '4', about: 'tasks of a meta-step; 4 and 32 by default' }, 1, MOST.recipeTasks),
  implementation: word(IMPLEMENTATIONS, { about: 'one of the two alone' }),
  repeats: whole({ about: 'meta-steps timed', otherwise: 5 }, 1, MOST.repeats),
  json: flag('one JSON object instead of a table'),
};

export async function benchCommand(args: readonly string[]): Promise<number> {
  const { preset: only, backend, tasks: given, implementation, repeats, json } = readOptions(BENCH_OPTIONS, args);
  const presets = only === undefined ? (['5x10', '2x10'] as const) : [only];
  expectUsable(await startNodeBackend(backend));
  const gpu = backend === 'webgpu' ? countGpuWork() : undefined;
  const rows: BenchRow[] = [];
  for (const preset of presets)
    for (const tasks of given === undefined ? [4, 32] : [given])
      rows.push(...(await benchRows(preset, tasks, repeats, backend, gpu, implementation)));
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : table(rows));
  return 0;
}
