// The gradient of the meta-loss through K unrolled steps of preconditioned gradient descent, exactly: MAML, Meta-SGD and
// Meta-Curvature, second order.
//
// p_k = p_{k-1} - S(r_k) g_k(p_{k-1});  back:  dr_k = -d(lambda_k . S(r_k) g_k)/dr_k,
// lambda_{k-1} = lambda_k - H_k S(r_k)^T lambda_k + ...
// where ... is the gradient of what the meta-loss scores at p_{k-1} itself.

import type { RateScope } from '../record/baselines.ts';
import type { NetworkSpec, RecipeSpec } from '../experiment/types.ts';
import { networkSize } from '../record/tensors.ts';
import { PlainNetwork } from './network.ts';
import { preconditionerOf, type Preconditioner } from './precondition.ts';
import type { BaselineTask } from './tune.ts';

/** How steps are scored, maths.md section 7: the same as for a rule. */
export type Scoring = Pick<RecipeSpec, 'hintWeight' | 'heldOutWeight' | 'heldOutEveryStep'>;

export interface UnrolledOptions {
  readonly network: NetworkSpec;
  readonly scoring: Scoring;
  readonly ratesPer: RateScope;
  /** Inner steps K. */
  readonly steps: number;
  /** Support and held-out points of a task. */
  readonly batch: number;
  readonly heldOutPoints: number;
}

/** The unrolled inner loop of one shape. Holds its work arrays, so one call at a time. */
export class Unrolled {
  readonly preconditioner: Preconditioner;
  private readonly scoring: Scoring;
  private readonly steps: number;
  private readonly onBatch: PlainNetwork;
  private readonly onHeldOut: PlainNetwork;
  /** Parameters before each step and after the last; gradients of each step. */
  private readonly p: readonly Float64Array[];
  private readonly g: readonly Float64Array[];
  /** S g on the way forward, S^T lambda on the way back. */
  private readonly scaled: Float64Array;

  constructor(options: UnrolledOptions) {
    const { network, steps } = options;
    const vectors = (count: number) => Array.from({ length: count }, () => new Float64Array(networkSize(network)));
    this.scoring = options.scoring;
    this.steps = steps;
    this.preconditioner = preconditionerOf(network, options.ratesPer);
    this.scaled = new Float64Array(networkSize(network));
    this.onBatch = new PlainNetwork(network, options.batch);
    this.onHeldOut = new PlainNetwork(network, options.heldOutPoints);
    this.p = vectors(steps + 1);
    this.g = vectors(steps);
  }

  private weightOfHeldOut(step: number): number {
    const { heldOutWeight, heldOutEveryStep } = this.scoring;
    return heldOutEveryStep ? heldOutWeight / this.steps : step === this.steps ? heldOutWeight : 0;
  }

  /** Adds the gradient of what is scored after `step` (from 1) to `lambda`. @returns that part of the meta-loss. */
  private score(lambda: Float64Array, task: BaselineTask, step: number): number {
    const [hint, heldOut] = [this.scoring.hintWeight / this.steps, this.weightOfHeldOut(step)];
    const p = this.p[step]!;
    let sum = 0;
    if (hint > 0) sum += hint * this.onBatch.addGradient(lambda, p, task.support[step - 1]!, hint);
    if (heldOut > 0) sum += heldOut * this.onHeldOut.addGradient(lambda, p, task.heldOut, heldOut);
    return sum;
  }

  /** One task's forward pass: `p` and `g` of every step. @param rates [K][rates of a step]. */
  private unroll(start: ArrayLike<number>, rates: readonly Float64Array[], task: BaselineTask): void {
    this.p[0]!.set(start);
    for (let k = 0; k < this.steps; k++) {
      const [from, to, g] = [this.p[k]!, this.p[k + 1]!, this.g[k]!];
      g.fill(0);
      this.onBatch.addGradient(g, from, task.support[k]!);
      this.preconditioner.apply(this.scaled, rates[k]!, g);
      for (let i = 0; i < to.length; i++) to[i] = from[i]! - this.scaled[i]!;
    }
  }

  /**
   * @param rates [K][rates of a step]; the same array twice where steps share their rates.
   * @param startGradient [P] and `rateGradients` [K][rates of a step]: written, not added to.
   * @returns the task's meta-loss.
   */
  metaGradient(
    start: ArrayLike<number>,
    rates: readonly Float64Array[],
    task: BaselineTask,
    startGradient: Float64Array,
    rateGradients: readonly Float64Array[],
  ): number {
    this.unroll(start, rates, task);
    const lambda = startGradient.fill(0);
    let loss = 0;
    for (let k = this.steps; k >= 1; k--) {
      loss += this.score(lambda, task, k);
      const dr = rateGradients[k - 1]!.fill(0);
      this.preconditioner.back(this.scaled, dr, rates[k - 1]!, this.g[k - 1]!, lambda);
      this.onBatch.addHessianProduct(lambda, this.p[k - 1]!, this.scaled, task.support[k - 1]!, -1);
    }
    return loss;
  }
}
