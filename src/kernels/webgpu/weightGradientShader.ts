// WGSL of the gradient of every weight, bias and output scale.

import { agentsIn } from '../../experiment/layout.ts';
import type { GpuMemory } from './memory.ts';
import { NETWORK_CALL } from './networkShader.ts';
import { ENTRY, HEADER, INDEX } from './shader.ts';

const { u } = NETWORK_CALL;

/** Sum over the points of the three passes of what a layer's weight or bias saw. */
function overPoints(term: (store: string, input: string, all: string, p: string) => string): string {
  return [0, 1, 2]
    .map((s) => {
      const [points, input, store] = [`points${s}`, `input${s}`, `store${s}`] as ['points0', 'input0', 'store0'];
      const all = `(${u('tasks')} * ${u(points)})`;
      return `for (var b = 0u; b < ${u(points)}; b++) { let p = t * ${u(points)} + b; sum += ${term(u(store), u(input), all, 'p')}; }`;
    })
    .join('\n    ');
}

/** Gradient of one group's parameters, e of [T, agents]. */
function parameterText(memory: GpuMemory, g: number): string {
  const { pass, plan } = memory;
  const { batch } = plan.spec.recipe;
  const { group } = plan.groups[g]!;
  const { inputs, outputs, layer } = group;
  const weight = group.kind === 'weight';
  const agents = agentsIn(group);
  const { inputGradient, rows } = memory.groups[g]!;
  const { output, stored } = pass.layers[layer]!;
  const { reads } = plan.topology.layers[layer]!;
  const gradient = (of: number, store: string, all: string, p: string) =>
    `A[${store} + ${of + pass.size}u * ${all} + ${p} * ${outputs}u + o]`;
  const into = (store: string, input: string, all: string, p: string) =>
    reads === undefined
      ? `A[${input} + ${p} * ${inputs}u + i]`
      : `A[${store} + ${pass.layers[reads]!.output}u * ${all} + ${p} * ${inputs}u + i]`;
  const points = overPoints((store, input, all, p) =>
    weight ? `${into(store, input, all, p)} * ${gradient(stored[0]!, store, all, p)}` : gradient(output, store, all, p),
  );
  const agent = weight
    ? `let ti = e / ${outputs}u; let i = ti % ${inputs}u; let t = ti / ${inputs}u;`
    : `let t = e / ${outputs}u;`;
  const row = weight
    ? `((t * ${batch}u + b) * ${inputs}u + i) * ${outputs}u + o`
    : `(t * ${batch}u + b) * ${outputs}u + o`;
  return `if (e < ${u('tasks')} * ${agents}u) {
    let o = e % ${outputs}u; ${agent}
    let at = ${memory.networkOf.get(group.id)!}u * ${u('tasks')} + e;
    var sum = 0.0;
    if (${u('hasNext')} == 1u) {
      sum += A[${u('next')} + at];
      for (var b = 0u; b < ${batch}u; b++) { sum += A[${inputGradient + group.messageIn * rows}u + ${row}]; }
    }
    ${points}
    A[${u('gradient')} + at] = sum;
    return;
  }
  e -= ${u('tasks')} * ${agents}u;`;
}

/** Gradient of one group's output scale, summed over its agents, e of [T]; `owner` counts owning groups. */
function scaleText(memory: GpuMemory, g: number, owner: number): string {
  const { group, outputMean, stepSizes } = memory.plan.groups[g]!;
  const agents = agentsIn(group);
  const { scaleGradient } = memory.groups[g]!;
  const ownSize =
    stepSizes === undefined
      ? ''
      : ` * P[${u('parameters')} + ${stepSizes.offset}u + ${u('sizesAt')} * ${stepSizes.each}u + n % ${stepSizes.each}u]`;
  return `if (e < ${u('tasks')}) {
    if (${u('hasNext')} == 1u) {
      var sum = 0.0;
      for (var n = 0u; n < ${agents}u; n++) {
        let at = e * ${agents}u + n;
        let raw = A[${u(`rawMean${owner}` as 'rawMean0')} + at] - P[${u('parameters')} + ${outputMean!}u];
        sum += A[${u('next')} + ${memory.networkOf.get(group.id)!}u * ${u('tasks')} + at] * raw${ownSize};
      }
      A[${scaleGradient}u + e] += sum;
    } else { A[${scaleGradient}u + e] = 0.0; }
    return;
  }
  e -= ${u('tasks')};`;
}

/** Gradient of one group's step sizes, [T * agents / each, S, each], e of [T, agents]. */
function sizesText(memory: GpuMemory, g: number, owner: number): string {
  const { group, outputMean, outputScale, stepSizes } = memory.plan.groups[g]!;
  if (stepSizes === undefined) return '';
  const agents = agentsIn(group);
  const { each } = stepSizes;
  const kept = memory.plan.spec.recipe.ownStepSizes;
  return `if (e < ${u('tasks')} * ${agents}u) {
    let first = ${memory.groups[g]!.sizesGradient}u + (e / ${each}u) * ${kept * each}u + e % ${each}u;
    if (${u('hasNext')} == 1u) {
      let raw = A[${u(`rawMean${owner}` as 'rawMean0')} + e] - P[${u('parameters')} + ${outputMean!}u];
      let d = A[${u('next')} + ${memory.networkOf.get(group.id)!}u * ${u('tasks')} + e];
      A[first + ${u('sizesAt')} * ${each}u] += d * raw * P[${u('parameters')} + ${outputScale!}u];
    } else {
      for (var s = 0u; s < ${kept}u; s++) { A[first + s * ${each}u] = 0.0; }
    }
    return;
  }
  e -= ${u('tasks')} * ${agents}u;`;
}

/**
 * Gradient of every weight and bias before the step: of those after it, of what their agents' inputs say, of all
 * points. And that of the output scales, one sum for each task, and of the step sizes.
 */
export function weightGradientShader(memory: GpuMemory): string {
  const owners = memory.plan.groups.flatMap(({ group }, g) => (group.ownsParameter ? [g] : []));
  return `${HEADER}
${ENTRY} {
  var e = ${INDEX};
  ${owners.map((g) => parameterText(memory, g)).join('\n  ')}
  ${owners.map((g, owner) => scaleText(memory, g, owner)).join('\n  ')}
  ${owners.map((g, owner) => sizesText(memory, g, owner)).join('\n  ')}
}`;
}
