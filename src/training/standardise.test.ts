import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { rngFrom } from '../lib/rng.ts';
import { unwrap } from '../lib/result.ts';
import { innerStep } from '../mplp/innerStep.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { layoutOf } from '../experiment/layout.ts';
import type { RuleSpec } from '../experiment/types.ts';
import { batchTensors, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { withStandardisers } from './standardise.ts';
import { tinySpec } from './testing/tiny.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
});

const prepared = async (rule: Partial<RuleSpec> = {}) => {
  const spec = tinySpec(rule, { standardiserBatches: 1, tasks: 8, batch: 8 });
  const layout = layoutOf(spec);
  return { spec, layout, flat: await withStandardisers(spec, layout, freshParameters(spec, layout)) };
};

describe('withStandardisers', () => {
  it('gives every input kind mean 0 and sd 1, and updates mean 0, on the minibatch it was set from', async () => {
    const { spec, layout, flat } = await prepared();
    tf.tidy(() => {
      const parameters = namedViews(layout, splitViews(layout, tf.tensor1d(flat)));
      const streams = Array.from({ length: spec.recipe.tasks }, (_, t) =>
        rngFrom(spec.seeds.rule, 'standardise', 0, t),
      );
      const drawn = drawTasks(spec, layout.groups, streams, { steps: 1, heldOut: 1 });
      const updates: number[] = [];
      const base = contextOf(spec, layout, parameters, {
        agents(_group, part, value) {
          if (part === 'update') updates.push(tf.mean(value).dataSync()[0]!);
        },
      });
      let checked = 0;
      const context = {
        ...base,
        standardise: (group: (typeof layout.groups)[number], parts: readonly tf.Tensor[]) => {
          const result = base.standardise(group, parts);
          for (const part of result) {
            const { mean, variance } = tf.moments(part);
            expect(Math.abs(mean.dataSync()[0]!), group.id).toBeLessThan(1e-4);
            // A constant input (fresh biases) keeps scale 1 and sd 0.
            const sd = Math.sqrt(variance.dataSync()[0]!);
            expect(Math.min(Math.abs(sd - 1), sd), group.id).toBeLessThan(1e-3);
            if (Math.abs(sd - 1) < 1e-3) checked++;
          }
          return result;
        },
      };
      const { input, target } = batchTensors(spec.network, drawn.tasks, drawn.support[0]!);
      innerStep(context, startOf(spec, layout.groups, drawn, parameters), input, target);
      expect(checked).toBeGreaterThan(10);
      for (const update of updates) expect(Math.abs(update)).toBeLessThan(1e-6);
    });
  });

  it.each(['none', 'rulesAndStandardisers'] as const)(
    'averages over minibatches of different tasks, and over the layers that share one (%s)',
    async (sharing) => {
      const minibatches = 3;
      const spec = tinySpec({ sharing }, { standardiserBatches: minibatches, tasks: 4, batch: 6 });
      const layout = layoutOf(spec);
      const fresh = freshParameters(spec, layout);
      const flat = await withStandardisers(spec, layout, fresh);
      // What the weights of every layer receive as x in each minibatch: no standardiser has a part in it.
      const measured = new Map<string, { shift: number; scale: number }[]>();
      for (let index = 0; index < minibatches; index++) {
        const streams = Array.from({ length: 4 }, (_, t) => rngFrom(spec.seeds.rule, 'standardise', index, t));
        const drawn = drawTasks(spec, layout.groups, streams, { steps: 1, heldOut: 1 });
        tf.tidy(() => {
          const parameters = namedViews(layout, splitViews(layout, tf.tensor1d(fresh)));
          const { input, target } = batchTensors(spec.network, drawn.tasks, drawn.support[0]!);
          const agents = (id: string, part: string, value: tf.Tensor) => {
            const group = layout.groups.find((one) => one.id === id)!;
            if (part !== 'state' || group.kind !== 'weight') return;
            const { mean, variance } = tf.moments(value);
            const sd = Math.sqrt(variance.dataSync()[0]!);
            const own = measured.get(group.standardiser) ?? [];
            measured.set(group.standardiser, [...own, { shift: -mean.dataSync()[0]!, scale: sd < 1e-5 ? 1 : 1 / sd }]);
          };
          const context = contextOf(spec, layout, parameters, { agents });
          innerStep(context, startOf(spec, layout.groups, drawn, parameters), input, target);
        });
      }
      expect(measured.size).toBe(sharing === 'none' ? 3 : 1);
      for (const [name, all] of measured) {
        // Message, parameter, x.
        const third = (what: 'shift' | 'scale') =>
          flat[layout.parameters.find((view) => view.name === `${name}.${what}`)!.offset + 2]!;
        const mean = (what: 'shift' | 'scale') => all.reduce((sum, one) => sum + one[what], 0) / all.length;
        expect(third('shift') / mean('shift'), name).toBeCloseTo(1, 4);
        expect(third('scale') / mean('scale'), name).toBeCloseTo(1, 4);
        // Other tasks in every minibatch.
        expect(new Set(all.map(({ shift }) => shift)).size).toBe(all.length);
      }
    },
  );

  it('leaves shift 0, scale 1 and centre 0 where they are switched off', async () => {
    const { layout, flat } = await prepared({ standardiseInputs: false, centreOutputs: false });
    for (const view of layout.parameters) {
      const values = [...flat.slice(view.offset, view.offset + view.size)];
      if (view.role === 'standardiser') expect(new Set(values)).toEqual(new Set([view.name.endsWith('scale') ? 1 : 0]));
      if (view.role === 'outputMean') expect(values).toEqual([0]);
    }
  });

  it('starts output scales at a fifth of the weight sd', async () => {
    const { layout, flat } = await prepared();
    const scales = layout.parameters.filter((view) => view.role === 'outputScale');
    expect(scales).toHaveLength(6);
    for (const view of scales) expect(flat[view.offset]).toBeCloseTo(0.01, 7);
  });
});
