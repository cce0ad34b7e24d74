// mplp bench: how long a meta-step takes, and what it is made of.

import * as tf from '@tensorflow/tfjs-core';
import { parseArgs } from 'node:util';
import { startNodeBackend, type NodeBackend } from '../backend/node.ts';
import { agentsIn, layoutOf } from '../spec/layout.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../spec/presets.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import { evaluate } from '../training/evaluate.ts';
import { refuseTooLarge } from '../training/memory.ts';
import { freshRule, MetaTrainer } from '../training/trainer.ts';
import { countGpuWork, type GpuWork } from './gpuWork.ts';
import { expectUsable, oneOf, wholeNumber } from './usage.ts';

/** One line of the benchmark. Times in milliseconds; `gflops` per second, of the learners' products alone. */
interface BenchRow {
  readonly preset: PresetId;
  readonly backend: NodeBackend;
  readonly adapter: string;
  readonly implementation: 'stock';
  readonly threads: number;
  readonly tasks: number;
  readonly metaStepMs: { readonly median: number; readonly min: number; readonly max: number };
  readonly innerStepMs: number;
  readonly dispatches: number | null;
  readonly submits: number | null;
  readonly peakBytes: number;
  readonly gflops: number;
}

/** Floating-point operations of the learners' matrix products in one meta-gradient: forward once, backward twice. */
function metaStepFlops(spec: ExperimentSpec): number {
  const { batch, tasks, innerSteps } = spec.recipe;
  const layout = layoutOf(spec);
  const products = layout.groups.map((group) => {
    const kernels = layout.parameters.filter(
      ({ name, shape }) => name.startsWith(`${group.learner}.`) && shape.length === 2,
    );
    return agentsIn(group) * kernels.reduce((sum, { size }) => sum + size, 0);
  });
  return 3 * 2 * batch * tasks * innerSteps * products.reduce((sum, n) => sum + n, 0);
}

function spread(times: readonly number[]): BenchRow['metaStepMs'] {
  const sorted = [...times].sort((a, b) => a - b).map((ms) => Number(ms.toFixed(1)));
  return { median: sorted[sorted.length >> 1] ?? NaN, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function benchRow(
  preset: PresetId,
  tasks: number,
  repeats: number,
  backend: NodeBackend,
  gpu: GpuWork | undefined,
): Promise<BenchRow> {
  const base = PRESETS[preset].spec;
  const spec = expectUsable(refuseTooLarge({ ...base, recipe: { ...base.recipe, tasks } }, 'train'));
  const rule = await freshRule(spec);
  const trainer = new MetaTrainer(rule);
  const profile = await tf.profile(async () => {
    await trainer.step();
    return [];
  });
  // Not the profiled step: profiling submits every kernel by itself.
  const before = gpu?.read();
  await trainer.step();
  const after = gpu?.read();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) times.push(await timed(() => trainer.step()));
  trainer.dispose();
  const { innerSteps } = spec.recipe;
  const options = { tasks, steps: innerSteps, seed: 0, chunk: tasks };
  const adaptMs = await timed(() => evaluate(spec, rule.parameters, options));
  const metaStepMs = spread(times);
  return {
    preset,
    backend,
    adapter: gpu?.adapter ?? 'Node',
    implementation: 'stock',
    threads: 1,
    tasks,
    metaStepMs,
    innerStepMs: Number((adaptMs / innerSteps).toFixed(1)),
    dispatches: before === undefined || after === undefined ? null : after.dispatches - before.dispatches,
    submits: before === undefined || after === undefined ? null : after.submits - before.submits,
    peakBytes: profile.peakBytes,
    gflops: Number((metaStepFlops(spec) / metaStepMs.median / 1e6).toPrecision(3)),
  };
}

function table(rows: readonly BenchRow[]): string {
  const head = [
    'preset',
    'backend',
    'tasks',
    'meta-step ms',
    'min',
    'max',
    'inner ms',
    'dispatches',
    'submits',
    'peak MB',
    'GFLOP/s',
  ];
  const lines = rows.map((row) => [
    row.preset,
    row.backend,
    row.tasks,
    row.metaStepMs.median,
    row.metaStepMs.min,
    row.metaStepMs.max,
    row.innerStepMs,
    row.dispatches ?? '-',
    row.submits ?? '-',
    Math.round(row.peakBytes / 1e6),
    row.gflops,
  ]);
  return [head, ...lines].map((line) => line.map((cell) => String(cell).padStart(13)).join('')).join('\n') + '\n';
}

/** `bench [--preset P] [--backend B] [--tasks T] [--repeats N] [--json]`. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { preset: text, backend: text, tasks: text, repeats: text, json: { type: 'boolean' } },
  });
  const backend: NodeBackend = oneOf('backend', values.backend ?? 'wasm', ['cpu', 'wasm', 'webgpu']);
  const presets = values.preset === undefined ? PRESET_IDS : [oneOf('preset', values.preset, PRESET_IDS)];
  const tasks = wholeNumber('tasks', values.tasks, 1) ?? 4;
  const repeats = wholeNumber('repeats', values.repeats, 1) ?? 5;
  expectUsable(await startNodeBackend(backend));
  const gpu = backend === 'webgpu' ? countGpuWork() : undefined;
  const rows: BenchRow[] = [];
  for (const preset of presets) rows.push(await benchRow(preset, tasks, repeats, backend, gpu));
  process.stdout.write(values.json === true ? `${JSON.stringify(rows)}\n` : table(rows));
  return 0;
}
