// The one gate for specs from outside: links, files, the spec panel. Every field has a line in a table;
// rules across fields follow it.

import {
  checked,
  flag,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  pairOf,
  parse,
  textUpTo,
  variantOf,
  wholeFrom,
  withBefore,
  type Fault,
} from '../lib/schema.ts';
import { failure, success, type Result } from '../lib/result.ts';
import {
  ACTIVATIONS,
  AGGREGATIONS,
  LEARNER_ACTIVATIONS,
  LOSSES,
  MOST_BATCH,
  MOST_FORMULA,
  MOST_INNER_STEPS,
  MOST_TASKS,
  SCHEDULES,
  SHARINGS,
  type ExperimentSpec,
  type LayerSpec,
  type NetworkSpec,
  type OwnSupport,
  type ProbeSpec,
  type RecipeSpec,
  type RuleSpec,
  type SeedSpec,
  type TaskSpec,
} from './types.ts';
import { interventionsFault, interventionsSchema } from './interventions.ts';
import { onNetwork, probedNetwork, probedSpec } from './otherNetwork.ts';
import { LARGEST_AMPLITUDE, LARGEST_PHASE } from '../tasks/curve.ts';
import { FAMILIES, familiesWith, familyOf } from '../tasks/families.ts';
import { OWN_FIELDS } from '../tasks/family.ts';

const MOST_DENSE = 8;
const MOST_LAYERS = 24;
const LARGEST_SEED = 2 ** 31 - 1;
const LARGEST_FREQUENCY = 4;
export const LARGEST_NOISE = 1;
/** Heights of a curve drawn by hand. */
const MOST_HEIGHTS = 101;
/** Support points of one inner step set by hand. */
export const MOST_POINTS = 40;

const seed = wholeFrom(0, LARGEST_SEED);
const units = wholeFrom(1, 512);
const learnerUnits = wholeFrom(1, 256);
const lossWeight = numberFrom(0, 10);

export const taskSchema = variantOf<TaskSpec>({
  sinusoid: FAMILIES.sinusoid.schema,
  boundary: FAMILIES.boundary.schema,
});

type Layer<K extends LayerSpec['kind']> = Extract<LayerSpec, { kind: K }>;
const layer = variantOf<LayerSpec>({
  dense: objectOf<Layer<'dense'>>({ kind: oneOf(['dense']), units }),
  activation: objectOf<Layer<'activation'>>({ kind: oneOf(['activation']), name: oneOf(ACTIVATIONS) }),
  softmax: objectOf<Layer<'softmax'>>({ kind: oneOf(['softmax']) }),
});

export const layersSchema = listOf(layer, 1, MOST_LAYERS);

export const networkSchema = objectOf<NetworkSpec>({
  inputs: units,
  layers: layersSchema,
  loss: oneOf(LOSSES),
  weightSd: numberFrom(0, 10, 'above'),
});

/** The settings of a rule, field by field. */
export const ruleSchema = objectOf<RuleSpec>(
  {
    stateful: flag,
    messageSize: wholeFrom(1, 64),
    hiddenSize: wholeFrom(0, 64),
    learnerHidden: pairOf(learnerUnits),
    learnerActivation: oneOf(LEARNER_ACTIVATIONS),
    sharing: oneOf(SHARINGS),
    aggregation: oneOf(AGGREGATIONS),
    standardiseInputs: flag,
    centreOutputs: flag,
    learnOutputScale: flag,
    formula: textUpTo(MOST_FORMULA),
  },
  ['formula'],
);

const recipeFields = objectOf<RecipeSpec>({
  innerSteps: wholeFrom(1, MOST_INNER_STEPS),
  shortestHorizon: wholeFrom(0, MOST_INNER_STEPS),
  warmUpSteps: wholeFrom(0, 1000),
  lengthenFrom: wholeFrom(0, 1_000_000),
  batch: wholeFrom(1, MOST_BATCH),
  sameSupport: flag,
  tasks: wholeFrom(1, MOST_TASKS),
  heldOutPoints: wholeFrom(1, 1000),
  hintWeight: lossWeight,
  heldOutWeight: lossWeight,
  heldOutEveryStep: flag,
  learnedPrior: flag,
  ownStepSizes: wholeFrom(0, MOST_INNER_STEPS),
  learningRate: numberFrom(0, 1, 'above'),
  schedule: oneOf(SCHEDULES),
  metaSteps: wholeFrom(1, 1_000_000),
  unitNorm: flag,
  taskNormLimit: numberFrom(0, 1000),
  outputScaleRate: numberFrom(0, 100),
  standardiserBatches: wholeFrom(1, 256),
});
/** What checkpoints and links from before a field existed mean. */
const BEFORE = {
  shortestHorizon: 0,
  warmUpSteps: 0,
  lengthenFrom: 0,
  taskNormLimit: 0,
  sameSupport: false,
  ownStepSizes: 0,
};

const fields = objectOf<ExperimentSpec>({
  task: taskSchema,
  network: networkSchema,
  rule: ruleSchema,
  recipe: withBefore(recipeFields, BEFORE),
  seeds: objectOf<SeedSpec>({ rule: seed, training: seed }),
});

const probe = objectOf<ProbeSpec>(
  {
    taskSeed: seed,
    networkSeed: seed,
    steps: wholeFrom(1, MOST_INNER_STEPS),
    amplitude: numberFrom(-LARGEST_AMPLITUDE, LARGEST_AMPLITUDE),
    phase: numberFrom(-LARGEST_PHASE, LARGEST_PHASE),
    frequency: numberFrom(0, LARGEST_FREQUENCY),
    noise: numberFrom(0, LARGEST_NOISE),
    curve: listOf(numberFrom(-LARGEST_AMPLITUDE, LARGEST_AMPLITUDE), 2, MOST_HEIGHTS),
    support: listOf(
      objectOf<OwnSupport>({
        step: wholeFrom(1, MOST_INNER_STEPS),
        points: listOf(pairOf(numberFrom(-100, 100)), 1, MOST_POINTS),
      }),
      1,
      100,
    ),
    layers: layersSchema,
    interventions: interventionsSchema,
  },
  ['amplitude', 'phase', 'frequency', 'noise', 'curve', 'support', 'layers', 'interventions'],
);

/** What is set by hand only where the target is a line over x, and each step's points once. */
function ownFault(probe: ProbeSpec, { task: { kind } }: ExperimentSpec): Fault | undefined {
  const { ownFields } = familyOf({ kind });
  const set = OWN_FIELDS.find((field) => probe[field] !== undefined && !ownFields.includes(field));
  if (set !== undefined)
    return { at: set, says: `is set; allowed: for the ${familiesWith(set).join(' and ')} task only` };
  const steps = probe.support?.map(({ step }) => step) ?? [];
  if (new Set(steps).size === steps.length) return undefined;
  return { at: 'support', says: 'names an inner step twice; allowed: each once' };
}

function denseFault({ network: { layers } }: ExperimentSpec): Fault | undefined {
  const dense = layers.filter((entry) => entry.kind === 'dense').length;
  if (dense >= 1 && dense <= MOST_DENSE) return undefined;
  return { at: 'network.layers', says: `has ${dense} dense layers; allowed: 1 to ${MOST_DENSE}` };
}

function softmaxFault({ network: { layers, loss } }: ExperimentSpec): Fault | undefined {
  const index = layers.findIndex((entry) => entry.kind === 'softmax');
  if (index < 0) return undefined;
  const at = `network.layers.${index}`;
  if (index < layers.length - 1) return { at, says: 'is a softmax; allowed: as the last layer only' };
  if (loss === 'crossEntropy') return undefined;
  return { at, says: `is a softmax; allowed: with network.loss crossEntropy only, not ${loss}` };
}

function crossEntropyFault({ network: { layers, loss } }: ExperimentSpec): Fault | undefined {
  const last = layers.at(-1);
  const positive = last?.kind === 'softmax' || (last?.kind === 'activation' && last.name === 'sigmoid');
  if (loss !== 'crossEntropy' || positive) return undefined;
  return { at: 'network.loss', says: notAllowed(loss, 'where the last layer is softmax or sigmoid') };
}

function taskFault({ task: { kind }, network: { inputs, layers, loss } }: ExperimentSpec): Fault | undefined {
  const { ports, loss: only } = familyOf({ kind });
  if (inputs !== ports.inputs) {
    return { at: 'network.inputs', says: notAllowed(inputs, `${ports.inputs} for the ${kind} task`) };
  }
  const index = layers.map((entry) => entry.kind).lastIndexOf('dense');
  const last = layers[index];
  if (last?.kind === 'dense' && last.units !== ports.outputs) {
    const says = notAllowed(last.units, `${ports.outputs} for the output of the ${kind} task`);
    return { at: `network.layers.${index}.units`, says };
  }
  if (only === undefined || loss === only) return undefined;
  return { at: 'network.loss', says: notAllowed(loss, `"${only}" for the ${kind} task`) };
}

function horizonFault({ recipe: { innerSteps, shortestHorizon } }: ExperimentSpec): Fault | undefined {
  if (shortestHorizon <= innerSteps) return undefined;
  return { at: 'recipe.shortestHorizon', says: notAllowed(shortestHorizon, `0 to recipe.innerSteps, ${innerSteps}`) };
}

/** A formula is not learned and takes everything as it is. Its text is judged where it is read. */
function formulaFault({ rule, recipe }: ExperimentSpec): Fault | undefined {
  if (rule.formula === undefined) return undefined;
  const without = ['stateful', 'standardiseInputs', 'centreOutputs', 'learnOutputScale'] as const;
  const set = without.find((field) => rule[field]);
  if (set !== undefined) return { at: `rule.${set}`, says: notAllowed(true, 'false where rule.formula is set') };
  if (recipe.learnedPrior)
    return { at: 'recipe.learnedPrior', says: notAllowed(true, 'false where rule.formula is set') };
  if (recipe.ownStepSizes === 0) return undefined;
  return { at: 'recipe.ownStepSizes', says: notAllowed(recipe.ownStepSizes, '0 where rule.formula is set') };
}

/** What does not hold across the fields of a spec, each of which is valid. */
export function specFault(spec: ExperimentSpec): Fault | undefined {
  return (
    horizonFault(spec) ??
    denseFault(spec) ??
    softmaxFault(spec) ??
    crossEntropyFault(spec) ??
    taskFault(spec) ??
    formulaFault(spec)
  );
}

/** Why the rule cannot run on the layers that a probe brings. */
export function layersFault(spec: ExperimentSpec, probe: ProbeSpec): Fault | undefined {
  if (probe.layers === undefined) return undefined;
  const network = probedNetwork(spec, probe);
  const fault = specFault({ ...spec, network });
  if (fault !== undefined) return { ...fault, at: fault.at.replace('network.', '') };
  const moved = onNetwork(spec, network);
  return moved.ok ? undefined : { at: 'layers', says: `cannot be run on: ${moved.failure.message}` };
}

/** An experiment, checked as `validateSpec` does. */
export const experimentSchema = checked(fields, specFault);

/**
 * An experiment spec from outside, checked field by field and across fields. A `step` activation passes (it serves
 * evaluation); `refuseForTraining` refuses it.
 *
 * @param value anything, for example parsed JSON.
 * @returns a fresh copy, or the first refusal: field path, value, and what is allowed.
 */
export function validateSpec(value: unknown): Result<ExperimentSpec> {
  return parse(experimentSchema, value);
}

/**
 * The spec again if it can be meta-trained: no `step` activation (its gradient is zero, maths.md section 1), and a
 * meta-loss that is not zero throughout.
 *
 * @param spec a valid spec.
 */
export function refuseForTraining(spec: ExperimentSpec): Result<ExperimentSpec> {
  if (spec.rule.formula !== undefined)
    return failure(
      'rule.formula',
      'rule.formula is set, and a formula has nothing to train; allowed in training: none',
    );
  const step = spec.network.layers.findIndex((entry) => entry.kind === 'activation' && entry.name === 'step');
  if (step >= 0) {
    const where = `network.layers.${step}.name`;
    return failure(where, `${where} is "step", which passes no gradient; allowed in training: any other activation`);
  }
  if (spec.recipe.hintWeight === 0 && spec.recipe.heldOutWeight === 0) {
    const where = 'recipe.heldOutWeight';
    return failure(where, `${where} and recipe.hintWeight are both 0; allowed in training: at least one above 0`);
  }
  return success(spec);
}

/**
 * A probe from outside, checked as `validateSpec` does.
 *
 * @param value anything.
 * @param spec the spec it probes; the task family sets what can be set by hand.
 */
export function validateProbe(value: unknown, spec: ExperimentSpec): Result<ProbeSpec> {
  return parse(
    checked(
      probe,
      (fields) => ownFault(fields, spec),
      (fields) => layersFault(spec, fields),
      (fields) => interventionsFault(probedSpec(spec, fields), fields.interventions),
    ),
    value,
    'probe',
  );
}
