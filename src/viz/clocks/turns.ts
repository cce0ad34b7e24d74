// Whose turn it is: the inner clock's phase as each group of agents sees it.

import { blocksOf, phasesOf, type Moment } from '../../record/moment.ts';
import type { Block, Phase } from '../../experiment/topology.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';

/** `idle`: the forward phase, when nobody speaks. */
export type Turn = 'idle' | 'waiting' | 'speaking' | 'done';

interface Clock {
  readonly phases: readonly Phase[];
  readonly blocks: readonly Block[];
  /** Index of the phase in which each group speaks. */
  readonly speaksAt: ReadonlyMap<string, number>;
}

const clocks = new WeakMap<ExperimentSpec, Clock>();

/** Phases, blocks and speaking order of a network, cached per spec. */
export function clockOf(spec: ExperimentSpec): Clock {
  const known = clocks.get(spec);
  if (known !== undefined) return known;
  const phases = phasesOf(spec);
  const blocks = blocksOf(spec);
  const speaksAt = new Map<string, number>();
  phases.forEach((phase, at) => {
    if (phase.kind !== 'back') return;
    for (const group of blocks[phase.block]?.groups ?? []) speaksAt.set(group.id, at);
  });
  const clock = { phases, blocks, speaksAt };
  clocks.set(spec, clock);
  return clock;
}

/** Groups outside every block are the loss agents: they speak in the loss phase. */
export function turnOf(spec: ExperimentSpec, moment: Moment, group: string): Turn {
  const { phases, speaksAt } = clockOf(spec);
  if (phases[moment.phase]?.kind === 'forward') return 'idle';
  const at = speaksAt.get(group) ?? phases.findIndex((phase) => phase.kind === 'loss');
  if (moment.phase === at) return 'speaking';
  return moment.phase > at ? 'done' : 'waiting';
}

/** Has the group spoken in this step, or is it speaking now? */
export function hasSpoken(spec: ExperimentSpec, moment: Moment, group: string): boolean {
  const turn = turnOf(spec, moment, group);
  return turn === 'speaking' || turn === 'done';
}

/** Number of the layer (dense layer and what follows it) a group belongs to, from 1; undefined for the loss. */
export function layerNumber(spec: ExperimentSpec, group: string): number | undefined {
  return clockOf(spec).blocks.find((block) => block.groups.some((member) => member.id === group))?.number;
}
