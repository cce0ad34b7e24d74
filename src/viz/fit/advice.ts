// What to try where a rule does badly on the task on show.

import { outsideTraining } from '../../experiment/outside.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import { grouped, lossText } from '../common/format.ts';
import type { Measured } from './laneStyle.ts';

/** A loss so many times the mean over many tasks is no luck of the draw. */
const FAR = 10;

/** What brings this adaptation nearer to what the rule is good at. */
function toTry(losses: readonly number[], trained: number, spec: ExperimentSpec, probe: ProbeSpec): string {
  const { innerSteps } = spec.recipe;
  if (probe.interventions !== undefined) return 'the intact rule';
  if (probe.steps > innerSteps && (losses[innerSteps] ?? NaN) <= FAR * trained)
    return `${innerSteps} inner steps, for which it was trained`;
  if (outsideTraining(spec, probe).length > 0) return 'what it was trained on, or train a rule for this';
  return probe.steps < innerSteps ? `${innerSteps} inner steps` : 'another task: this one is hard for it';
}

/**
 * One sentence where the rule ends far above its own mean; undefined where it does not, or nothing was measured.
 *
 * @param losses [steps + 1] on this task.
 * @param measured the rule's evaluation on its own network and tasks.
 * @param spec the rule's own.
 */
export function adviceOf(
  losses: readonly number[],
  measured: Measured | undefined,
  spec: ExperimentSpec,
  probe: ProbeSpec,
): string | undefined {
  if (measured === undefined) return undefined;
  const last = measured.meanLoss.length - 1;
  const steps = losses.length - 1;
  const mean = measured.meanLoss[Math.min(steps, last)] ?? NaN;
  const now = losses[steps] ?? NaN;
  if (now <= FAR * mean || Number.isNaN(mean)) return undefined;
  const tasks = `${lossText(mean)} on ${grouped(measured.tasks)} tasks of its own`;
  return `${Number.isFinite(now) ? `Loss ${lossText(now)}` : 'No loss that is a number'} here, ${tasks}: try ${toTry(losses, mean, spec, probe)}.`;
}
