// In which respects a probe lies outside what its rule was trained on, and which of its fields a task family has.

import { familyOf } from '../tasks/families.ts';
import { OWN_FIELDS } from '../tasks/family.ts';
import { interventionsFault } from './interventions.ts';
import { networkDifferences, probedNetwork, probedSpec, sameLayers } from './otherNetwork.ts';
import type { ExperimentSpec, LayerSpec, ProbeSpec, Range } from './types.ts';
import { layersFault } from './validate.ts';

const within = (value: number, [low, high]: Range) => value >= low - 1e-9 && value <= high + 1e-9;
const upTo = ([low, high]: Range) => `${low} to ${Number(high.toFixed(2))}`;

function without(probe: ProbeSpec, field: keyof ProbeSpec): ProbeSpec {
  const { [field]: _left, ...rest } = probe;
  return rest as ProbeSpec; // only fields that may be missing are left out
}

const isOwn = ({ network }: ExperimentSpec, layers: readonly LayerSpec[]) => sameLayers(network.layers, layers);

/**
 * The part of a probe that the task family, the rule and the network have: noise, a drawn curve and own points need a
 * target over x, other layers a rule that runs on them, interventions the agents they name.
 */
export function probeFor(spec: ExperimentSpec, probe: ProbeSpec): ProbeSpec {
  const { ownFields } = familyOf(spec.task);
  const lacks: (keyof ProbeSpec)[] = OWN_FIELDS.filter((field) => !ownFields.includes(field));
  if (probe.layers !== undefined && (isOwn(spec, probe.layers) || layersFault(spec, probe) !== undefined))
    lacks.push('layers');
  const kept = lacks.reduce<ProbeSpec>(without, probe);
  const fault = interventionsFault(probedSpec(spec, kept), kept.interventions);
  return fault === undefined ? kept : without(kept, 'interventions');
}

/** Points that a hand set beside the curve or beyond the x range, over the steps adapted. */
function supportOutside({ task, recipe }: ExperimentSpec, { support = [], steps }: ProbeSpec): string[] {
  const seen = support.filter(({ step }) => step <= steps);
  const points = seen.flatMap((own) => own.points);
  const sizes = seen.some((own) => own.points.length !== recipe.batch);
  return [
    ...(points.some(([, offset]) => Math.abs(offset) > 1e-6) ? ['points off the curve (trained on points of it)'] : []),
    ...(points.some(([x]) => !within(x, task.x)) ? [`x (trained on ${upTo(task.x)})`] : []),
    ...(sizes ? [`batch size (trained on ${recipe.batch})`] : []),
  ];
}

/**
 * Every respect in which the probe lies outside the training range, each in words; empty when it lies within. Tasks drawn
 * from a seed lie within by construction.
 */
export function outsideTraining(spec: ExperimentSpec, asked: ProbeSpec): readonly string[] {
  const probe = probeFor(spec, asked);
  const { task } = spec;
  const { amplitude, phase, frequency = 1, noise = 0, curve } = probe;
  const beyond: string[] = [];
  if (curve !== undefined) beyond.push('free curve (trained on sinusoids)');
  else {
    if (amplitude !== undefined && !within(amplitude, task.amplitude))
      beyond.push(`amplitude (trained on ${upTo(task.amplitude)})`);
    if (phase !== undefined && !within(phase, task.phase)) beyond.push(`phase (trained on ${upTo(task.phase)})`);
    if (frequency !== 1) beyond.push('frequency (trained on 1)');
  }
  if (noise > 0) beyond.push('noise (trained without)');
  const network = networkDifferences(spec.network, probedNetwork(spec, probe));
  return [...beyond, ...supportOutside(spec, probe), ...network.map(({ is, was }) => `${is} (trained on ${was})`)];
}
