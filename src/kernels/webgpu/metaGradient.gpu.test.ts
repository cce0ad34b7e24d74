import * as tf from '@tensorflow/tfjs-core';
import { startNodeBackend } from '../../backend/node.ts';
import { unwrap } from '../../lib/result.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  disagreement,
  FIXTURE_NAMES,
  flatParameters,
  numbers,
  readFixture,
  specOf,
  tasksOf,
  type Fixture,
} from '../../mplp/testing/fixtures.ts';
import { kernelPlan, type KernelPlan } from '../plan.ts';
import { Adaptation, type Points } from '../wasm/adaptation.ts';
import { KernelModule } from '../wasm/module.ts';
import { GpuMetaGradient, type MetaStepNumbers } from './metaGradient.ts';

// Every fixture has kernels of its own to compile, a second each: `npm test` takes one of each kind, `test:all` all.
const KINDS = ['stateful-l2', 'stateless-l2', 'stateful-softmax-cross-entropy', 'stateless-learned-prior-held-out'];
const NAMES = process.env['MPLP_SLOW'] ? FIXTURE_NAMES : KINDS;

const FORWARD = 1e-5;
const GRADIENT = 1e-4;
const ADAM = { f_rate: 1e-3, f_firstCorrection: 10, f_secondCorrection: 1000 };

let device: GPUDevice;

function stepNumbers(fixture: Fixture, plan: KernelPlan): MetaStepNumbers {
  const tasks = tasksOf(fixture);
  const joined = (values: readonly unknown[]) => Float32Array.from(values.flatMap((v) => numbers(v as number[])));
  const batch = (of: readonly { input: unknown; target: unknown }[]) => ({
    input: joined(of.map(({ input }) => input)),
    target: joined(of.map(({ target }) => target)),
  });
  const heldOut = tasks.map((task) => task.heldOut ?? task.steps[0]!);
  return {
    support: [0, 1].map((k) => batch(tasks.map((task) => task.steps[k]!))),
    heldOut: batch(heldOut),
    networks: plan.spec.recipe.learnedPrior
      ? undefined
      : new Map(
          plan.groups
            .filter(({ group }) => group.ownsParameter)
            .map(({ group }) => [
              group.id,
              joined(tasks.map((task) => task.start[group.layer]![group.kind as 'weight' | 'bias']!)),
            ]),
        ),
  };
}

describe('a meta-step on the GPU, against the fixtures', () => {
  beforeAll(async () => {
    expect(unwrap(await startNodeBackend('webgpu'))).toBe('webgpu');
    ({ device } = tf.backend() as unknown as { device: GPUDevice });
    expect(device.queue).toBeDefined();
  });

  it.each(NAMES)('%s', async (name) => {
    const fixture = readFixture(name);
    const base = specOf(fixture);
    const heldOutPoints = tasksOf(fixture)[0]!.heldOut === undefined ? base.recipe.batch : base.recipe.batch;
    const plan = kernelPlan({ ...base, recipe: { ...base.recipe, heldOutPoints } });
    const tasks = tasksOf(fixture).length;
    const factors = new Float32Array(plan.layout.size).fill(1);
    const gpu = new GpuMetaGradient(device, plan, tasks, 2, factors);
    gpu.write('parameters', flatParameters(fixture, plan.layout));
    const { metaLoss, finite, heldOut } = await gpu.run(stepNumbers(fixture, plan), ADAM);
    expect(finite).toBe(true);
    expect(heldOut).toHaveLength(3);
    expect(disagreement([metaLoss], [fixture.metaLoss], FORWARD)).toBeLessThanOrEqual(1);
    const gradient = await gpu.readBack('gradient');
    const expected = new Map(Object.entries(fixture.metaGradient));
    for (const [path, entry] of Object.entries(fixture.startGradient ?? {})) expected.set(`start.${path}`, entry);
    for (const { name: path, offset, size, trained } of plan.layout.parameters) {
      if (!trained) continue;
      const off = disagreement(gradient.subarray(offset, offset + size), numbers(expected.get(path)!), GRADIENT);
      expect(off, `gradient of ${path}`).toBeLessThanOrEqual(1);
    }
    gpu.dispose();
  });

  it.each([
    ['every weight', 'stateless-learned-prior-held-out'],
    ['a group', 'stateful-l2'],
  ])('gives the step sizes of %s the gradient that wasm gives them', async (_, of) => {
    const fixture = readFixture(of);
    const base = specOf(fixture);
    // Three steps on two sets of sizes: the last one is used twice.
    const recipe = { ...base.recipe, heldOutPoints: base.recipe.batch, innerSteps: 3, ownStepSizes: 2 };
    const plan = kernelPlan({ ...base, recipe });
    const { parameters, size } = plan.layout;
    const flat = flatParameters(fixture, plan.layout);
    for (const { role, offset, size: count } of parameters)
      if (role === 'stepSizes') for (let i = 0; i < count; i++) flat[offset + i] = 1 + 0.5 * Math.sin(7 * i);
    const steps = stepNumbers(fixture, plan);
    const numbersOf = { ...steps, support: [...steps.support, steps.support[0]!] };
    const tasks = tasksOf(fixture).length;
    const gpu = new GpuMetaGradient(device, plan, tasks, 3, new Float32Array(size).fill(1));
    gpu.write('parameters', flat);
    const { metaLoss } = await gpu.run(numbersOf, ADAM);
    const wasm = new Adaptation(await KernelModule.load(false), plan, {
      steps: 3,
      heldOutPoints: recipe.heldOutPoints,
      gradient: true,
    });
    wasm.setParameters(flat);
    const losses = Array.from({ length: tasks }, (__, t) => {
      const part = (all: Float32Array) => all.slice((t * all.length) / tasks, ((t + 1) * all.length) / tasks);
      const ofTask = ({ input, target }: Points): Points => ({ input: part(input), target: part(target) });
      const start = steps.networks && new Map([...steps.networks].map(([id, all]) => [id, part(all)]));
      const task = { support: numbersOf.support.map(ofTask), heldOut: ofTask(numbersOf.heldOut), start };
      return wasm.metaGradient(task, recipe).metaLoss;
    });
    expect(
      disagreement([metaLoss], [losses.reduce((sum, loss) => sum + loss, 0) / tasks], FORWARD),
    ).toBeLessThanOrEqual(1);
    const [own, theirs] = [await gpu.readBack('gradient'), wasm.gradient().map((entry) => entry / tasks)];
    for (const { name, role, offset, size: count, trained } of parameters) {
      if (!trained) continue;
      const [a, b] = [own, theirs].map((all) => all.subarray(offset, offset + count));
      expect(disagreement(a!, b!, GRADIENT), `gradient of ${name}`).toBeLessThanOrEqual(1);
      if (role === 'stepSizes') expect(b!.some((entry) => entry !== 0)).toBe(true);
    }
    gpu.dispose();
  });
});
