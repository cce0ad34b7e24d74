// The rule a session works with: read from a file's bytes, or made afresh.

import { decodeCheckpoint } from '../checkpoints/format.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { RuleInfo, RuleSource } from '../protocol/messages.ts';
import { diffSpecs } from '../spec/diff.ts';
import { refuseForTraining, validateSpec } from '../spec/validate.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import { refuseTooLarge } from '../training/memory.ts';
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

export async function readSource(source: RuleSource): Promise<NamedRule> {
  if (source.from === 'fresh') {
    const valid = validateSpec(source.spec);
    const checked = valid.ok ? refuseTooLarge(valid.value, 'adapt') : valid;
    if (!checked.ok) throw new RefusedRequest(checked.failure.where, checked.failure.message);
    return { rule: await freshRule(checked.value), label: 'Untrained rule' };
  }
  const decoded = decodeCheckpoint(source.bytes);
  if (!decoded.ok) throw new RefusedRequest(source.label, decoded.failure.message);
  return {
    rule: decoded.value,
    label: source.label,
    ...(source.shippedId === undefined ? {} : { shippedId: source.shippedId }),
  };
}

/** Settings that make a rule what it is; the rest of a spec may change while it trains. */
const SHAPES_RULE = /^(network|rule)\.|^recipe\.learnedPrior$/;

/** The rule training starts from: a fresh one of `spec`, or the current one under a new recipe. */
export async function trainingStart(
  start: 'scratch' | 'continue',
  spec: ExperimentSpec,
  current: NamedRule | undefined,
): Promise<NamedRule> {
  const valid = validateSpec(spec);
  const trainable = valid.ok ? refuseForTraining(valid.value) : valid;
  const checked = trainable.ok ? refuseTooLarge(trainable.value, 'train') : trainable;
  if (!checked.ok) throw new RefusedRequest(checked.failure.where, checked.failure.message);
  if (start === 'scratch') return { rule: await freshRule(checked.value), label: 'Rule trained here' };
  if (current === undefined) throw new RefusedRequest('train', 'there is no rule to continue yet');
  const changed = diffSpecs(current.rule.spec, checked.value).find(({ field }) => SHAPES_RULE.test(field));
  if (changed !== undefined) {
    throw new RefusedRequest(
      'train',
      `a rule cannot be continued with another ${changed.field}; train from scratch instead`,
    );
  }
  return {
    rule: { ...current.rule, spec: checked.value },
    label: current.shippedId === undefined ? current.label : `${current.label}, trained further here`,
  };
}

export function infoOf({ rule, label, shippedId }: NamedRule): RuleInfo {
  return {
    label,
    spec: rule.spec,
    metaSteps: rule.metaSteps,
    parameters: rule.parameters.length,
    ...(shippedId === undefined ? {} : { shippedId }),
  };
}
