// The kinds of rule, each described once: what it carries, which parameters it has, what it costs. Everything else asks
// the description; only it and what reads and writes settings know the field `stateful`.

import { assert } from '../lib/assert.ts';
import type { RuleSpec } from './types.ts';

export type LearnedKind = 'stateless' | 'stateful';
export type RuleKind = LearnedKind | 'formula';

/** A named tensor of a learner, before it has its place in the flat vector. */
export interface LearnerTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The sizes of a learner: x inputs (message and states), carry channels, whether it proposes an update. */
export interface LearnerSizes {
  readonly inputs: number;
  readonly carry: number;
  readonly ownsParameter: boolean;
}

export interface RuleKindDescription {
  readonly kind: RuleKind;
  /** Keeps something from inner step to inner step. */
  readonly remembers: boolean;
  /** Channels C of an agent's carry; 0 for nothing. maths.md section 3. */
  readonly carry: (rule: RuleSpec, ownsParameter: boolean) => number;
  /** Parameters of one learner, named below it. Eq. 10-12, and maths.md section 4. */
  readonly learner: (rule: RuleSpec, sizes: LearnerSizes) => readonly LearnerTensor[];
  /** Channels a rule gives for each sample and agent: the carry, or raw update (if any) and message. */
  readonly outputs: (rule: RuleSpec, ownsParameter: boolean) => number;
  /** Floats computed for one row beside the hidden layers of both perceptrons. */
  readonly floatsPerRow: (rule: RuleSpec) => number;
}

/** Kernels [in, out] and biases [out] of a perceptron. */
function perceptron(at: string, sizes: readonly number[], lastBias: boolean): LearnerTensor[] {
  return sizes.slice(1).flatMap((columns, i) => {
    const kernel = { name: `${at}.${i}.kernel`, shape: [sizes[i] ?? 0, columns] };
    return i + 2 < sizes.length || lastBias ? [kernel, { name: `${at}.${i}.bias`, shape: [columns] }] : [kernel];
  });
}

const STATELESS: RuleKindDescription = {
  kind: 'stateless',
  remembers: false,
  carry: () => 0,
  learner(rule, { inputs, ownsParameter }) {
    const sizes = (outputs: number) => [inputs, ...rule.learnerHidden, outputs];
    return [
      ...perceptron('message', sizes(rule.messageSize), true),
      ...(ownsParameter ? perceptron('update', sizes(1), true) : []),
    ];
  },
  outputs: (rule, ownsParameter) => rule.messageSize + Number(ownsParameter),
  floatsPerRow: (rule) => 1 + rule.messageSize,
};

const STATEFUL: RuleKindDescription = {
  kind: 'stateful',
  remembers: true,
  // Raw update (if any), the private part of the carry, message.
  carry: (rule, ownsParameter) => Number(ownsParameter) + rule.hiddenSize + rule.messageSize,
  learner(rule, { inputs: x, carry: c }) {
    const leaf = (name: string, shape: readonly number[]) => ({ name: `gru.${name}`, shape });
    return [
      leaf('updateInput', [x, c]),
      leaf('updateCarry', [c, c]),
      leaf('updateBias', [c]),
      leaf('resetInput', [x, c]),
      leaf('resetCarry', [c, c]),
      leaf('resetBias', [c]),
      ...perceptron('gru.nextInput', [x, ...rule.learnerHidden, c], false),
      ...perceptron('gru.nextCarry', [c, ...rule.learnerHidden, c], false),
      leaf('nextBias', [c]),
    ];
  },
  outputs: (rule, ownsParameter) => STATEFUL.carry(rule, ownsParameter),
  floatsPerRow: (rule) => 6 * STATEFUL.carry(rule, true),
};

/** Written by hand, maths.md section 11: nothing to learn, and no kernels. */
const FORMULA: RuleKindDescription = {
  kind: 'formula',
  remembers: false,
  carry: ({ formula = '', messageSize }) => (/^\s*\w+\.carry\s*=/m.test(formula) ? messageSize : 0),
  learner: () => [],
  outputs: (rule, ownsParameter) => rule.messageSize + Number(ownsParameter) + FORMULA.carry(rule, ownsParameter),
  floatsPerRow: (rule) => 8 * rule.messageSize,
};

/** Whether a rule is learned, so that it has parameters to train and kernels that run it. */
export function isLearned({ formula }: Pick<RuleSpec, 'formula'>): boolean {
  return formula === undefined;
}

/** The kind of a learned rule. @throws for a formula. */
export function learnedKind(rule: Pick<RuleSpec, 'stateful' | 'formula'>): LearnedKind {
  assert(isLearned(rule), 'a formula is not learned');
  return rule.stateful ? 'stateful' : 'stateless';
}

/** The kind of a rule, described. */
export function ruleKind(rule: Pick<RuleSpec, 'stateful' | 'formula'>): RuleKindDescription {
  if (!isLearned(rule)) return FORMULA;
  return rule.stateful ? STATEFUL : STATELESS;
}
