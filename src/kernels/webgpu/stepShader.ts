// WGSL of what stands between rules: aggregated messages, updates, and the optimiser.

import type { GroupPlan } from '../plan.ts';
import { agentsIn } from '../../experiment/layout.ts';
import type { RuleSpec } from '../../experiment/types.ts';
import { BETA1, BETA2, EPSILON, SMALLEST_NORM } from '../../numbers/optimiser.ts';
import type { GpuMemory } from './memory.ts';
import { networkOffsets } from './memory.ts';
import { CallNumbers, ENTRY, GROUP, HEADER, INDEX } from './shader.ts';

/** Numbers of a dense layer's update and aggregation. */
export const LAYER_CALL = new CallNumbers([
  'tasks',
  'samples',
  'inputs',
  'outputs',
  'weightOut',
  'biasOut',
  'channels', // of the outgoing message; 0 where nobody hears it
  'firstChannel',
  'aggregate',
  'weight', // before and after the step
  'weightAfter',
  'bias',
  'biasAfter',
  'weightRaw', // where the mean raw update is kept
  'biasRaw',
  'weightMean', // centre and scale, in the parameters
  'weightScale',
  'biasMean',
  'biasScale',
  'weightSizes', // step sizes of this step, in the parameters, and how many; 0 for none
  'weightEach',
  'biasSizes',
  'biasEach',
  'inputGradient',
  'messageGradient',
  'f_factor',
] as const);
const { u, f } = LAYER_CALL;

/** Eq. 8 and 9 of one dense layer: its messages' aggregate [M][T * B * I] and both updates. */
export function layerShader(): string {
  const update = (kind: 'weight' | 'bias') => {
    const [out, raw] = [u(`${kind}Out`), u(`${kind}Raw`)];
    const [from, to] = [u(kind), u(`${kind}After`)];
    return `
    var sum = 0.0;
    for (var b = 0u; b < ${u('samples')}; b++) { sum += A[${out} + (t * ${u('samples')} + b) * agents + n]; }
    let raw = sum / f32(${u('samples')});
    A[${raw} + e] = raw;
    var size = P[${u(`${kind}Scale`)}];
    if (${u(`${kind}Sizes`)} != 0u) { size *= P[${u(`${kind}Sizes`)} + n % ${u(`${kind}Each`)}]; }
    A[${to} + e] = A[${from} + e] + (raw - P[${u(`${kind}Mean`)}]) * size;
    return;`;
  };
  return `${HEADER}
${ENTRY} {
  var e = ${INDEX};
  let tbi = ${u('tasks')} * ${u('samples')} * ${u('inputs')};
  if (e < tbi * ${u('channels')}) {
    let m = e / tbi; let row = e % tbi;
    var sum = 0.0;
    let first = ${u('weightOut')} + ((${u('firstChannel')} + m) * tbi + row) * ${u('outputs')};
    for (var o = 0u; o < ${u('outputs')}; o++) { sum += A[first + o]; }
    A[${u('aggregate')} + e] = sum * ${f('f_factor')};
    return;
  }
  e -= tbi * ${u('channels')};
  var agents = ${u('inputs')} * ${u('outputs')};
  if (e < ${u('tasks')} * agents) {
    let t = e / agents; let n = e % agents;
    ${update('weight')}
  }
  e -= ${u('tasks')} * agents;
  agents = ${u('outputs')};
  if (e < ${u('tasks')} * agents) {
    let t = e / agents; let n = e % agents;
    ${update('bias')}
  }
}`;
}

/** Gradient of the message that all weights of an output heard: summed over inputs, [M][T * B * O]. */
export function messageGradientShader(rule: RuleSpec): string {
  return `${HEADER}
${ENTRY} {
  let e = ${INDEX};
  let tbo = ${u('tasks')} * ${u('samples')} * ${u('outputs')};
  if (e >= tbo * ${rule.messageSize}u) { return; }
  let m = e / tbo; let o = e % ${u('outputs')}; let tb = (e % tbo) / ${u('outputs')};
  var sum = 0.0;
  for (var i = 0u; i < ${u('inputs')}; i++) {
    sum += A[${u('inputGradient')} + ((m * ${u('tasks')} * ${u('samples')} + tb) * ${u('inputs')} + i) * ${u('outputs')} + o];
  }
  A[${u('messageGradient')} + e] = sum;
}`;
}

/** Numbers of the last dispatches: offsets into buffer P of vectors of the rule's size, and of the next state in A. */
export const OPTIMISER_CALL = new CallNumbers([
  'size',
  'views',
  'parameters',
  'first',
  'nextState',
  'second',
  'gradient',
  'factors',
  'viewOf',
  'table',
  'norms',
  'unitNorm',
  'tasks',
  'steps',
  'report',
  'f_rate',
  'f_firstCorrection',
  'f_secondCorrection',
] as const);
const o = OPTIMISER_CALL;

/** Where a view's gradient comes from: `where` 0 nowhere, 1 partial gradients, 2 the arena. Table rows of five. */
export interface GradientSource {
  readonly where: 0 | 1 | 2;
  readonly at: number;
  readonly count: number;
  readonly stride: number;
}
export const TABLE_ROW = 5;

const table = (field: number) => `bitcast<u32>(P[${o.u('table')} + view * ${TABLE_ROW}u + ${field}u])`;

/** Sums every entry's gradient over workgroups or tasks, in order, and divides by the number of tasks. */
export function collectShader(): string {
  return `${HEADER}
${ENTRY} {
  let e = ${INDEX};
  if (e >= ${o.u('size')}) { return; }
  let view = bitcast<u32>(P[${o.u('viewOf')} + e]);
  let where_ = ${table(0)};
  let first = ${table(1)} + e - ${table(4)};
  let count = ${table(2)}; let stride = ${table(3)};
  var sum = 0.0;
  if (where_ == 1u) { for (var n = 0u; n < count; n++) { sum += G[first + n * stride]; } }
  if (where_ == 2u) { for (var n = 0u; n < count; n++) { sum += A[first + n * stride]; } }
  P[${o.u('gradient')} + e] = sum / f32(${o.u('tasks')});
}`;
}

/** What each view's gradient is multiplied by: 1 over its length, or 1. One workgroup a view. */
export function normShader(layout: { readonly size: number }): string {
  return `${HEADER}
var<workgroup> sums: array<f32, ${GROUP}>;
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let view = wg.x;
  let first = ${table(4)};
  var end = ${layout.size}u;
  if (view + 1u < ${o.u('views')}) { end = bitcast<u32>(P[${o.u('table')} + (view + 1u) * ${TABLE_ROW}u + 4u]); }
  var sum = 0.0;
  for (var e = first + lane; e < end; e += ${GROUP}u) { let g = P[${o.u('gradient')} + e]; sum += g * g; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var total = 0.0;
    for (var n = 0u; n < ${GROUP}u; n++) { total += sums[n]; }
    P[${o.u('norms')} + view] = select(1.0, 1.0 / max(sqrt(total), ${SMALLEST_NORM}), ${o.u('unitNorm')} == 1u);
  }
}`;
}

/** One step of Adam into the next state; says in the report if anything is not finite. */
export function adamShader(): string {
  return `${HEADER}
${ENTRY} {
  let e = ${INDEX};
  if (e >= ${o.u('size')}) { return; }
  let view = bitcast<u32>(P[${o.u('viewOf')} + e]);
  let factor = P[${o.u('factors')} + e];
  let g = select(P[${o.u('gradient')} + e] * P[${o.u('norms')} + view], 0.0, factor == 0.0);
  let m = ${BETA1} * P[${o.u('first')} + e] + ${1 - BETA1} * g;
  let v = ${BETA2} * P[${o.u('second')} + e] + ${1 - BETA2} * g * g;
  let p = P[${o.u('parameters')} + e] - ${o.f('f_rate')} * factor * (m * ${o.f('f_firstCorrection')}) / (sqrt(v * ${o.f('f_secondCorrection')}) + ${EPSILON});
  A[${o.u('nextState')} + e] = p;
  A[${o.u('nextState')} + ${o.u('size')} + e] = m;
  A[${o.u('nextState')} + 2u * ${o.u('size')} + e] = v;
  let all = 0x7f800000u;
  if ((bitcast<u32>(p) & all) == all || (bitcast<u32>(v) & all) == all) { A[${o.u('report')}] = 1.0; }
}`;
}

/** Losses of every step to the report: a flag, held-out losses 0..K, hints 0..K-1. */
export function reportShader(memory: GpuMemory): string {
  const { spec } = memory.plan;
  const outputs = memory.plan.groups.at(-1)!.group.outputs;
  const mean = (points: number) => {
    const count = memory.tasks * points * outputs;
    return `for (var n = 0u; n < ${count}u; n++) { sum += A[store + ${memory.pass.loss * memory.tasks * points}u + n]; }
    sum = sum / ${count}.0;`;
  };
  const pick = (stores: readonly number[]) =>
    `var stores = array<u32, ${stores.length}>(${stores.map((at) => `${at}u`).join(', ')});`;
  return `${HEADER}
${ENTRY} {
  let e = gid.x;
  if (e == 0u) { A[${memory.report}u] = 0.0; }
  var sum = 0.0;
  if (e <= ${o.u('steps')}) {
    ${pick(memory.heldOut.map(({ store }) => store))}
    let store = stores[e];
    ${mean(spec.recipe.heldOutPoints)}
    A[${memory.report + 1}u + e] = sum;
  }
  if (e < ${o.u('steps')}) {
    ${pick(memory.hints.map(({ store }) => store))}
    let store = stores[e];
    sum = 0.0;
    ${mean(spec.recipe.batch)}
    A[${memory.report + 2 + memory.steps}u + e] = sum;
  }
}`;
}

/** Where the gradient of every view of the flat vector comes from. */
export function gradientSources(memory: GpuMemory): GradientSource[] {
  const { plan, tasks } = memory;
  const network = networkOffsets(plan);
  const nowhere: GradientSource = { where: 0, at: 0, count: 0, stride: 0 };
  const learnerOf = (offset: number): GroupPlan | undefined =>
    plan.groups.find(({ learner }) => offset >= learner.offset && offset < learner.offset + learner.size);
  return plan.layout.parameters.map((view): GradientSource => {
    if (!view.trained) return nowhere;
    if (view.role === 'start') {
      const id = view.name.slice('start.'.length);
      return {
        where: 2,
        at: memory.networkGradients[0]! + network.of.get(id)! * tasks,
        count: tasks,
        stride: view.size,
      };
    }
    if (view.role === 'stepSizes') {
      const g = plan.groups.findIndex(({ stepSizes }) => stepSizes?.offset === view.offset);
      const { group, stepSizes } = plan.groups[g]!;
      const count = (tasks * agentsIn(group)) / stepSizes!.each;
      return { where: 2, at: memory.groups[g]!.sizesGradient, count, stride: view.size };
    }
    if (view.role === 'outputScale') {
      const owners = plan.groups.flatMap(({ outputScale }, g) => (outputScale === view.offset ? [g] : []));
      return { where: 2, at: memory.groups[owners[0]!]!.scaleGradient, count: owners.length * tasks, stride: 1 };
    }
    const learner = learnerOf(view.offset)?.learner;
    const partial = learner && memory.partials.get(learner.offset);
    if (learner === undefined || partial === undefined) return nowhere;
    const { at, workgroups, size } = partial;
    return { where: 1, at: at + view.offset - learner.offset, count: workgroups, stride: size };
  });
}
