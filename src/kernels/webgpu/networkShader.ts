// WGSL of the inner network: one point of one task per invocation, up to three batches in one dispatch. The same
// operations as mplp/network.ts.

import { layerUnits } from '../../experiment/layout.ts';
import type { ActivationName } from '../../experiment/types.ts';
import type { KernelPlan } from '../plan.ts';
import type { GpuMemory } from './memory.ts';
import { CallNumbers, ENTRY, HEADER, INDEX } from './shader.ts';
import { CLIP } from '../../numbers/functions.ts';

/** Numbers of a network call: three passes, of which the first is the one the agents saw. */
export const NETWORK_CALL = new CallNumbers([
  'tasks',
  'network',
  ...(['points0', 'input0', 'target0', 'store0', 'f_lossScale0'] as const),
  ...(['points1', 'input1', 'target1', 'store1', 'f_lossScale1'] as const),
  ...(['points2', 'input2', 'target2', 'store2', 'f_lossScale2'] as const),
  'gradient', // of the network, and of that after the step
  'hasNext',
  'next',
  'rawMean0', // of each owning group, in forward order
  'rawMean1',
  'rawMean2',
  'rawMean3',
  'rawMean4',
  'rawMean5',
  'rawMean6',
  'rawMean7',
  'rawMean8',
  'rawMean9',
  'rawMean10',
  'rawMean11',
  'rawMean12',
  'rawMean13',
  'rawMean14',
  'rawMean15',
  'parameters',
  'sizesAt', // which step sizes the step uses
] as const);
const { u, f } = NETWORK_CALL;

const VALUE: Record<ActivationName, string> = {
  relu: 'max(x, 0.0)',
  tanh: 'tanh_(x)',
  sigmoid: 'sigmoid_(x)',
  step: 'select(0.0, 1.0, x > 0.0)',
  linear: 'x',
};
const SLOPE: Record<ActivationName, string> = {
  relu: 'select(0.0, 1.0, x > 0.0)',
  tanh: '1.0 - y * y',
  sigmoid: 'y * (1.0 - y)',
  step: '0.0',
  linear: '1.0',
};

/** Which pass and point the invocation is. */
const CHOOSE = `
  var p = ${INDEX};
  var points = ${u('points0')}; var input = ${u('input0')}; var target_ = ${u('target0')}; var store = ${u('store0')};
  var lossScale = ${f('f_lossScale0')}; var seen = true;
  if (p >= ${u('tasks')} * points) {
    p -= ${u('tasks')} * points; seen = false;
    points = ${u('points1')}; input = ${u('input1')}; target_ = ${u('target1')}; store = ${u('store1')}; lossScale = ${f('f_lossScale1')};
    if (p >= ${u('tasks')} * points) {
      p -= ${u('tasks')} * points;
      points = ${u('points2')}; input = ${u('input2')}; target_ = ${u('target2')}; store = ${u('store2')}; lossScale = ${f('f_lossScale2')};
      if (p >= ${u('tasks')} * points) { return; }
    }
  }
  let t = p / points; let all = ${u('tasks')} * points;`;

/** Text for one plan; offsets of its passes and networks. */
class Network {
  readonly memory: GpuMemory;
  readonly plan: KernelPlan;
  readonly units: readonly number[];

  constructor(memory: GpuMemory) {
    this.memory = memory;
    this.plan = memory.plan;
    const { network } = memory.plan.spec;
    this.units = layerUnits(network.inputs, network.layers);
  }

  get outputs(): number {
    return this.units.at(-1)!;
  }

  /** WGSL of an entry of a stored array [all, width]. */
  at(offset: number, width: number, index: string, gradient = false): string {
    const from = gradient ? offset + this.memory.pass.size : offset;
    return `A[store + ${from}u * all + p * ${width}u + ${index}]`;
  }

  /** What a layer reads, or, past the last one, the loss. */
  private place(layer: number) {
    const { layers, loss } = this.plan.topology;
    return layers[layer] ?? loss;
  }

  /** What goes into a layer. */
  into(layer: number, index: string): string {
    const { reads, inputs } = this.place(layer);
    if (reads === undefined) return `A[input + p * ${inputs}u + ${index}]`;
    return this.at(this.memory.pass.layers[reads]!.output, inputs, index);
  }

  /** Adds to the gradient of what goes into a layer; the first needs none. */
  addInto(layer: number, index: string, sum: string): string {
    const { reads, inputs } = this.place(layer);
    if (reads === undefined) return '';
    return `${this.at(this.memory.pass.layers[reads]!.output, inputs, index, true)} += ${sum};`;
  }

  /** The gradient that a group's agents sent to their input `channel`, for the row of this point and unit `index`. */
  said(id: string, channel: number, index: string): string {
    const g = this.plan.groups.findIndex(({ group }) => group.id === id);
    const { inputGradient, rows } = this.memory.groups[g]!;
    return `A[${inputGradient + channel * rows}u + p * ${this.plan.groups[g]!.group.outputs}u + ${index}]`;
  }
}

function layerForward(n: Network, layer: number): string {
  const spec = n.plan.spec.network.layers[layer]!;
  const { inputs, outputs } = n.plan.topology.layers[layer]!;
  const { output, stored } = n.memory.pass.layers[layer]!;
  const to = (index: string) => n.at(output, outputs, index);
  if (spec.kind === 'activation') {
    return `for (var o = 0u; o < ${outputs}u; o++) { let x = ${n.into(layer, 'o')}; ${to('o')} = ${VALUE[spec.name]}; }`;
  }
  if (spec.kind === 'dense') {
    const [w, b] = [n.memory.networkOf.get(`${layer}.weight`)!, n.memory.networkOf.get(`${layer}.bias`)!];
    return `for (var o = 0u; o < ${outputs}u; o++) {
    var z = 0.0;
    for (var i = 0u; i < ${inputs}u; i++) { z += ${n.into(layer, 'i')} * A[${u('network')} + ${w}u * ${u('tasks')} + (t * ${inputs}u + i) * ${outputs}u + o]; }
    ${n.at(stored[0]!, outputs, 'o')} = z;
    ${to('o')} = z + A[${u('network')} + ${b}u * ${u('tasks')} + t * ${outputs}u + o];
  }`;
  }
  const [t, e, s] = stored as [number, number, number];
  return `{ var largest = ${n.into(layer, '0u')};
  for (var o = 1u; o < ${outputs}u; o++) { largest = max(largest, ${n.into(layer, 'o')}); }
  var sum = 0.0;
  for (var o = 0u; o < ${outputs}u; o++) {
    let shifted = ${n.into(layer, 'o')} - largest; let power = exp(shifted); sum += power;
    ${n.at(t, outputs, 'o')} = shifted; ${n.at(e, outputs, 'o')} = power;
  }
  for (var o = 0u; o < ${outputs}u; o++) { ${n.at(s, outputs, 'o')} = sum; ${to('o')} = ${n.at(e, outputs, 'o')} / sum; } }`;
}

function lossForward(n: Network): string {
  const { outputs } = n;
  const { loss, lossStates } = n.memory.pass;
  const state = (s: number) => n.at(lossStates[s]!, outputs, 'o');
  const kind = n.plan.spec.network.loss;
  const lines =
    kind === 'crossEntropy'
      ? `let q = clamp(x, ${CLIP}, 1.0 - ${CLIP}); ${state(0)} = q; ${state(2)} = log(q); let loss = -y * log(q);`
      : kind === 'l1'
        ? `${state(0)} = x; let loss = abs(y - x);`
        : `${state(0)} = x; ${state(2)} = y - x; let loss = 0.5 * (y - x) * (y - x);`;
  return `for (var o = 0u; o < ${outputs}u; o++) {
    let x = ${n.into(n.units.length - 1, 'o')}; let y = A[target_ + p * ${outputs}u + o];
    ${lines}
    ${state(1)} = y; ${n.at(loss, outputs, 'o')} = loss;
  }`;
}

/** Predictions, stored states and losses of every point. */
export function networkForwardShader(memory: GpuMemory): string {
  const n = new Network(memory);
  const layers = n.plan.spec.network.layers.map((_, layer) => layerForward(n, layer));
  return `${HEADER}
${ENTRY} {${CHOOSE}
  ${layers.join('\n  ')}
  ${lossForward(n)}
}`;
}

function lossBackward(n: Network): string {
  const { outputs } = n;
  const last = n.plan.groups.at(-1)!.group;
  const kind = n.plan.spec.network.loss;
  const said = (channel: number) => `select(0.0, ${n.said(last.id, channel, 'o')}, seen)`;
  const x = n.into(n.units.length - 1, 'o');
  const y = `A[target_ + p * ${outputs}u + o]`;
  const dx = (sum: string) => n.addInto(n.units.length - 1, 'o', sum);
  const lines =
    kind === 'crossEntropy'
      ? `if (x >= ${CLIP} && x <= 1.0 - ${CLIP}) { ${dx(`(${said(3)} - d * y) / x + ${said(1)}`)} }`
      : kind === 'l1'
        ? dx(`${said(1)} - d * sign(y - x)`)
        : dx(`${said(1)} - d * (y - x) - ${said(3)}`);
  return `for (var o = 0u; o < ${outputs}u; o++) {
    let x = ${x}; let y = ${y}; let d = lossScale + ${said(0)};
    ${lines}
  }`;
}

function denseBackward(n: Network, layer: number): string {
  const { inputs, outputs } = n.plan.topology.layers[layer]!;
  const { output, stored } = n.memory.pass.layers[layer]!;
  const m = n.plan.spec.rule.messageSize;
  const w = n.memory.networkOf.get(`${layer}.weight`)!;
  const g = n.plan.groups.findIndex(({ group }) => group.id === `${layer}.weight`);
  const { inputGradient, rows } = n.memory.groups[g]!;
  const dz = (index: string) => n.at(stored[0]!, outputs, index, true);
  const back =
    layer === 0
      ? ''
      : `for (var i = 0u; i < ${inputs}u; i++) {
    var sum = 0.0;
    for (var o = 0u; o < ${outputs}u; o++) {
      sum += ${dz('o')} * A[${u('network')} + ${w}u * ${u('tasks')} + (t * ${inputs}u + i) * ${outputs}u + o];
      if (seen) { sum += A[${inputGradient + (m + 1) * rows}u + (p * ${inputs}u + i) * ${outputs}u + o]; }
    }
    ${n.addInto(layer, 'i', 'sum')}
  }`;
  return `for (var o = 0u; o < ${outputs}u; o++) {
    ${dz('o')} = ${n.at(output, outputs, 'o', true)} + select(0.0, ${n.said(`${layer}.bias`, m + 1, 'o')}, seen);
  }
  ${back}`;
}

function softmaxBackward(n: Network, layer: number): string {
  const { outputs } = n.plan.topology.layers[layer]!;
  const { output, stored } = n.memory.pass.layers[layer]!;
  const [shifted, power, total] = stored as [number, number, number];
  const m = n.plan.spec.rule.messageSize;
  const said = (channel: number) => `select(0.0, ${n.said(`${layer}.softmax`, m + channel, 'o')}, seen)`;
  const dy = n.at(output, outputs, 'o', true);
  const e = n.at(power, outputs, 'o');
  return `{ let sum = ${n.at(total, outputs, '0u')}; var dSum = 0.0;
  for (var o = 0u; o < ${outputs}u; o++) { dSum += ${said(3)} - ${dy} * ${e} / (sum * sum); }
  var dMax = 0.0; var largest = 0u;
  for (var o = 0u; o < ${outputs}u; o++) {
    let d = ${said(1)} + (${said(2)} + ${dy} / sum + dSum) * ${e};
    ${n.addInto(layer, 'o', `d + ${said(0)}`)}
    dMax -= d;
    if (${n.at(shifted, outputs, 'o')} > ${n.at(shifted, outputs, 'largest')}) { largest = o; }
  }
  ${n.addInto(layer, 'largest', 'dMax')} }`;
}

function layerBackward(n: Network, layer: number): string {
  const spec = n.plan.spec.network.layers[layer]!;
  if (spec.kind === 'dense') return denseBackward(n, layer);
  if (spec.kind === 'softmax') return softmaxBackward(n, layer);
  const { outputs } = n.plan.topology.layers[layer]!;
  const { output } = n.memory.pass.layers[layer]!;
  const said = `select(0.0, ${n.said(`${layer}.activation`, n.plan.spec.rule.messageSize, 'o')}, seen)`;
  return `for (var o = 0u; o < ${outputs}u; o++) {
    let x = ${n.into(layer, 'o')}; let y = ${n.at(output, outputs, 'o')};
    ${n.addInto(layer, 'o', `${n.at(output, outputs, 'o', true)} * (${SLOPE[spec.name]}) + ${said}`)}
  }`;
}

/** From losses, and from what the agents' inputs say, to every layer's output and sum. */
export function networkBackwardShader(memory: GpuMemory): string {
  const n = new Network(memory);
  const layers = n.plan.topology.layersBack.map(({ index }) => layerBackward(n, index));
  return `${HEADER}
${ENTRY} {${CHOOSE}
  ${clearOwn(n)}
  ${lossBackward(n)}
  ${layers.join('\n  ')}
}`;
}

/** A point clears its own gradients: other invocations are at work on theirs. */
function clearOwn(n: Network): string {
  return n.memory.pass.layers
    .map(({ output }, layer) => {
      const width = n.plan.topology.layers[layer]!.outputs;
      return `for (var o = 0u; o < ${width}u; o++) { ${n.at(output, width, 'o', true)} = 0.0; }`;
    })
    .join('\n  ');
}
