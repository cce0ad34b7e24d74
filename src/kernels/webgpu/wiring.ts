// Who hears whom in the arena: where messages, their gradients and stored values of a group lie.

import type { GroupPlan } from '../plan.ts';
import type { GpuMemory } from './memory.ts';

/** Where group g hears from in inner step k: channels, then rows. */
export function heard(memory: GpuMemory, g: number, k: number): { message: number; messageRows: number } {
  const { sender } = memory.plan.groups[g]!;
  if (sender === undefined) {
    const pass = memory.support[k]!;
    const rows = memory.tasks * pass.points;
    return { message: pass.store + memory.pass.loss * rows, messageRows: memory.groups[g]!.rows };
  }
  const before = memory.plan.groups[sender]!;
  const places = memory.groups[sender]!;
  const m = memory.plan.spec.rule.messageSize;
  if (before.group.kind === 'weight') {
    const rows = memory.tasks * memory.plan.spec.recipe.batch * before.group.inputs;
    return { message: places.aggregate[k]!, messageRows: rows };
  }
  return { message: places.out[k]! + (places.width - m) * places.rows, messageRows: places.rows };
}

/** Where what group g said is judged: the gradient of its message. */
export function judged(memory: GpuMemory, g: number): { messageGradient: number; messageGradientRows: number } {
  const { listener } = memory.plan.groups[g]!;
  if (listener === undefined) return { messageGradient: 0, messageGradientRows: 0 };
  const after = memory.plan.groups[listener]!;
  const places = memory.groups[listener]!;
  if (after.group.kind !== 'weight') {
    return { messageGradient: places.inputGradient, messageGradientRows: places.rows };
  }
  const rows = memory.tasks * memory.plan.spec.recipe.batch * after.group.outputs;
  return { messageGradient: places.messageGradient, messageGradientRows: rows };
}

/** Where what a group stored in inner step k lies, in the order of its states. */
export function stateOffsets(memory: GpuMemory, plan: GroupPlan, k: number): number[] {
  const pass = memory.support[k]!;
  const all = memory.tasks * pass.points;
  const { kind, layer } = plan.group;
  const stored = (offset: number) => pass.store + offset * all;
  if (kind === 'loss') return memory.pass.lossStates.map(stored);
  const { reads } = memory.plan.topology.layers[layer]!;
  const input = reads === undefined ? pass.input : stored(memory.pass.layers[reads]!.output);
  if (kind === 'bias') return [stored(memory.pass.layers[layer]!.stored[0]!)];
  if (kind === 'softmax') return [input, ...memory.pass.layers[layer]!.stored.map(stored)];
  return [input];
}
