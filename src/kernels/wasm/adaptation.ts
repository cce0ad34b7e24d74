// One task adapted by a rule and, for meta-training, the gradient of its meta-loss: the whole inner loop in one arena,
// nothing allocated after construction. The same computation as training/metaLoss.ts with mplp/innerStep.ts.

import { assert } from '../../lib/assert.ts';
import { agentsIn, stepSizesAt } from '../../experiment/layout.ts';
import type { RecipeSpec } from '../../experiment/types.ts';
import { MOST_WARM_UP_LOSS } from '../../numbers/warmUp.ts';
import type { KernelPlan } from '../plan.ts';
import { AdaptationMemory, alternate, type AdaptationSizes, type Step } from './adaptationMemory.ts';
import type { Place } from './call.ts';
import type { KernelModule } from './module.ts';
import type { NetworkPass, NetworkPlaces } from './networkPass.ts';

/** Points of one batch: input [n, inputs], target [n, outputs]. */
export interface Points {
  readonly input: Float32Array;
  readonly target: Float32Array;
}

/** One task, plain numbers. */
export interface TaskNumbers {
  /** One batch for each inner step. */
  readonly support: readonly Points[];
  readonly heldOut: Points | undefined;
  /** Fresh weights and biases by group id; undefined where the start is learned. */
  readonly start: ReadonlyMap<string, Float32Array> | undefined;
  /** Batches of inner steps before those that are scored. */
  readonly warmUp?: readonly Points[];
}

export interface TaskLoss {
  readonly metaLoss: number;
  /** Held-out loss before learning and after each inner step; empty without held-out points. */
  readonly heldOut: number[];
}

type LossWeights = Pick<RecipeSpec, 'hintWeight' | 'heldOutWeight' | 'heldOutEveryStep'>;

export class Adaptation {
  private readonly memory: AdaptationMemory;

  constructor(module: KernelModule, plan: KernelPlan, sizes: AdaptationSizes) {
    this.memory = new AdaptationMemory(module, plan, sizes);
  }

  /** Memory used, bytes. */
  get bytes(): number {
    return this.memory.module.bytes;
  }

  /** The rule's flat vector [P], for all runs until it is set again. Clears the gradient. */
  setParameters(flat: Float32Array): void {
    const { floats } = this.memory.module.views();
    floats.set(flat, this.memory.parameters.values / 4);
    if (this.memory.sizes.gradient) this.clearGradient();
  }

  /** Sets the gradient to zero. */
  clearGradient(): void {
    const at = this.memory.parameters.gradients / 4;
    this.memory.module.views().floats.fill(0, at, at + this.memory.plan.layout.size);
  }

  /** A view of the gradient [P] summed over the tasks since it was cleared. Valid until the next run. */
  gradient(): Float32Array {
    const at = this.memory.parameters.gradients / 4;
    return this.memory.module.views().floats.subarray(at, at + this.memory.plan.layout.size);
  }

  private setStart(f: Float32Array, start: TaskNumbers['start']): void {
    for (const { group, start: offset } of this.memory.plan.groups) {
      if (!group.ownsParameter) continue;
      const own = this.memory.networks[0]!.get(group.layer)!;
      const at = (group.kind === 'weight' ? own.weight : own.bias).values / 4;
      const given = start?.get(group.id);
      if (given !== undefined) f.set(given, at);
      else {
        assert(offset !== undefined, `no start for ${group.id}`);
        const from = this.memory.parameters.values / 4 + offset;
        f.copyWithin(at, from, from + agentsIn(group));
      }
    }
  }

  private static setPoints(f: Float32Array, pass: NetworkPass, { input, target }: Points): void {
    f.set(input, pass.input.values / 4);
    f.set(target, pass.target.values / 4);
  }

  /** Which arrays inner step k (from 0) uses: without gradients two sets take turns. */
  private slots(k: number): { step: Step; before: number; after: number } {
    const { gradient } = this.memory.sizes;
    const [before, after] = gradient ? [k, k + 1] : [alternate(k), alternate(k + 1)];
    return { step: this.memory.steps[before]!, before, after };
  }

  /** One inner step, k from 0; `done` counts those of a warm-up before the first. */
  private innerStep(
    f: Float32Array,
    k: number,
    done: number,
    memory: { readonly before: boolean; readonly after: boolean },
  ): void {
    const { step, before, after } = this.slots(k);
    step.pass.forward(f, this.memory.networks[before]!);
    const from = step.messages[0]!.values / 4;
    f.fill(0, from, from + this.memory.messageBytes / 4);
    for (let g = step.calls.length - 1; g >= 0; g--) {
      const call = step.calls[g]!;
      const carries = this.memory.carries[g]!;
      call.set({
        carryIn: memory.before ? carries[before]!.values : 0,
        carryOut: memory.after ? carries[after]!.values : 0,
      });
      call.forward();
      this.update(f, g, k, done);
    }
  }

  /** What the update of a group in inner step k goes by, places and offsets; undefined where it owns no parameter. */
  private updatePlaces(g: number, k: number, done: number) {
    const { spec, groups } = this.memory.plan;
    const { group, outputMean: mean, outputScale: scale, stepSizes } = groups[g]!;
    if (mean === undefined || scale === undefined) return undefined;
    const { step, before, after } = this.slots(k);
    const kind = group.kind === 'weight' ? 'weight' : 'bias';
    const own = (at: number) => this.memory.networks[at]!.get(group.layer)![kind];
    const { batch, ownStepSizes } = spec.recipe;
    const each = stepSizes?.each ?? 0;
    return {
      ...{ agents: agentsIn(group), batch, raw: step.raws[g]!, old: own(before), next: own(after), mean, scale },
      /** Step size of the first agent, and how far that of the next is from it. */
      size: stepSizes && stepSizes.offset + stepSizesAt(ownStepSizes, done + k) * each,
      sizeStride: each === 1 ? 0 : 1,
    };
  }

  /** Eq. 8: batch mean, centred, scaled, times the agent's step size, added. */
  private update(f: Float32Array, g: number, k: number, done: number): void {
    const places = this.updatePlaces(g, k, done);
    if (places === undefined) return;
    const { agents, batch, size, sizeStride } = places;
    const flat = this.memory.parameters.values / 4;
    const [mean, scale] = [f[flat + places.mean]!, f[flat + places.scale]!];
    const [raw, old, next] = [places.raw.values / 4, places.old.values / 4, places.next.values / 4];
    for (let n = 0; n < agents; n++) {
      const factor = size === undefined ? scale : scale * f[flat + size + n * sizeStride]!;
      f[next + n] = f[old + n]! + (f[raw + n]! / batch - mean) * factor;
    }
  }

  /**
   * Adapts one task.
   *
   * @param judged hears, before learning (0) and after every inner step, the loss on the held-out points and the
   * predictions there [n, outputs], a view valid during the call.
   */
  adapt(task: TaskNumbers, judged: (step: number, loss: number, predictions: Float32Array) => void): void {
    const { floats } = this.memory.module.views();
    const { heldOut } = this.memory;
    this.setStart(floats, task.start);
    assert(heldOut !== undefined && task.heldOut !== undefined, 'no points to judge on');
    Adaptation.setPoints(floats, heldOut, task.heldOut);
    const at = heldOut.prediction.values / 4;
    const judge = (step: number, network: NetworkPlaces) => {
      const loss = heldOut.forward(floats, network);
      judged(step, loss, floats.subarray(at, at + this.entries(heldOut)));
    };
    judge(0, this.memory.networks[0]!);
    task.support.forEach((points, k) => {
      const { step, after } = this.slots(k);
      Adaptation.setPoints(floats, step.pass, points);
      this.innerStep(floats, k, 0, { before: k > 0, after: k + 1 < task.support.length });
      judge(k + 1, this.memory.networks[after]!);
    });
  }

  /** Adapts one task and adds the gradient of its meta-loss to `gradient()`. */
  metaGradient(task: TaskNumbers, weights: LossWeights): TaskLoss {
    const { floats } = this.memory.module.views();
    const steps = task.support.length;
    assert(this.memory.sizes.gradient && steps <= this.memory.sizes.steps, 'made for fewer steps or without gradients');
    this.setStart(floats, task.start);
    for (let k = 0; k <= steps; k++) this.clearNetworkGradients(floats, k);
    const warm = this.warmUp(floats, task);
    const loss = this.forwardAll(floats, task, weights, warm);
    for (let k = steps - 1; k >= 0; k--) this.stepBackward(floats, k, warm, k + 1 === steps);
    if (task.start === undefined && warm === 0) this.startBackward(floats);
    return loss;
  }

  /**
   * Inner steps before those that are scored, whose gradient is not followed. A state far worse than the start is not
   * entered: a step like the one that led there is the first to be scored instead.
   *
   * @returns how many there were.
   */
  private warmUp(f: Float32Array, { warmUp }: TaskNumbers): number {
    const { pass } = this.memory.steps[0]!;
    let warm = 0;
    let limit: number | undefined;
    for (const points of warmUp ?? []) {
      Adaptation.setPoints(f, pass, points);
      limit ??= MOST_WARM_UP_LOSS * pass.forward(f, this.memory.networks[0]!);
      this.innerStep(f, 0, warm, { before: warm > 0, after: true });
      if (!(pass.forward(f, this.memory.networks[1]!) <= limit)) break;
      this.enterState(f);
      warm += 1;
    }
    return warm;
  }

  /** The state after the first step becomes that before it. */
  private enterState(f: Float32Array): void {
    const copy = (to: Place, from: Place, floats: number) =>
      f.copyWithin(to.values / 4, from.values / 4, from.values / 4 + floats);
    this.memory.plan.groups.forEach(({ group }, g) => {
      const [before, after] = this.memory.carries[g]!;
      copy(before!, after!, this.memory.carryFloats(group));
      if (!group.ownsParameter) return;
      const kind = group.kind === 'weight' ? 'weight' : 'bias';
      const [old, next] = [
        this.memory.networks[0]!.get(group.layer)![kind],
        this.memory.networks[1]!.get(group.layer)![kind],
      ];
      copy(old, next, agentsIn(group));
    });
  }

  private clearNetworkGradients(f: Float32Array, k: number): void {
    for (const { group } of this.memory.plan.groups) {
      if (!group.ownsParameter) continue;
      const own = this.memory.networks[k]!.get(group.layer)!;
      const at = (group.kind === 'weight' ? own.weight : own.bias).gradients / 4;
      f.fill(0, at, at + agentsIn(group));
    }
  }

  /** All inner steps; what the losses say of the networks goes into their gradients at once. */
  private forwardAll(f: Float32Array, task: TaskNumbers, weights: LossWeights, warm: number): TaskLoss {
    const steps = task.support.length;
    const heldOut: number[] = [];
    let metaLoss = 0;
    const score = (pass: NetworkPass, network: NetworkPlaces, weight: number): number => {
      const loss = pass.forward(f, network);
      if (weight > 0) {
        metaLoss += weight * loss;
        pass.clearGradients(f);
        pass.backward(f, network, weight / this.entries(pass));
      }
      return loss;
    };
    const heldOutWeight = (k: number) => {
      if (weights.heldOutEveryStep) return k === 0 ? 0 : weights.heldOutWeight / steps;
      return k === steps ? weights.heldOutWeight : 0;
    };
    const judge = (k: number) => {
      if (this.memory.heldOut !== undefined && task.heldOut !== undefined)
        heldOut.push(score(this.memory.heldOut, this.memory.networks[k]!, heldOutWeight(k)));
    };
    if (this.memory.heldOut !== undefined && task.heldOut !== undefined)
      Adaptation.setPoints(f, this.memory.heldOut, task.heldOut);
    judge(0);
    task.support.forEach((points, k) => {
      const { pass } = this.memory.steps[k]!;
      Adaptation.setPoints(f, pass, points);
      this.innerStep(f, k, warm, { before: warm + k > 0, after: k + 1 < steps });
      if (weights.hintWeight > 0) {
        score(pass, this.memory.networks[k + 1]!, weights.hintWeight / steps);
        // The agents stored what they saw before the update.
        pass.forward(f, this.memory.networks[k]!);
      }
      judge(k + 1);
    });
    return { metaLoss, heldOut };
  }

  private entries(pass: NetworkPass): number {
    return pass.points * (this.memory.plan.groups.at(-1)?.group.outputs ?? 1);
  }

  /** Gradient of inner step k, from that of the network and the memories after it to those before. */
  private stepBackward(f: Float32Array, k: number, done: number, last: boolean): void {
    const { step, before, after } = this.slots(k);
    step.pass.clearGradients(f);
    const from = step.messages[0]!.gradients / 4;
    f.fill(0, from, from + this.memory.messageBytes / 4);
    step.calls.forEach((call, g) => {
      this.updateBackward(f, g, k, done);
      const carries = this.memory.carries[g]!;
      call.set({
        carryOutGradient: last ? 0 : carries[after]!.gradients,
        carryInGradient: k === 0 ? 0 : carries[before]!.gradients,
      });
      call.backward();
    });
    step.pass.backward(f, this.memory.networks[before]!);
  }

  private updateBackward(f: Float32Array, g: number, k: number, done: number): void {
    const places = this.updatePlaces(g, k, done);
    if (places === undefined) return;
    const { agents, batch, size, sizeStride } = places;
    const [flat, dFlat] = [this.memory.parameters.values / 4, this.memory.parameters.gradients / 4];
    const [mean, scale] = [f[flat + places.mean]!, f[flat + places.scale]!];
    const [raw, dRaw] = [places.raw.values / 4, places.raw.gradients / 4];
    const [dOld, dNext] = [places.old.gradients / 4, places.next.gradients / 4];
    let [sum, weighted] = [0, 0];
    for (let n = 0; n < agents; n++) {
      let d = f[dNext + n]!;
      f[dOld + n]! += d;
      const centred = f[raw + n]! / batch - mean;
      if (size !== undefined) {
        const at = size + n * sizeStride;
        f[dFlat + at]! += d * centred * scale;
        d *= f[flat + at]!;
      }
      sum += d;
      weighted += d * centred;
      f[dRaw + n] = (d * scale) / batch;
    }
    f[dFlat + places.mean]! -= sum * scale;
    f[dFlat + places.scale]! += weighted;
  }

  private startBackward(f: Float32Array): void {
    for (const { group, start } of this.memory.plan.groups) {
      if (start === undefined) continue;
      const own = this.memory.networks[0]!.get(group.layer)!;
      const from = (group.kind === 'weight' ? own.weight : own.bias).gradients / 4;
      const to = this.memory.parameters.gradients / 4 + start;
      for (let n = 0; n < agentsIn(group); n++) f[to + n]! += f[from + n]!;
    }
  }
}
