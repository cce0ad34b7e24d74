// Why a meta-step was not finite: who was the first to say, ask for or hold what is no number.

import * as tf from '@tensorflow/tfjs-core';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { innerStep, tidied } from '../mplp/innerStep.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { Fault } from '../record/run.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { trainingRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks, type DrawnTasks } from './draw.ts';
import { horizonAt, warmUpAt } from './horizon.ts';

type Place = Omit<Fault, 'task'>;

/** The task as the meta-step draws it, its warm-up in front. */
function drawn(spec: ExperimentSpec, layout: RuleLayout, metaStep: number, task: number): DrawnTasks {
  const steps = warmUpAt(spec, metaStep, task) + horizonAt(spec, metaStep);
  const stream = trainingRng(spec.seeds.training, metaStep, task);
  return drawTasks(spec, layout.groups, [stream], { steps, heldOut: spec.recipe.heldOutPoints });
}

/** Adapts one task. @returns where something is no number, in the order in which it was computed, and whether it is. */
async function placesOf({ spec, parameters }: RuleCheckpoint, layout: RuleLayout, task: DrawnTasks) {
  const places: Place[] = [];
  const packed = tf.tidy(() => {
    const finite: tf.Tensor[] = [];
    const views = namedViews(layout, splitViews(layout, tf.tensor1d(parameters)));
    let state = startOf(spec, layout.groups, task, views);
    metaBatch(spec, task).support.forEach(({ input, target }, i) => {
      const before = finite.length;
      ({ state } = tidied(() => {
        const context = contextOf(spec, layout, views, {
          batch: () => undefined,
          gradients: false,
          agents(group, part, value) {
            places.push({ innerStep: i + 1, group, part });
            finite.push(tf.cast(tf.all(tf.isFinite(value)), 'float32'));
          },
        });
        return { state: innerStep(context, state, input, target).state, kept: finite.slice(before) };
      }));
    });
    return tf.stack(finite);
  });
  const finite = await packed.data();
  packed.dispose();
  return places.filter((_, i) => finite[i] === 0);
}

/**
 * Goes through the meta-step after the rule's last on stock operations, a task at a time.
 *
 * @returns undefined where every task adapts in numbers: then it was the gradient.
 */
export async function firstFault(rule: RuleCheckpoint): Promise<Fault | undefined> {
  const { spec, metaSteps } = rule;
  const layout = layoutOf(spec);
  await prepareTasks(spec.task);
  for (let task = 0; task < spec.recipe.tasks; task++) {
    const [first] = await placesOf(rule, layout, drawn(spec, layout, metaSteps, task));
    if (first !== undefined) return { task, ...first };
  }
  return undefined;
}
