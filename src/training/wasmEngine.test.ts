import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { KernelModule } from '../kernels/wasm/module.ts';
import { disagreement } from '../mplp/testing/fixtures.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { layoutOf } from '../experiment/layout.ts';
import { AGGREGATIONS, LEARNER_ACTIVATIONS, SHARINGS, type ExperimentSpec } from '../experiment/types.ts';
import { trainingRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { valueAndGradients } from './gradient.ts';
import { metaLoss } from './metaLoss.ts';
import { serveTasks, TaskPool, type TaskPort, type TaskReply } from './taskPool.ts';
import type { TaskRequest } from './taskWork.ts';
import { tinySpec } from './testing/tiny.ts';
import { stockTrainer } from './stockEngine.ts';
import { freshRule } from './trainer.ts';
import { wasmTrainer } from './wasmEngine.ts';

/** A helper behind real structured clones, on the same thread. */
function port(): TaskPort {
  const { port1, port2 } = new MessageChannel();
  const serve = serveTasks((reply, transfer) => port2.postMessage(reply, transfer));
  port2.onmessage = ({ data }: MessageEvent<TaskRequest & { id: number }>) => void serve(data);
  return {
    post: (message, transfer) => port1.postMessage(message, transfer),
    listen(heard) {
      port1.onmessage = ({ data }: MessageEvent<TaskReply>) => heard(data);
    },
    close() {
      port1.close();
      port2.close();
    },
  };
}

/** Loss and gradient of one meta-step by stock ops on the cpu backend. */
async function stockGradient(
  spec: ExperimentSpec,
  flat: Float32Array,
): Promise<{ loss: number; gradient: Float32Array }> {
  const layout = layoutOf(spec);
  const [loss, gradient] = tf.tidy(() => {
    const { recipe, seeds } = spec;
    const streams = Array.from({ length: recipe.tasks }, (_, t) => trainingRng(seeds.training, 0, t));
    const drawn = drawTasks(spec, layout.groups, streams, { steps: recipe.innerSteps, heldOut: recipe.heldOutPoints });
    const views = splitViews(layout, tf.tensor1d(flat));
    const parameters = namedViews(layout, views);
    const { value, gradients } = valueAndGradients(
      () =>
        metaLoss(
          contextOf(spec, layout, parameters),
          recipe,
          startOf(spec, layout.groups, drawn, parameters),
          metaBatch(spec, drawn),
        ).total,
      views,
    );
    return [value, tf.concat(gradients.map((entry) => tf.reshape(entry, [-1])))];
  });
  const result = { loss: (await loss.data())[0]!, gradient: Float32Array.from(await gradient.data()) };
  tf.dispose([loss, gradient]);
  return result;
}

const specs = fc
  .record({
    rule: fc.record({
      stateful: fc.boolean(),
      messageSize: fc.integer({ min: 1, max: 9 }),
      hiddenSize: fc.integer({ min: 0, max: 9 }),
      learnerHidden: fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 })),
      learnerActivation: fc.constantFrom(...LEARNER_ACTIVATIONS),
      sharing: fc.constantFrom(...SHARINGS),
      aggregation: fc.constantFrom(...AGGREGATIONS),
    }),
    recipe: fc.record({
      innerSteps: fc.integer({ min: 1, max: 3 }),
      batch: fc.integer({ min: 1, max: 7 }),
      tasks: fc.integer({ min: 1, max: 3 }),
      heldOutEveryStep: fc.boolean(),
      learnedPrior: fc.boolean(),
      ownStepSizes: fc.integer({ min: 0, max: 4 }),
      hintWeight: fc.constantFrom(0, 0.7),
    }),
    units: fc.integer({ min: 1, max: 11 }),
    hidden: fc.constantFrom('relu', 'tanh', 'sigmoid', 'linear'),
    loss: fc.constantFrom('l2', 'l1'),
  })
  .map(({ rule, recipe, units, hidden, loss }): ExperimentSpec => {
    const spec = tinySpec(rule, recipe);
    const layers = [
      { kind: 'dense', units },
      { kind: 'activation', name: hidden },
      { kind: 'dense', units: 1 },
    ] as const;
    return { ...spec, network: { ...spec.network, layers, loss, weightSd: 0.5 } };
  });

async function poolGradient(spec: ExperimentSpec, flat: Float32Array, ports: readonly TaskPort[]) {
  const pool = new TaskPool(spec, ports);
  const tasks = await pool.gradients(0, spec.recipe.tasks, flat);
  pool.dispose();
  const gradient = new Float32Array(flat.length);
  for (const task of tasks) task.gradient.forEach((g, i) => (gradient[i]! += g / tasks.length));
  return { loss: tasks.reduce((sum, task) => sum + task.metaLoss / tasks.length, 0), gradient };
}

describe('the wasm kernels', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('agree with stock ops on the cpu for random rules, networks and recipes', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        expect(tf.getBackend()).toBe('cpu');
        const layout = layoutOf(spec);
        const flat = freshParameters(spec, layout).map((v, i) => v + 0.01 * Math.sin(i));
        const [stock, fused] = [await stockGradient(spec, flat), await poolGradient(spec, flat, [])];
        expect(disagreement([fused.loss], [stock.loss], 1e-5)).toBeLessThanOrEqual(1);
        // Scalars are sums over all agents, in which most cancels: rounding is that of the whole gradient.
        const whole = Math.max(...stock.gradient.map(Math.abs));
        for (const { name, offset, size } of layout.parameters) {
          const [a, b] = [fused.gradient, stock.gradient].map((all) => all.subarray(offset, offset + size));
          const magnitude = Math.max(...b!.map(Math.abs), 1e-2 * whole);
          const gap = Math.max(...a!.map((g, i) => Math.abs(g - b![i]!)));
          expect(gap, name).toBeLessThanOrEqual(1e-4 * magnitude + 1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('give the same gradient bit for bit on any number of threads', async () => {
    const spec = tinySpec({}, { tasks: 5 });
    const flat = freshParameters(spec, layoutOf(spec));
    const [one, three] = [await poolGradient(spec, flat, []), await poolGradient(spec, flat, [port(), port()])];
    expect(three).toEqual(one);
  });

  it('take the same meta-steps as stock ops', async () => {
    const rule = await freshRule(tinySpec({}, { taskNormLimit: 0, shortestHorizon: 1 }));
    const [stock, fused] = [stockTrainer(rule), wasmTrainer(rule, [])];
    for (let i = 0; i < 5; i++) {
      const [a, b] = [await stock.step(), await fused.step()];
      expect(b.metaStep).toBe(a.metaStep);
      expect(b.metaLoss).toBeCloseTo(a.metaLoss, 6);
      expect(b.heldOut.length).toBe(a.heldOut.length);
      b.heldOut.forEach((loss, k) => expect(loss).toBeCloseTo(a.heldOut[k]!, 6));
    }
    stock.dispose();
  });

  it.each([
    ['warm-ups', { warmUpSteps: 3 }, 0],
    ['a limit on single tasks', { taskNormLimit: 0.5 }, 0],
    ['both', { warmUpSteps: 3, taskNormLimit: 1.1, shortestHorizon: 1, hintWeight: 0 }, 0],
    ['both, from weights that warm-ups leave at once', { warmUpSteps: 3, taskNormLimit: 1.1 }, 40],
    ['both, from a learned prior', { warmUpSteps: 3, taskNormLimit: 1.1, learnedPrior: true }, 0],
    ['step sizes of every weight after warm-ups', { warmUpSteps: 3, learnedPrior: true, ownStepSizes: 3 }, 0],
    ['step sizes of groups after warm-ups', { warmUpSteps: 3, ownStepSizes: 3 }, 0],
  ])('take the same meta-steps as stock ops with %s', async (_, recipe, scale) => {
    const rule = await freshRule(tinySpec({}, { tasks: 3, ...recipe }));
    if (scale > 0) {
      // Updates so large that what they lead to is far worse than the start.
      for (const view of layoutOf(rule.spec).parameters)
        if (view.role === 'outputScale') rule.parameters.fill(scale, view.offset, view.offset + view.size);
    }
    // Step sizes that tell agents and inner steps apart.
    for (const view of layoutOf(rule.spec).parameters)
      for (let i = 0; view.role === 'stepSizes' && i < view.size; i++)
        rule.parameters[view.offset + i] = 1 + 5 * Math.sin(i);
    const tensors = tf.memory().numTensors;
    const [stock, fused] = [stockTrainer(rule), wasmTrainer(rule, [])];
    for (let i = 0; i < 4; i++) {
      const [a, b] = [await stock.step(), await fused.step()];
      expect(disagreement([b.metaLoss, ...b.heldOut], [a.metaLoss, ...a.heldOut], 1e-4)).toBeLessThanOrEqual(1);
    }
    stock.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('go on from a snapshot exactly, warm-ups included', async () => {
    const rule = await freshRule(tinySpec({}, { warmUpSteps: 3, taskNormLimit: 2, shortestHorizon: 1 }));
    const whole = wasmTrainer(rule, []);
    for (let i = 0; i < 3; i++) await whole.step();
    const resumed = wasmTrainer(await whole.snapshot(), [port()]);
    for (let i = 0; i < 3; i++) expect(await resumed.step()).toEqual(await whole.step());
    expect(await resumed.parameters()).toEqual(await whole.parameters());
    resumed.dispose();
  });

  it('keep their memory over 1,000 meta-steps', { timeout: 60_000 }, async () => {
    const trainer = wasmTrainer(await freshRule(tinySpec()), []);
    await trainer.step();
    const bytes = trainer.peakBytes();
    for (let i = 0; i < 1000; i++) await trainer.step();
    expect(trainer.peakBytes()).toBe(bytes);
  });

  it('refuse more memory than wasm can address', async () => {
    const module = await KernelModule.load(false);
    expect(() => module.take(2 ** 33)).toThrow('more than WebAssembly can address');
  });
});
