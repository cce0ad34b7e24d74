import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { layoutOf } from '../experiment/layout.ts';
import { unwrap } from '../lib/result.ts';
import { innerStep } from '../mplp/innerStep.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { trainingRng } from '../tasks/streams.ts';
import { batchTensors, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';
import { warmedUp } from './warmUp.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
});

/** A rule whose every step is about so large. */
async function ruleOfStepSize(size: number) {
  const { spec, parameters } = await freshRule(tinySpec());
  const layout = layoutOf(spec);
  for (const view of layout.parameters)
    if (view.role === 'outputScale') parameters.fill(size, view.offset, view.offset + view.size);
  return { spec, layout, parameters };
}

it('a warm-up enters states of up to four times the loss it began with, and none beyond', async () => {
  const ratios: number[] = [];
  for (let size = 0.5; size < 6; size += 0.25) {
    const { spec, layout, parameters } = await ruleOfStepSize(size);
    const drawn = drawTasks(spec, layout.groups, [trainingRng(0, 0, 0)], { steps: 1, heldOut: 5 });
    const flat = tf.tensor1d(parameters);
    const ratio = tf.tidy(() => {
      const views = namedViews(layout, splitViews(layout, flat));
      const { input, target } = batchTensors(spec.network, 1, drawn.support[0]!);
      const lossAt = (network: NetworkParameters) =>
        tf.mean(lossOf(spec.network.loss, forward(spec.network, network, input), target).loss).dataSync()[0]!;
      const start = startOf(spec, layout.groups, drawn, views);
      const { state } = innerStep(contextOf(spec, layout, views), start, input, target);
      return lossAt(state.network) / lossAt(start.network);
    });
    const warm = await warmedUp(spec, layout, flat, drawn, 1);
    expect(warm !== undefined, `${ratio} times the loss`).toBe(ratio <= 4);
    ratios.push(ratio);
    warm?.dispose();
    flat.dispose();
  }
  // The limit was met closely from both sides.
  expect(Math.max(...ratios.filter((ratio) => ratio <= 4))).toBeGreaterThan(2);
  expect(Math.min(...ratios.filter((ratio) => ratio > 4))).toBeLessThan(8);
  expect(tf.memory().numTensors).toBe(0);
});
