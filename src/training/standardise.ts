// Sets the standardisers from initial minibatches, then they are frozen. maths.md section 5.

import * as tf from '@tensorflow/tfjs-core';
import { rngFrom } from '../lib/rng.ts';
import { innerStep, type InnerStepContext, type Standardise } from '../mplp/innerStep.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import type { AgentGroup, RuleLayout } from '../experiment/layout.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { batchTensors, startOf } from './data.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { drawTasks } from './draw.ts';
import { tasksTogether } from './memory.ts';

const SMALLEST_SD = 1e-5;
/** Tasks of one minibatch at most: all are computed at once. */
const MOST_TASKS = 16;

/** One number measured in one minibatch: the parameter it sets, and which of its entries. */
interface Measured {
  readonly name: string;
  readonly entry: number;
  readonly value: tf.Tensor;
}

/** Shift = -mean and scale = 1/sd of what each group receives, used at once so that later groups hear realistic messages. */
function measuring(into: Measured[]): Standardise {
  return (group, parts) =>
    parts.map((part, entry) => {
      const { mean, variance } = tf.moments(part);
      const sd = tf.sqrt(variance);
      const scale = tf.where(tf.less(sd, SMALLEST_SD), tf.onesLike(sd), tf.div(1, tf.maximum(sd, SMALLEST_SD)));
      const shift = tf.neg(mean);
      into.push(
        { name: `${group.standardiser}.shift`, entry, value: shift },
        { name: `${group.standardiser}.scale`, entry, value: scale },
      );
      return tf.mul(tf.add(part, shift), scale);
    });
}

function measureMinibatch(spec: ExperimentSpec, layout: RuleLayout, flat: tf.Tensor, index: number): Measured[] {
  const measured: Measured[] = [];
  const parameters = namedViews(layout, splitViews(layout, flat));
  const byId = new Map<string, AgentGroup>(layout.groups.map((group) => [group.id, group]));
  const base = contextOf(spec, layout, parameters, {
    agents(group, part, value) {
      const output = byId.get(group)?.output;
      if (part === 'raw' && output !== undefined && spec.rule.centreOutputs)
        measured.push({ name: `${output}.mean`, entry: 0, value: tf.mean(value) });
    },
  });
  const context: InnerStepContext = spec.rule.standardiseInputs ? { ...base, standardise: measuring(measured) } : base;
  const tasks = tasksTogether(spec, Math.min(spec.recipe.tasks, MOST_TASKS));
  const streams = Array.from({ length: tasks }, (_, t) => rngFrom(spec.seeds.rule, 'standardise', index, t));
  const drawn = drawTasks(spec, layout.groups, streams, { steps: 1, heldOut: 1 });
  const { input, target } = batchTensors(spec.network, drawn.tasks, drawn.support[0]!);
  innerStep(context, startOf(spec, layout.groups, drawn, parameters), input, target);
  return measured;
}

/**
 * Fresh parameters with their standardisers and output centres set from `recipe.standardiserBatches` minibatches,
 * averaged over them and over the layers that share them.
 *
 * @param flat fresh parameters [P]; not changed.
 * @returns a new flat vector [P].
 */
export async function withStandardisers(
  spec: ExperimentSpec,
  layout: RuleLayout,
  flat: Float32Array,
): Promise<Float32Array> {
  if (!isLearned(spec.rule)) return flat.slice();
  await prepareTasks(spec.task);
  const sums = new Map<string, { sum: number; count: number }>();
  for (let index = 0; index < spec.recipe.standardiserBatches; index++) {
    let names: string[] = [];
    const packed = tf.tidy(() => {
      const measured = measureMinibatch(spec, layout, tf.tensor1d(flat), index);
      names = measured.map(({ name, entry }) => `${name}/${entry}`);
      return measured.length === 0 ? tf.zeros([1]) : tf.stack(measured.map(({ value }) => tf.reshape(value, [])));
    });
    const values = await packed.data();
    packed.dispose();
    names.forEach((name, i) => {
      const entry = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: entry.sum + values[i]!, count: entry.count + 1 });
    });
  }
  const result = flat.slice();
  for (const view of layout.parameters) {
    for (let entry = 0; entry < view.size; entry++) {
      const found = sums.get(`${view.name}/${entry}`);
      if (found !== undefined) result[view.offset + entry] = found.sum / found.count;
    }
  }
  return result;
}
