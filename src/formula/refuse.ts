// Refusals of formulas in an experiment and in interventions, with line and column.

import { placesOf } from '../experiment/interventions.ts';
import { probedNetwork } from '../experiment/otherNetwork.ts';
import type { ExperimentSpec, Intervention, ProbeSpec } from '../experiment/types.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { faultText, parseFormula } from './parse.ts';

/** The spec again where its formula, if it has one, can be read. */
export function refuseFormula(spec: ExperimentSpec): Result<ExperimentSpec> {
  if (spec.rule.formula === undefined) return success(spec);
  const parsed = parseFormula(spec.rule.formula, spec.network);
  return parsed.ok ? success(spec) : failure('rule.formula', `rule.formula, ${faultText(parsed.fault)}`);
}

type Shape = Pick<ExperimentSpec, 'network' | 'rule'>;

const kindsAt = (shape: Shape, { at }: Intervention) => [
  ...new Set(at.flatMap((each) => placesOf(shape, each)).map(({ group }) => group.kind)),
];

/** The probe again where the formulas of its interventions can be read, and say what the agents they are for do. */
export function refuseProbeFormulas(probe: ProbeSpec, spec: Shape): Result<ProbeSpec> {
  const network = probedNetwork(spec, probe);
  for (const [i, one] of (probe.interventions ?? []).entries()) {
    if (one.formula === undefined) continue;
    const parsed = parseFormula(one.formula, network, kindsAt({ ...spec, network }, one));
    const where = `interventions.${i}.formula`;
    if (!parsed.ok) return failure(where, `${where}, ${faultText(parsed.fault)}`);
  }
  return success(probe);
}
