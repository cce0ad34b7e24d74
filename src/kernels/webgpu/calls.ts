// The dispatches of a meta-step, in order: which program, on which numbers. Pure bookkeeping over a memory's places.

import { agentsIn, stepSizesAt } from '../../experiment/layout.ts';
import { fixedFactor, type GroupPlan, type KernelPlan } from '../plan.ts';
import { NO_PASS, type GpuMemory, type Pass } from './memory.ts';
import { NETWORK_CALL, networkBackwardShader, networkForwardShader } from './networkShader.ts';
import type { Dispatch } from './programs.ts';
import { ruleBackwardShader } from './ruleBackward.ts';
import { ruleForwardShader } from './ruleForward.ts';
import { RULE_CALL, shapeKey, type RuleShape } from './ruleShape.ts';
import { GROUP } from './shader.ts';
import {
  adamShader,
  collectShader,
  LAYER_CALL,
  layerShader,
  messageGradientShader,
  normShader,
  OPTIMISER_CALL,
  reportShader,
  TABLE_ROW,
} from './stepShader.ts';
import { weightGradientShader } from './weightGradientShader.ts';
import { heard, judged, stateOffsets } from './wiring.ts';

export interface AdamScalars {
  readonly f_rate: number;
  /** 1 / (1 - beta^step). */
  readonly f_firstCorrection: number;
  readonly f_secondCorrection: number;
}

/** Vectors of the rule's size in buffer P. */
const VECTORS = ['parameters', 'first', 'second', 'gradient', 'factors', 'viewOf'] as const;
export type Vector = (typeof VECTORS)[number];

const NETWORK_SHADERS = {
  forward: networkForwardShader,
  backward: networkBackwardShader,
  weights: weightGradientShader,
};

/** What a group's program is made for, in inner step 0 or later. */
export function shapeOf({ spec, groups }: KernelPlan, plan: GroupPlan, hasCarry: boolean): RuleShape {
  return { rule: spec.rule, plan, hasCarry, heard: plan !== groups[0] };
}

export class Calls {
  private readonly plan: KernelPlan;
  private readonly memory: GpuMemory;
  /** Where gradient sources and norms stand in buffer P, after the vectors. */
  readonly table: number;
  readonly norms: number;

  constructor(plan: KernelPlan, memory: GpuMemory) {
    this.plan = plan;
    this.memory = memory;
    this.table = VECTORS.length * plan.layout.size;
    this.norms = this.table + TABLE_ROW * plan.layout.parameters.length;
  }

  /** Where a vector of the rule's size stands in buffer P. */
  vector(name: Vector): number {
    return VECTORS.indexOf(name) * this.plan.layout.size;
  }

  private sizesAt(k: number): number {
    return stepSizesAt(this.plan.spec.recipe.ownStepSizes, k);
  }

  /** Where the step sizes of inner step k stand in the rule, and how many; 0 where there are none. */
  private stepSizes({ stepSizes }: GroupPlan, k: number): readonly [at: number, each: number] {
    return stepSizes === undefined ? [0, 0] : [stepSizes.offset + this.sizesAt(k) * stepSizes.each, stepSizes.each];
  }

  private ruleNumbers(g: number, k: number, last: boolean) {
    const { memory } = this;
    const plan = this.plan.groups[g]!;
    const places = memory.groups[g]!;
    const { group } = plan;
    const { rule, recipe } = this.plan.spec;
    const states = stateOffsets(this.memory, plan, k);
    const own = (memory.networkOf.get(group.id) ?? 0) * memory.tasks;
    const partial = memory.partials.get(plan.learner.offset)!;
    const [stepSizes, sizesEach] = this.stepSizes(plan, k);
    return RULE_CALL.pack({
      rows: places.rows,
      samples: recipe.batch,
      inputs: group.inputs,
      outputs: group.outputs,
      parameters: this.vector('parameters'),
      learner: plan.learner.offset,
      shift: plan.shift,
      scale: plan.scale,
      outputScale: plan.outputScale ?? 0,
      stepSizes,
      sizesEach,
      ...heard(this.memory, g, k),
      own: memory.networks[k]! + own,
      state0: states[0] ?? 0,
      state1: states[1] ?? 0,
      state2: states[2] ?? 0,
      state3: states[3] ?? 0,
      carry: k === 0 ? 0 : places.out[k - 1]!,
      out: places.out[k]!,
      hasNext: Number(!last && group.carry > 0),
      next: places.carryGradients[(k + 1) % 2]!,
      ...judged(this.memory, g),
      ownGradient: memory.networkGradients[k + 1]! + own,
      input: places.inputGradient,
      carryGradient: places.carryGradients[k % 2]!,
      partial: partial.at,
      learnerSize: partial.size,
      groups: memory.workgroupsOf(g),
      f_messageFactor: group.kind === 'weight' ? fixedFactor(rule, group.outputs) : 1,
    });
  }

  private ruleForward(g: number, k: number): Dispatch {
    const plan = this.plan.groups[g]!;
    const shape = shapeOf(this.plan, plan, k > 0);
    return {
      program: `rule ${plan.learner.size} ${shapeKey(shape)}`,
      shader: () => ruleForwardShader(shape),
      numbers: this.ruleNumbers(g, k, true),
      invocations: this.memory.groups[g]!.rows,
    };
  }

  private ruleBackward(g: number, k: number, last: boolean): Dispatch {
    const plan = this.plan.groups[g]!;
    const shape = shapeOf(this.plan, plan, k > 0);
    return {
      program: `rule back ${plan.learner.size} ${shapeKey(shape)}`,
      shader: () => ruleBackwardShader(shape),
      numbers: this.ruleNumbers(g, k, last),
      invocations: this.memory.workgroupsOf(g) * GROUP,
    };
  }

  private layerNumbers(g: number, k: number) {
    const { memory } = this;
    const { groups, spec } = this.plan;
    // A layer's weights hear its biases.
    const weight = groups[g]!;
    const bias = groups[weight.sender!]!;
    const [w, b] = [memory.groups[g]!, memory.groups[weight.sender!]!];
    const { group } = weight;
    const own = (plan: GroupPlan) => memory.networkOf.get(plan.group.id)! * memory.tasks;
    const m = spec.rule.messageSize;
    const [weightSizes, weightEach] = this.stepSizes(weight, k);
    const [biasSizes, biasEach] = this.stepSizes(bias, k);
    return LAYER_CALL.pack({
      tasks: memory.tasks,
      samples: spec.recipe.batch,
      inputs: group.inputs,
      outputs: group.outputs,
      weightOut: w.out[k]!,
      biasOut: b.out[k]!,
      channels: weight.listener === undefined ? 0 : m,
      firstChannel: w.width - m,
      aggregate: w.aggregate[k]!,
      weight: memory.networks[k]! + own(weight),
      weightAfter: memory.networks[k + 1]! + own(weight),
      bias: memory.networks[k]! + own(bias),
      biasAfter: memory.networks[k + 1]! + own(bias),
      weightRaw: w.rawMean[k]!,
      biasRaw: b.rawMean[k]!,
      weightMean: weight.outputMean!,
      weightScale: weight.outputScale!,
      biasMean: bias.outputMean!,
      biasScale: bias.outputScale!,
      weightSizes,
      weightEach,
      biasSizes,
      biasEach,
      inputGradient: w.inputGradient,
      messageGradient: w.messageGradient,
      f_factor: fixedFactor(spec.rule, group.outputs),
    });
  }

  /** Aggregation and updates of the dense layer whose weights are group g. */
  private layer(g: number, k: number): Dispatch {
    const { group, listener } = this.plan.groups[g]!;
    const { tasks } = this.memory;
    const { rule, recipe } = this.plan.spec;
    const messages = listener === undefined ? 0 : tasks * recipe.batch * group.inputs * rule.messageSize;
    return {
      program: 'layer',
      shader: layerShader,
      numbers: this.layerNumbers(g, k),
      invocations: messages + tasks * (agentsIn(group) + group.outputs),
    };
  }

  private messageGradient(g: number, k: number): Dispatch {
    const { rule, recipe } = this.plan.spec;
    return {
      program: 'message gradient',
      shader: () => messageGradientShader(rule),
      numbers: this.layerNumbers(g, k),
      invocations: this.memory.tasks * recipe.batch * this.plan.groups[g]!.group.outputs * rule.messageSize,
    };
  }

  /** Loss weights of one entry of the loss: the agents' batch is not scored before its update. */
  private lossScales(k: number, steps: number): { hint: number; heldOut: number } {
    const { recipe } = this.plan.spec;
    const outputs = this.plan.groups.at(-1)!.group.outputs;
    const hint = k === 0 ? 0 : recipe.hintWeight / steps / (recipe.batch * outputs);
    const share = recipe.heldOutEveryStep ? (k === 0 ? 0 : 1 / steps) : k === steps ? 1 : 0;
    return { hint, heldOut: (recipe.heldOutWeight * share) / (recipe.heldOutPoints * outputs) };
  }

  /** The network before inner step k (after the last for k = steps) on what it is scored with, and back. */
  private network(k: number, steps: number, which: 'forward' | 'backward' | 'weights'): Dispatch {
    const { memory } = this;
    const [support, hint] = [k < steps ? memory.support[k]! : NO_PASS, k > 0 ? memory.hints[k - 1]! : NO_PASS];
    const heldOut = memory.heldOut[k]!;
    const scales = this.lossScales(k, steps);
    const raws = memory.groups.filter(({ rawMean }) => rawMean.length > 0).map(({ rawMean }) => rawMean[k] ?? 0);
    const numbers = {
      tasks: memory.tasks,
      network: memory.networks[k]!,
      ...passNumbers(support, 0, 0),
      ...passNumbers(hint, 1, scales.hint),
      ...passNumbers(heldOut, 2, scales.heldOut),
      gradient: memory.networkGradients[k]!,
      hasNext: Number(k < steps),
      next: memory.networkGradients[k + 1] ?? 0,
      parameters: this.vector('parameters'),
      sizesAt: Math.max(0, this.sizesAt(k)),
      ...Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`rawMean${n}`, raws[n] ?? 0])),
    } as Parameters<typeof NETWORK_CALL.pack>[0];
    const points = memory.tasks * (support.points + hint.points + heldOut.points);
    const owners = this.plan.groups.filter(({ group }) => group.ownsParameter);
    const parameters =
      memory.tasks *
      owners.reduce((sum, plan) => sum + agentsIn(plan.group) * (plan.stepSizes === undefined ? 1 : 2) + 1, 0);
    return {
      program: `network ${which}`,
      shader: () => NETWORK_SHADERS[which](memory),
      numbers: NETWORK_CALL.pack(numbers),
      invocations: which === 'weights' ? parameters : points,
    };
  }

  private optimiser(steps: number, adam: AdamScalars): Uint32Array {
    const { layout, spec } = this.plan;
    return OPTIMISER_CALL.pack({
      size: layout.size,
      views: layout.parameters.length,
      parameters: this.vector('parameters'),
      first: this.vector('first'),
      nextState: this.memory.nextState,
      second: this.vector('second'),
      gradient: this.vector('gradient'),
      factors: this.vector('factors'),
      viewOf: this.vector('viewOf'),
      table: this.table,
      norms: this.norms,
      unitNorm: Number(spec.recipe.unitNorm),
      tasks: this.memory.tasks,
      steps,
      report: this.memory.report,
      ...adam,
    });
  }

  /** Everything but the optimiser, for a horizon. */
  record(steps: number): Dispatch[] {
    const groups = this.plan.groups.map((_, g) => g);
    const speaking = this.plan.topology.speaking.map(({ id }) =>
      groups.find((g) => this.plan.groups[g]!.group.id === id)!,
    );
    const weights = groups.filter((g) => this.plan.groups[g]!.group.kind === 'weight');
    const list: Dispatch[] = [];
    for (let k = 0; k < steps; k++) {
      list.push(this.network(k, steps, 'forward'));
      for (const g of speaking) {
        list.push(this.ruleForward(g, k));
        if (weights.includes(g)) list.push(this.layer(g, k));
      }
    }
    list.push(this.network(steps, steps, 'forward'));
    for (const which of ['backward', 'weights'] as const) list.push(this.network(steps, steps, which));
    for (let k = steps - 1; k >= 0; k--) {
      for (const g of groups) {
        list.push(this.ruleBackward(g, k, k === steps - 1));
        if (weights.includes(g)) list.push(this.messageGradient(g, k));
      }
      for (const which of ['backward', 'weights'] as const) list.push(this.network(k, steps, which));
    }
    return list;
  }

  optimise(steps: number, adam: AdamScalars): Dispatch[] {
    const numbers = this.optimiser(steps, adam);
    const { layout } = this.plan;
    return [
      { program: 'collect', shader: collectShader, numbers, invocations: layout.size },
      { program: 'norms', shader: () => normShader(layout), numbers, invocations: layout.parameters.length * GROUP },
      { program: 'report', shader: () => reportShader(this.memory), numbers, invocations: steps + 1 },
      { program: 'adam', shader: adamShader, numbers, invocations: layout.size },
    ];
  }
}

function passNumbers({ points, input, target, store }: Pass, n: 0 | 1 | 2, lossScale: number) {
  return {
    [`points${n}`]: points,
    [`input${n}`]: input,
    [`target${n}`]: target,
    [`store${n}`]: store,
    [`f_lossScale${n}`]: lossScale,
  };
}
