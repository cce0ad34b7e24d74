// One meta-step on a GPU: all inner steps of all tasks, the gradient back through them, and Adam, recorded in one
// command buffer. Nothing is read back but a report of a few numbers. The same computation as training/metaLoss.ts.

import { agentsIn } from '../../experiment/layout.ts';
import type { KernelPlan } from '../plan.ts';
import { Calls, shapeOf, type AdamScalars, type Vector } from './calls.ts';
import { GpuMemory } from './memory.ts';
import { Programs, type Dispatch } from './programs.ts';
import { scratchFeatures } from './ruleBackward.ts';
import { gradientSources } from './stepShader.ts';

/** The numbers of a meta-step's tasks; leading dimension T. */
export interface MetaStepNumbers {
  /** One for each inner step: [T, B, inputs] and [T, B, outputs]. */
  readonly support: readonly { readonly input: Float32Array; readonly target: Float32Array }[];
  readonly heldOut: { readonly input: Float32Array; readonly target: Float32Array };
  /** Fresh weights and biases by group id, [T, agents]; undefined where the start is learned. */
  readonly networks: ReadonlyMap<string, Float32Array> | undefined;
}

export class GpuMetaGradient {
  readonly plan: KernelPlan;
  private readonly device: GPUDevice;
  private readonly memory: GpuMemory;
  private readonly programs: Programs;
  private readonly dispatches = new Map<number, readonly Dispatch[]>();
  private readonly staging: GPUBuffer;
  private readonly calls: Calls;

  /**
   * @param steps most inner steps of a meta-step.
   * @param factors rate factor of every parameter [P], 0 where frozen.
   */
  constructor(device: GPUDevice, plan: KernelPlan, tasks: number, steps: number, factors: Float32Array) {
    this.device = device;
    this.plan = plan;
    this.memory = new GpuMemory(plan, tasks, steps, (group) => scratchFeatures(shapeOf(plan, group, true)));
    const { size } = plan.layout;
    this.calls = new Calls(plan, this.memory);
    this.programs = new Programs(device, {
      ...this.memory.sizes,
      parameters: this.calls.norms + plan.layout.parameters.length,
    });
    this.staging = device.createBuffer({
      size: 4 * Math.max(this.reportSize, 3 * size),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    this.write('factors', factors);
    this.writeTable();
  }

  private get reportSize(): number {
    return 2 * (this.memory.steps + 1) + 1;
  }

  /** Bytes of all buffers. */
  get bytes(): number {
    return this.programs.bytes + this.staging.size;
  }

  private writeTable(): void {
    const views = this.plan.layout.parameters;
    const sources = gradientSources(this.memory);
    const viewOf = new Uint32Array(this.plan.layout.size);
    views.forEach(({ offset, size }, v) => viewOf.fill(v, offset, offset + size));
    const rows = views.flatMap(({ offset }, v) => {
      const { where, at, count, stride } = sources[v]!;
      return [where, at, count, stride, offset];
    });
    this.programs.write('parameters', this.calls.vector('viewOf'), viewOf);
    this.programs.write('parameters', this.calls.table, new Uint32Array(rows));
  }

  /** Sets a vector of the rule's size [P]. */
  write(name: Exclude<Vector, 'gradient' | 'viewOf'>, values: Float32Array): void {
    this.programs.write('parameters', this.calls.vector(name), values);
  }

  private writeNumbers({ support, heldOut, networks }: MetaStepNumbers): void {
    const { memory } = this;
    support.forEach(({ input, target }, k) => {
      this.programs.write('arena', memory.support[k]!.input, input);
      this.programs.write('arena', memory.support[k]!.target, target);
    });
    this.programs.write('arena', memory.heldOut[0]!.input, heldOut.input);
    this.programs.write('arena', memory.heldOut[0]!.target, heldOut.target);
    if (networks === undefined) return;
    for (const [id, values] of networks) {
      const offset = memory.networkOf.get(id);
      if (offset !== undefined) this.programs.write('arena', memory.networks[0]! + offset * memory.tasks, values);
    }
  }

  /** The learned start, copied for every task. */
  private copyStart(encoder: GPUCommandEncoder): void {
    const { memory } = this;
    for (const { group, start } of this.plan.groups) {
      if (start === undefined) continue;
      const size = agentsIn(group);
      const to = memory.networks[0]! + memory.networkOf.get(group.id)! * memory.tasks;
      for (let t = 0; t < memory.tasks; t++)
        this.programs.copy(
          encoder,
          'parameters',
          this.calls.vector('parameters') + start,
          'arena',
          to + t * size,
          size,
        );
    }
  }

  /**
   * Loss, gradient and the next state of one meta-step; `accept` makes that the state.
   *
   * @returns meta-loss, held-out losses 0..steps, and whether everything is finite.
   */
  async run(
    numbers: MetaStepNumbers,
    adam: AdamScalars,
  ): Promise<{ metaLoss: number; heldOut: number[]; finite: boolean }> {
    const steps = numbers.support.length;
    const recorded = this.dispatches.get(steps) ?? this.calls.record(steps);
    this.dispatches.set(steps, recorded);
    this.writeNumbers(numbers);
    const encoder = this.device.createCommandEncoder();
    if (numbers.networks === undefined) this.copyStart(encoder);
    this.programs.clear(encoder, 'partials');
    this.programs.encode(encoder, [...recorded, ...this.calls.optimise(steps, adam)]);
    this.programs.read(encoder, 'arena', this.memory.report, this.staging, this.reportSize);
    this.device.queue.submit([encoder.finish()]);
    const report = await this.map(this.reportSize);
    const { recipe } = this.plan.spec;
    const heldOut = Array.from(report.subarray(1, steps + 2));
    const hints = report.subarray(2 + this.memory.steps, 2 + this.memory.steps + steps);
    const scored = recipe.heldOutEveryStep
      ? heldOut.slice(1).reduce((sum, loss) => sum + loss / steps, 0)
      : heldOut.at(-1)!;
    const hint = hints.reduce((sum, loss) => sum + loss / steps, 0);
    return { metaLoss: recipe.hintWeight * hint + recipe.heldOutWeight * scored, heldOut, finite: report[0] === 0 };
  }

  /** The next state becomes the state. */
  accept(): void {
    const { size } = this.plan.layout;
    const encoder = this.device.createCommandEncoder();
    this.programs.copy(encoder, 'arena', this.memory.nextState, 'parameters', 0, 3 * size);
    this.device.queue.submit([encoder.finish()]);
  }

  private async map(floats: number): Promise<Float32Array> {
    await this.staging.mapAsync(GPUMapMode.READ, 0, 4 * floats);
    const values = new Float32Array(this.staging.getMappedRange(0, 4 * floats)).slice();
    this.staging.unmap();
    return values;
  }

  /** Parameters and moments, [3][P]; or the gradient of the last run before unit norm, [P]. */
  async readBack(what: 'state' | 'gradient'): Promise<Float32Array> {
    const { size } = this.plan.layout;
    const [at, floats] = what === 'state' ? [0, 3 * size] : [this.calls.vector('gradient'), size];
    const encoder = this.device.createCommandEncoder();
    this.programs.read(encoder, 'parameters', at, this.staging, floats);
    this.device.queue.submit([encoder.finish()]);
    return this.map(floats);
  }

  dispose(): void {
    this.programs.dispose();
    this.staging.destroy();
  }
}
