import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { rngFrom } from '../lib/rng.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { layoutOf } from '../experiment/layout.ts';
import { trainingRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { valueAndGradients } from './gradient.ts';
import { metaLoss } from './metaLoss.ts';
import { tinySpec } from './testing/tiny.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
});

describe.each([
  ['stateful', tinySpec({ learnerActivation: 'silu' }, { heldOutEveryStep: true })],
  [
    'stateless with a learned prior, shared rules',
    tinySpec({ stateful: false, sharing: 'rules', learnerActivation: 'tanh' }, { learnedPrior: true, ownStepSizes: 2 }),
  ],
])('meta-gradient: %s', (_, spec) => {
  const layout = layoutOf(spec);
  // Larger weights and scales than a fresh rule's, so that every parameter matters enough for float32 differences.
  const flat = freshParameters(spec, layout).map((value, i) => value + 0.3 * rngFrom('gradient', i).normal());
  const loss = (values: Float32Array, views?: tf.Tensor[]) => {
    const tensors = views ?? splitViews(layout, tf.tensor1d(values));
    const parameters = namedViews(layout, tensors);
    const drawn = drawTasks(
      spec,
      layout.groups,
      [0, 1].map((t) => trainingRng(3, 0, t)),
      { steps: 2, heldOut: 5 },
    );
    return metaLoss(
      contextOf(spec, layout, parameters),
      spec.recipe,
      startOf(spec, layout.groups, drawn, parameters),
      metaBatch(spec, drawn),
    ).total;
  };

  it('agrees with central finite differences along random directions', () => {
    tf.tidy(() => {
      const views = splitViews(layout, tf.tensor1d(flat));
      const { gradients } = valueAndGradients(() => loss(flat, views), views);
      const gradient = gradients.flatMap((g) => [...g.dataSync()]);
      for (let trial = 0; trial < 5; trial++) {
        const rng = rngFrom('direction', trial);
        const direction = flat.map(() => rng.normal());
        const step = 1e-3;
        const at = (sign: number) => loss(flat.map((v, i) => v + sign * step * direction[i]!)).dataSync()[0]!;
        const numeric = (at(1) - at(-1)) / (2 * step);
        const analytic = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
        expect(Math.abs(numeric - analytic)).toBeLessThan(0.02 * Math.abs(analytic) + 1e-4);
      }
    });
  });
});
