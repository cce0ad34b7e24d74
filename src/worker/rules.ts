// The rule a session works with: read from a file's bytes, or made afresh.

import { decodeCheckpoint } from '../checkpoints/format.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { RuleInfo, RuleSource } from '../protocol/messages.ts';
import { refuseForContinuing } from '../experiment/diff.ts';
import type { Result } from '../lib/result.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import { refuseFormula, refuseProbeFormulas } from '../formula/refuse.ts';
import { formulaTitle } from '../formula/fields.ts';
import { refuseForTraining, validateProbe, validateSpec } from '../experiment/validate.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { continuedUnder } from '../mplp/fresh.ts';
import { refuseTooLarge, type Work } from '../training/memory.ts';
import { freshRule } from '../training/trainer.ts';

/** A rule and what to call it. */
export interface NamedRule {
  readonly rule: RuleCheckpoint;
  readonly label: string;
  readonly shippedId?: string;
}

/** A request that cannot be carried out, in words for the person who made it. */
export class RefusedRequest extends Error {
  readonly where: string;
  constructor(where: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.where = where;
  }
}

/** The value, or the refusal of the request it was for. */
export function accepted<T>(result: Result<T>, where?: string): T {
  if (result.ok) return result.value;
  throw new RefusedRequest(where ?? result.failure.where, result.failure.message);
}

/** A probe that the rule can adapt to. @throws RefusedRequest */
export function checkedProbe(probe: ProbeSpec, spec: ExperimentSpec): ProbeSpec {
  return accepted(refuseProbeFormulas(accepted(validateProbe(probe, spec)), spec));
}

export async function readSource(source: RuleSource): Promise<NamedRule> {
  if (source.from === 'fresh') {
    const spec = accepted(refuseFormula(accepted(refuseTooLarge(accepted(validateSpec(source.spec)), 'adapt'))));
    return { rule: await freshRule(spec), label: isLearned(spec.rule) ? 'Untrained rule' : formulaTitle(spec) };
  }
  const rule = accepted(decodeCheckpoint(source.bytes), source.label);
  accepted(refuseFormula(accepted(refuseTooLarge(rule.spec, 'adapt'))));
  return {
    rule,
    label: source.label,
    ...(source.shippedId === undefined ? {} : { shippedId: source.shippedId }),
  };
}

/** The rule training starts from: a fresh one of `spec`, or the current one under a new recipe. */
export async function trainingStart(
  start: 'scratch' | 'continue',
  spec: ExperimentSpec,
  current: NamedRule | undefined,
  work: Work,
): Promise<NamedRule> {
  const checked = accepted(refuseTooLarge(accepted(refuseForTraining(accepted(validateSpec(spec)))), work));
  if (start === 'scratch')
    return { rule: await freshRule(accepted(refuseTooLarge(checked, 'adapt'))), label: 'Rule trained here' };
  if (current === undefined) throw new RefusedRequest('train', 'there is no rule to continue yet');
  return {
    rule: continuedUnder(current.rule, accepted(refuseForContinuing(current.rule.spec, checked))),
    label: current.shippedId === undefined ? current.label : `${current.label}, trained further here`,
  };
}

export function infoOf({ rule, label, shippedId }: NamedRule): RuleInfo {
  return {
    label,
    spec: rule.spec,
    metaSteps: rule.metaSteps,
    parameters: rule.parameters.length,
    ...(rule.preset === undefined ? {} : { preset: rule.preset }),
    ...(shippedId === undefined ? {} : { shippedId }),
  };
}
