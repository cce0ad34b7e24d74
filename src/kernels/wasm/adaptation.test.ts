import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import {
  disagreement,
  FIXTURE_NAMES,
  fixtureLayout,
  flatParameters,
  numbers,
  readFixture,
  specOf,
  tasksOf,
  type Fixture,
} from '../../mplp/testing/fixtures.ts';
import { kernelPlan } from '../plan.ts';
import { Adaptation, type TaskNumbers } from './adaptation.ts';
import { KernelModule } from './module.ts';

const FORWARD = 1e-5;
const GRADIENT = 1e-4;

function taskNumbers(fixture: Fixture): TaskNumbers[] {
  const spec = specOf(fixture);
  const points = (from: { input: unknown; target: unknown }) => ({
    input: Float32Array.from(numbers(from.input as number[])),
    target: Float32Array.from(numbers(from.target as number[])),
  });
  return tasksOf(fixture).map((task) => ({
    support: task.steps.map(points),
    heldOut: task.heldOut === undefined ? undefined : points(task.heldOut),
    start: spec.recipe.learnedPrior
      ? undefined
      : new Map(
          fixtureLayout(fixture)
            .groups.filter((group) => group.ownsParameter)
            .map(({ id, layer, kind }) => [
              id,
              Float32Array.from(numbers(task.start[layer]![kind as 'weight' | 'bias']!)),
            ]),
        ),
  }));
}

// Node 20 has relaxed SIMD behind this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

describe.each([
  ['with fused multiply-adds', true, undefined],
  ['without', false, undefined],
  ['that keep nothing of the forward pass', false, 0],
])('a task adapted by wasm kernels %s, against the fixtures', (_, fused, mostKeptBytes) => {
  it.each(FIXTURE_NAMES)('%s', async (name) => {
    const fixture = readFixture(name);
    const spec = specOf(fixture);
    const plan = kernelPlan(spec);
    const tasks = taskNumbers(fixture);
    const module = await KernelModule.load(fused);
    const heldOutPoints = (tasks[0]!.heldOut?.input.length ?? 0) / spec.network.inputs;
    const adaptation = new Adaptation(module, plan, {
      steps: 2,
      heldOutPoints,
      gradient: true,
      ...(mostKeptBytes === undefined ? {} : { mostKeptBytes }),
    });
    adaptation.setParameters(flatParameters(fixture, plan.layout));
    const losses = tasks.map((task) => adaptation.metaGradient(task, spec.recipe).metaLoss);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / tasks.length;
    expect(disagreement([mean], [fixture.metaLoss], FORWARD)).toBeLessThanOrEqual(1);
    const gradient = adaptation.gradient().map((entry) => entry / tasks.length);
    const expected = new Map(Object.entries(fixture.metaGradient));
    for (const [path, entry] of Object.entries(fixture.startGradient ?? {})) expected.set(`start.${path}`, entry);
    for (const view of plan.layout.parameters) {
      const actual = gradient.subarray(view.offset, view.offset + view.size);
      const off = disagreement(actual, numbers(expected.get(view.name)!), GRADIENT);
      expect(off, `gradient of ${view.name}`).toBeLessThanOrEqual(1);
    }
  });
});
