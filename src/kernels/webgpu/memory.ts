// Where everything lies in the GPU's buffers, in floats. Laid out once for a number of tasks and inner steps.

import { agentsIn, layerUnits } from '../../experiment/layout.ts';
import type { GroupPlan, KernelPlan } from '../plan.ts';
import { outWidth } from './ruleShape.ts';
import { GROUP } from './shader.ts';

/** Partial gradients take at most this many floats. */
const MOST_PARTIAL = 2 ** 26;
/** Workgroups of one backward pass at most: what runs at a time, not what there is to do. */
const MOST_WORKGROUPS = 512;

/** Hands out ranges of one buffer. */
class Range {
  size = 0;

  take(floats: number): number {
    const at = this.size;
    this.size += Math.ceil(floats / 4) * 4;
    return at;
  }
}

/** Arrays of one batch going through the network; offsets in floats for each point. */
export interface PassLayout {
  readonly loss: number;
  /** Stored states of the loss agents. */
  readonly lossStates: readonly number[];
  /** By layer: output, then what its agents store besides their input. */
  readonly layers: readonly { readonly output: number; readonly stored: readonly number[] }[];
  /** Floats for each point; gradients follow the values, laid out alike. */
  readonly size: number;
}

/** A batch going through the network at one moment. */
export interface Pass {
  /** Points of each task; 0 where there is no such pass. */
  readonly points: number;
  readonly input: number;
  readonly target: number;
  readonly store: number;
}

export const NO_PASS: Pass = { points: 0, input: 0, target: 0, store: 0 };

/** What a group of agents owns; by inner step where it is kept for the gradient. */
export interface GroupPlaces {
  readonly rows: number;
  readonly width: number;
  readonly out: readonly number[];
  /** Weights: the aggregated message, [M][T * B * I]. */
  readonly aggregate: readonly number[];
  /** Mean raw update over samples, [T, agents]. */
  readonly rawMean: readonly number[];
  readonly inputGradient: number;
  /** Weights: gradient of the incoming message, [M][T * B * O]. */
  readonly messageGradient: number;
  readonly carryGradients: readonly [number, number];
  /** [T], where the gradient of the output scale is summed. */
  readonly scaleGradient: number;
  /** Where that of the step sizes is, [T * agents / each, S, each]. */
  readonly sizesGradient: number;
}

/** Partial gradients of one learner: [workgroups][size]. */
export interface PartialPlaces {
  readonly at: number;
  readonly workgroups: number;
  readonly size: number;
}

function passLayout({ spec }: KernelPlan): PassLayout {
  const { network } = spec;
  const units = layerUnits(network.inputs, network.layers);
  const outputs = units.at(-1)!;
  let size = 0;
  const next = (floats: number) => (size += floats) - floats;
  const loss = next(outputs);
  const lossStates = Array.from({ length: network.loss === 'l1' ? 2 : 3 }, () => next(outputs));
  const layers = network.layers.map((layer, i) => {
    const count = layer.kind === 'dense' ? 1 : layer.kind === 'softmax' ? 3 : 0;
    return { output: next(units[i + 1]!), stored: Array.from({ length: count }, () => next(units[i + 1]!)) };
  });
  return { loss, lossStates, layers, size };
}

/** Offsets of weights and biases of a network of one task; for T tasks all are T times as large. */
export function networkOffsets(plan: KernelPlan): { readonly of: ReadonlyMap<string, number>; readonly size: number } {
  let size = 0;
  const of = new Map<string, number>();
  for (const { group } of plan.groups) {
    if (!group.ownsParameter) continue;
    of.set(group.id, size);
    size += agentsIn(group);
  }
  return { of, size };
}

export class GpuMemory {
  readonly plan: KernelPlan;
  readonly tasks: number;
  readonly steps: number;
  readonly pass: PassLayout;
  readonly networkOf: ReadonlyMap<string, number>;
  /** Drawn numbers, written anew for every meta-step: batches, held-out points, then the first network. */
  readonly support: readonly Pass[];
  readonly hints: readonly Pass[];
  readonly heldOut: readonly Pass[];
  readonly networks: readonly number[];
  readonly networkGradients: readonly number[];
  readonly groups: readonly GroupPlaces[];
  readonly report: number;
  /** Parameters and moments after the meta-step, [3][P]. */
  readonly nextState: number;
  /** Floats of each buffer. */
  readonly sizes: { readonly arena: number; readonly scratch: number; readonly partials: number };
  readonly partials: ReadonlyMap<number, PartialPlaces>;

  constructor(plan: KernelPlan, tasks: number, steps: number, scratchFeatures: (group: GroupPlan) => number) {
    const { batch, heldOutPoints } = plan.spec.recipe;
    this.plan = plan;
    this.tasks = tasks;
    this.steps = steps;
    this.pass = passLayout(plan);
    const arena = new Range();
    const { inputs } = plan.spec.network;
    const outputs = plan.groups.at(-1)!.group.outputs;
    const data = (points: number) => ({
      points,
      input: arena.take(tasks * points * inputs),
      target: arena.take(tasks * points * outputs),
    });
    const batches = Array.from({ length: steps }, () => data(batch));
    const held = data(heldOutPoints);
    const network = networkOffsets(plan);
    this.networkOf = network.of;
    this.networks = Array.from({ length: steps + 1 }, () => arena.take(tasks * network.size));
    this.networkGradients = Array.from({ length: steps + 1 }, () => arena.take(tasks * network.size));
    const stored = (points: number) => arena.take(2 * tasks * points * this.pass.size);
    this.support = batches.map((each) => ({ ...each, store: stored(batch) }));
    this.hints = batches.map((each) => ({ ...each, store: stored(batch) }));
    this.heldOut = Array.from({ length: steps + 1 }, () => ({ ...held, store: stored(heldOutPoints) }));
    const scales = this.scalePlaces(arena);
    this.groups = plan.groups.map((group, g) => this.groupPlaces(arena, group, scales.get(g) ?? 0));
    this.report = arena.take(2 * (steps + 1) + 1);
    this.nextState = arena.take(3 * plan.layout.size);
    const { partials, size } = this.partialPlaces();
    this.partials = partials;
    const scratch = plan.groups.map((group, g) => scratchFeatures(group) * GROUP * this.workgroupsOf(g));
    this.sizes = { arena: arena.size, scratch: Math.max(...scratch), partials: size };
  }

  /** [T] for each owning group; those of groups that share a scale side by side, without gaps. */
  private scalePlaces(arena: Range): Map<number, number> {
    const shared = new Map<number, number[]>();
    this.plan.groups.forEach(({ outputScale }, g) => {
      if (outputScale !== undefined) shared.set(outputScale, [...(shared.get(outputScale) ?? []), g]);
    });
    return new Map(
      [...shared.values()].flatMap((groups) => {
        const at = arena.take(groups.length * this.tasks);
        return groups.map((g, n) => [g, at + n * this.tasks] as const);
      }),
    );
  }

  private groupPlaces(arena: Range, plan: GroupPlan, scaleGradient: number): GroupPlaces {
    const { tasks, steps } = this;
    const { recipe, rule } = this.plan.spec;
    const { group } = plan;
    const samples = tasks * recipe.batch;
    const rows = samples * agentsIn(group);
    const width = outWidth({ rule, plan });
    const weight = group.kind === 'weight';
    const each = (floats: number) => Array.from({ length: steps }, () => arena.take(floats));
    return {
      rows,
      width,
      out: each(width * rows),
      aggregate: weight ? each(rule.messageSize * samples * group.inputs) : [],
      rawMean: group.ownsParameter ? each(tasks * agentsIn(group)) : [],
      inputGradient: arena.take(plan.inputWidth * rows),
      messageGradient: weight ? arena.take(rule.messageSize * samples * group.outputs) : 0,
      carryGradients: group.carry > 0 ? [arena.take(width * rows), arena.take(width * rows)] : [0, 0],
      scaleGradient,
      sizesGradient: plan.stepSizes === undefined ? 0 : arena.take(tasks * recipe.ownStepSizes * agentsIn(group)),
    };
  }

  private partialPlaces(): { partials: Map<number, PartialPlaces>; size: number } {
    const most = Math.max(1, Math.min(MOST_WORKGROUPS, Math.floor(MOST_PARTIAL / this.plan.layout.size)));
    const partials = new Map<number, PartialPlaces>();
    let size = 0;
    this.plan.groups.forEach(({ learner }, g) => {
      const workgroups = Math.min(most, Math.ceil(this.groups[g]!.rows / GROUP));
      const before = partials.get(learner.offset);
      if (before === undefined || before.workgroups < workgroups)
        partials.set(learner.offset, { at: 0, workgroups, size: learner.size });
    });
    for (const [offset, place] of partials) {
      partials.set(offset, { ...place, at: size });
      size += place.workgroups * place.size;
    }
    return { partials, size };
  }

  /** Workgroups of a group's backward pass. */
  workgroupsOf(g: number): number {
    const { workgroups } = this.partials.get(this.plan.groups[g]!.learner.offset)!;
    return Math.min(workgroups, Math.ceil(this.groups[g]!.rows / GROUP));
  }
}
