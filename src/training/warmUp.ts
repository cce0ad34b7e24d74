// Inner steps before those that are scored, with stock operations.

import * as tf from '@tensorflow/tfjs-core';
import type { RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { innerStep, tidied, type InnerState } from '../mplp/innerStep.ts';
import { forward, lossOf } from '../mplp/network.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { MOST_WARM_UP_LOSS } from '../numbers/warmUp.ts';
import { batchTensors, startOf } from './data.ts';
import type { DrawnTasks } from './draw.ts';

function dispose({ network, carries }: InnerState): void {
  tf.dispose([...network.values()].flatMap(({ weight, bias }) => [weight, bias]));
  tf.dispose([...carries.values()]);
}

/**
 * Takes one task through its warm-up, whose gradient is not followed. A state far worse than the start is not entered:
 * a step like the one that led there is the first to be scored instead.
 *
 * @param flat the rule [P]. @param drawn one task. @param steps batches of its support points to take.
 * @returns the state to score from, owned by the caller until `dispose`; undefined where that is the start itself.
 */
export async function warmedUp(
  spec: ExperimentSpec,
  layout: RuleLayout,
  flat: tf.Tensor,
  drawn: DrawnTasks,
  steps: number,
): Promise<{ readonly state: InnerState; dispose(): void } | undefined> {
  const { network } = spec;
  let state: InnerState | undefined;
  let limit: number | undefined;
  for (const points of drawn.support.slice(0, steps)) {
    const before = state;
    const { state: after, kept } = tidied(() => {
      const parameters = namedViews(layout, splitViews(layout, flat));
      const { input, target } = batchTensors(network, drawn.tasks, points);
      const lossAt = (at: InnerState) =>
        tf.mean(lossOf(network.loss, forward(network, at.network, input), target).loss);
      const from = before ?? startOf(spec, layout.groups, drawn, parameters);
      const next = innerStep(contextOf(spec, layout, parameters), from, input, target).state;
      return { state: next, kept: [tf.stack([lossAt(from), lossAt(next)])] };
    });
    const [first = NaN, then = NaN] = await kept[0]!.data();
    tf.dispose([...kept]);
    limit ??= MOST_WARM_UP_LOSS * first;
    const entered = then <= limit;
    if (!entered) {
      dispose(after);
      break;
    }
    if (before !== undefined) dispose(before);
    state = after;
  }
  const reached = state;
  return reached && { state: reached, dispose: () => dispose(reached) };
}
