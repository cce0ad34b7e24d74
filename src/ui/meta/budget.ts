// From the form's fields to a budget and a spec.

import type { Budget } from '../../record/run.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import { specFault } from '../../experiment/validate.ts';

export interface BudgetFields {
  readonly metaSteps: number | undefined;
  readonly minutes: number | undefined;
  readonly heldOutBelow: number | undefined;
}

/** Empty fields set no limit. */
export function budgetOf({ metaSteps, minutes, heldOutBelow }: BudgetFields): Budget {
  return {
    ...(metaSteps === undefined ? {} : { metaSteps }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(heldOutBelow === undefined ? {} : { heldOutBelow }),
  };
}

/** With so many tasks a meta-step; the learning-rate schedule is laid out for the meta-steps asked for. */
export function runSpec(spec: ExperimentSpec, { metaSteps }: Budget, tasks = spec.recipe.tasks): ExperimentSpec {
  return { ...spec, recipe: { ...spec.recipe, tasks, metaSteps: metaSteps ?? spec.recipe.metaSteps } };
}

/** On the network that the probe on show asks for, where the task of `spec` has its inputs and outputs. */
export function onNetworkShown(spec: ExperimentSpec, probe: ProbeSpec): ExperimentSpec {
  const shown = probedSpec(spec, probe);
  return specFault(shown) === undefined ? shown : spec;
}

/** Whether a recipe asks for what of the kernels only those of wasm can: each task's gradient by itself. */
export function needsWasm({ recipe }: ExperimentSpec): boolean {
  return recipe.warmUpSteps > 0 || recipe.taskNormLimit > 0;
}

/** The same experiment without what of the kernels only those of wasm can. */
export function withoutWasm(spec: ExperimentSpec): ExperimentSpec {
  return needsWasm(spec) ? { ...spec, recipe: { ...spec.recipe, warmUpSteps: 0, taskNormLimit: 0 } } : spec;
}

/**
 * How a rule goes on: within its schedule exactly as before; past its end, where a cosine has run out of rate, at a
 * steady tenth of the peak rate.
 */
export function continuedSpec(spec: ExperimentSpec, metaStepsDone: number): ExperimentSpec {
  const { recipe } = spec;
  if (recipe.schedule === 'constant' || metaStepsDone < recipe.metaSteps) return spec;
  return { ...spec, recipe: { ...recipe, schedule: 'constant', learningRate: recipe.learningRate / 10 } };
}
