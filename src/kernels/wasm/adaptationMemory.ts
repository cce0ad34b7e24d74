// Where everything of one adaptation lies in the kernels' memory: networks, memories, messages, and the calls that
// read and write them. Nothing is taken after construction.

import { assert } from '../../lib/assert.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import type { GroupPlan, KernelPlan } from '../plan.ts';
import { RuleCall, TILE, type Place, type Source } from './call.ts';
import type { KernelModule } from './module.ts';
import { NetworkPass, type NetworkPlaces } from './networkPass.ts';

export interface AdaptationSizes {
  /** Most inner steps of a run. */
  readonly steps: number;
  /** Held-out points; 0 for none. */
  readonly heldOutPoints: number;
  /** Keep what a gradient needs; without, memory does not grow with the steps. */
  readonly gradient: boolean;
  /** Bytes that forward passes may leave for backward passes; beyond, those compute it again, a third more work. */
  readonly mostKeptBytes?: number;
}

/** One inner step of every group: its calls, messages, raw updates and carries. */
export interface Step {
  readonly pass: NetworkPass;
  readonly calls: readonly RuleCall[];
  readonly messages: readonly Place[];
  readonly raws: readonly Place[];
}

/** What forward passes leave for backward passes at most, on each thread. */
export const MOST_KEPT_BYTES = 256 * 2 ** 20;

/** Which of two arrays that take turns. */
export const alternate = (index: number) => index % 2;

export class AdaptationMemory {
  readonly module: KernelModule;
  readonly plan: KernelPlan;
  readonly sizes: AdaptationSizes;
  /** The flat vector [P]. */
  readonly parameters: Place;
  /** Before and after each step; two that take turns where no gradient is kept. */
  readonly networks: readonly NetworkPlaces[];
  readonly steps: readonly Step[];
  readonly heldOut: NetworkPass | undefined;
  /** By group, then as the networks. */
  readonly carries: readonly (readonly Place[])[];
  /** Messages and raw updates of a step stand side by side, so that one fill clears them. */
  readonly messageBytes: number;

  constructor(module: KernelModule, plan: KernelPlan, sizes: AdaptationSizes) {
    this.module = module;
    this.plan = plan;
    this.sizes = sizes;
    const kept = sizes.gradient ? sizes.steps : 1;
    const states = sizes.gradient ? kept + 1 : 2;
    this.parameters = this.place(plan.layout.size);
    this.networks = Array.from({ length: states }, () => this.networkPlaces());
    this.carries = this.carryPlaces(states);
    this.messageBytes = this.layStep().bytes;
    const messageGradients = module.take(this.messageBytes);
    const passes = Array.from(
      { length: kept },
      () => new NetworkPass(module, plan.spec.network, plan.spec.recipe.batch),
    );
    this.heldOut =
      sizes.heldOutPoints > 0 ? new NetworkPass(module, plan.spec.network, sizes.heldOutPoints) : undefined;
    const scratch = { at: 0, bytes: 0 };
    const made: RuleCall[] = [];
    // Without a gradient two sets of calls take turns, as the networks do.
    this.steps = Array.from({ length: sizes.gradient ? kept : 2 }, (_, index) => {
      const at = { values: module.take(this.messageBytes), gradients: messageGradients };
      const { messages, raws } = this.layStep(at);
      const pass = passes[Math.min(index, kept - 1)]!;
      const calls = plan.groups.map((group, g) => this.call(group, g, index, pass, messages, raws));
      made.push(...calls);
      return { pass, calls, messages, raws };
    });
    if (sizes.gradient) this.keepForward(made);
    for (const call of made) scratch.bytes = Math.max(scratch.bytes, call.scratchBytes);
    scratch.at = module.take(scratch.bytes);
    for (const call of made) call.set({ scratch: scratch.at });
  }

  /** Lets forward passes leave what backward passes need, where that takes little enough. */
  private keepForward(calls: readonly RuleCall[]): void {
    const bytes = calls.map((call) => call.keptBytes);
    const { mostKeptBytes = MOST_KEPT_BYTES } = this.sizes;
    if (bytes.reduce((sum, each) => sum + each, 0) > mostKeptBytes) return;
    calls.forEach((call, i) => call.set({ kept: this.module.take(bytes[i]!) }));
  }

  private place(floats: number): Place {
    return { values: this.module.take(4 * floats), gradients: this.sizes.gradient ? this.module.take(4 * floats) : 0 };
  }

  private networkPlaces(): NetworkPlaces {
    const { groups } = this.plan;
    return new Map(
      groups
        .filter(({ group }) => group.kind === 'weight')
        .map(({ group }) => [group.layer, { weight: this.place(agentsIn(group)), bias: this.place(group.outputs) }]),
    );
  }

  /** Carries before and after each step by group: panels of 64 rows. Their gradients take turns. */
  private carryPlaces(count: number): Place[][] {
    return this.plan.groups.map((group) => {
      const floats = this.carryFloats(group.group);
      const gradients = [0, 1].map(() => (this.sizes.gradient ? this.module.take(4 * floats) : 0));
      return Array.from({ length: count }, (_, step) => ({
        values: this.module.take(4 * floats),
        gradients: gradients[alternate(step)]!,
      }));
    });
  }

  /** Floats of all memories of a group, whole panels. */
  carryFloats(group: AgentGroup): number {
    return Math.ceil((this.plan.spec.recipe.batch * agentsIn(group)) / TILE) * TILE * group.carry;
  }

  /** Where each group's outgoing message [B, n, M] and raw updates stand from `at` on. */
  private layStep(at: Place = { values: 0, gradients: 0 }): { messages: Place[]; raws: Place[]; bytes: number } {
    const { recipe, rule } = this.plan.spec;
    let bytes = 0;
    const next = (floats: number): Place => {
      const place = { values: at.values + bytes, gradients: at.gradients + bytes };
      bytes += 4 * floats;
      return place;
    };
    const messages = this.plan.groups.map(({ group }) => next(recipe.batch * group.inputs * rule.messageSize));
    const raws = this.plan.groups.map(({ group }) => next(group.ownsParameter ? agentsIn(group) : 0));
    return { messages, raws, bytes };
  }

  private sourcesOf(g: number, network: NetworkPlaces, pass: NetworkPass, messages: readonly Place[]): Source[] {
    const { group } = this.plan.groups[g]!;
    const { outputs, inputs, kind } = group;
    const last = g === this.plan.groups.length - 1;
    const channels = group.messageIn;
    const perOutput = { channels: 1, sampleStride: outputs, inputStride: 0, outputStride: 1 };
    const heard: Source = {
      ...(last ? pass.loss : messages[g + 1]!),
      ...{ channels, sampleStride: outputs * channels, inputStride: 0, outputStride: channels },
    };
    const places = pass.layers[group.layer];
    if (kind === 'loss') return [heard, ...pass.lossStates.map((state) => ({ ...state, ...perOutput }))];
    assert(places !== undefined, `there is no layer ${group.layer}`);
    if (kind === 'weight') {
      const { weight } = network.get(group.layer)!;
      return [
        heard,
        { ...weight, channels: 1, sampleStride: 0, inputStride: outputs, outputStride: 1 },
        { ...places.input, channels: 1, sampleStride: inputs, inputStride: 1, outputStride: 0 },
      ];
    }
    if (kind === 'bias') {
      const { bias } = network.get(group.layer)!;
      return [heard, { ...bias, ...perOutput, sampleStride: 0 }, { ...places.stored[0]!, ...perOutput }];
    }
    const stored = kind === 'softmax' ? [places.input, ...places.stored] : [places.input];
    return [heard, ...stored.map((state) => ({ ...state, ...perOutput }))];
  }

  private call(
    plan: GroupPlan,
    g: number,
    step: number,
    pass: NetworkPass,
    messages: readonly Place[],
    raws: readonly Place[],
  ): RuleCall {
    const { recipe, rule } = this.plan.spec;
    const sources = this.sourcesOf(g, this.networks[step]!, pass, messages);
    const shape = { rule, plan, samples: recipe.batch, sources, parameters: this.parameters };
    // Nobody listens to the first layer.
    const message = g === 0 ? { values: 0, gradients: 0 } : messages[g]!;
    return new RuleCall(this.module, shape, {
      message: message.values,
      messageGradient: message.gradients,
      raw: raws[g]!.values,
      rawGradient: raws[g]!.gradients,
    });
  }
}
