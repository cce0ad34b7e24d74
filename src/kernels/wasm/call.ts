// Writes what one group of agents does in one inner step where the compiled kernels read it: the classes Part and
// Call of assembly/rows.ts, field by field.

import { alive } from '../../lib/alive.ts';
import { agentsIn } from '../../experiment/layout.ts';
import type { GroupPlan } from '../plan.ts';
import type { RuleSpec } from '../../experiment/types.ts';
import type { KernelModule } from './module.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';
import { fixedFactor } from '../plan.ts';

const PART_FIELDS = 10;
const CALL = [
  'samples',
  'inputs',
  'outputs',
  'parts',
  'part',
  'width',
  'carry',
  'messageSize',
  'hidden1',
  'hidden2',
  'activation',
  'stateful',
  'owns',
  'leaves',
  'leafGradients',
  'carryIn',
  'carryOut',
  'message',
  'messageSampleStride',
  'messageInputStride',
  'messageOutputStride',
  'messageFactor',
  'raw',
  'messageGradient',
  'rawGradient',
  'carryOutGradient',
  'carryInGradient',
  'scratch',
  'kept',
] as const;
export type CallField = (typeof CALL)[number];

const PERCEPTRON = ['0.kernel', '0.bias', '1.kernel', '1.bias', '2.kernel'];
const STATEFUL_LEAVES = [
  ...['updateInput', 'updateCarry', 'updateBias', 'resetInput', 'resetCarry', 'resetBias'],
  ...PERCEPTRON.map((name) => `nextInput.${name}`),
  ...PERCEPTRON.map((name) => `nextCarry.${name}`),
  'nextBias',
].map((name) => `gru.${name}`);
const head = (name: string) => [...PERCEPTRON, '2.bias'].map((leaf) => `${name}.${leaf}`);
const ACTIVATIONS = { relu: 0, tanh: 1, silu: 2 } as const;

/** Rows of one panel: what the kernels work on at a time. */
export const TILE = 64;

/** A place in memory and the place of its gradient (0: not wanted), in bytes. */
export interface Place {
  readonly values: number;
  readonly gradients: number;
}

/** One kind of input of a group: where, and floats between neighbours (0 where agents share the value). */
export interface Source extends Place {
  readonly channels: number;
  readonly sampleStride: number;
  readonly inputStride: number;
  readonly outputStride: number;
}

/** Everything about a call that stays as it is. */
export interface CallShape {
  readonly rule: RuleSpec;
  readonly plan: GroupPlan;
  readonly samples: number;
  /** Message first, then states. */
  readonly sources: readonly Source[];
  /** The flat vector [P] and its gradient. */
  readonly parameters: Place;
}

/** Rows as the kernels see them: nodes are one input wide. */
function rowInputs({ group }: GroupPlan): number {
  return group.kind === 'weight' ? group.inputs : 1;
}

function writeParts(module: KernelModule, { plan, sources, parameters }: CallShape): number {
  const at = module.take(4 * PART_FIELDS * sources.length);
  const { integers } = module.views();
  sources.forEach((source, index) => {
    const constants = [plan.shift + index, plan.scale + index];
    const fields = [
      source.values,
      source.gradients,
      source.channels,
      4 * source.sampleStride,
      4 * source.inputStride,
      4 * source.outputStride,
      ...constants.map((offset) => parameters.values + 4 * offset),
      ...constants.map((offset) => parameters.gradients + 4 * offset),
    ];
    integers.set(fields, at / 4 + index * PART_FIELDS);
  });
  return at;
}

function leafNames(rule: RuleSpec, plan: GroupPlan): string[] {
  if (ruleKind(rule).kind === 'stateful') return STATEFUL_LEAVES;
  return [...head('message'), ...(plan.group.ownsParameter ? head('update') : [])];
}

function writePointers(module: KernelModule, base: number, offsets: readonly number[]): number {
  const at = module.take(4 * offsets.length);
  module.views().integers.set(
    offsets.map((offset) => base + 4 * offset),
    at / 4,
  );
  return at;
}

/** One call in memory. */
export class RuleCall {
  readonly at: number;
  private readonly tiles: number;
  private readonly module: KernelModule;

  constructor(module: KernelModule, shape: CallShape, places: Partial<Record<CallField, number>>) {
    const { rule, plan, samples, sources, parameters } = shape;
    const offsets = leafNames(rule, plan).map((name) => plan.leaf(name));
    this.module = module;
    this.tiles = Math.ceil((samples * agentsIn(plan.group)) / TILE);
    const part = writeParts(module, shape);
    const leaves = writePointers(module, parameters.values, offsets);
    const leafGradients = writePointers(module, parameters.gradients, offsets);
    this.at = module.take(4 * CALL.length);
    this.set({
      samples,
      inputs: rowInputs(plan),
      outputs: plan.group.outputs,
      parts: sources.length,
      part,
      width: plan.inputWidth,
      carry: plan.group.carry,
      messageSize: rule.messageSize,
      hidden1: rule.learnerHidden[0],
      hidden2: rule.learnerHidden[1],
      activation: ACTIVATIONS[rule.learnerActivation],
      stateful: Number(ruleKind(rule).kind === 'stateful'),
      owns: Number(plan.group.ownsParameter),
      leaves,
      leafGradients,
      ...this.messageStrides(shape),
      ...places,
    });
  }

  /** A weight's message is aggregated over its outputs; others pass on one each. */
  private messageStrides({ rule, plan }: CallShape): Partial<Record<CallField, number>> {
    const { group } = plan;
    const bytes = 4 * rule.messageSize;
    if (group.kind !== 'weight') {
      return { messageSampleStride: bytes * group.outputs, messageOutputStride: bytes, messageFactor: 1 };
    }
    return {
      messageSampleStride: bytes * group.inputs,
      messageInputStride: bytes,
      messageFactor: fixedFactor(rule, group.outputs),
    };
  }

  set(places: Partial<Record<CallField, number>>): void {
    const { integers, floats } = this.module.views();
    for (const [name, value] of Object.entries(places) as [CallField, number][]) {
      const view = name === 'messageFactor' ? floats : integers;
      view[this.at / 4 + CALL.indexOf(name)] = value;
    }
  }

  get scratchBytes(): number {
    return this.module.exports.scratchBytes(this.at);
  }

  /** What the forward pass may leave for the backward pass, all rows. */
  get keptBytes(): number {
    return this.tiles * this.module.exports.keptBytes(this.at);
  }

  /** Adds to message and raw updates, sets the new carry. */
  forward(): void {
    alive();
    this.module.exports.ruleForward(this.at);
  }

  /** Adds to the gradients of inputs and parameters, sets that of the carry. */
  backward(): void {
    alive();
    this.module.exports.ruleBackward(this.at);
  }
}
