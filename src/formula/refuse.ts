// Refusals of formulas in an experiment and in interventions, with line and column.

import { probedNetwork } from '../experiment/otherNetwork.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { faultText, parseFormula } from './parse.ts';

/** The spec again where its formula, if it has one, can be read. */
export function refuseFormula(spec: ExperimentSpec): Result<ExperimentSpec> {
  if (spec.rule.formula === undefined) return success(spec);
  const parsed = parseFormula(spec.rule.formula, spec.network);
  return parsed.ok ? success(spec) : failure('rule.formula', `rule.formula, ${faultText(parsed.fault)}`);
}

/** The probe again where the formulas of its interventions can be read. */
export function refuseProbeFormulas(probe: ProbeSpec, spec: Pick<ExperimentSpec, 'network'>): Result<ProbeSpec> {
  const network = probedNetwork(spec, probe);
  for (const [i, { formula }] of (probe.interventions ?? []).entries()) {
    const parsed = formula === undefined ? undefined : parseFormula(formula, network, 'part');
    const where = `interventions.${i}.formula`;
    if (parsed?.ok === false) return failure(where, `${where}, ${faultText(parsed.fault)}`);
  }
  return success(probe);
}
