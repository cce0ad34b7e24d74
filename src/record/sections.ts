// What a record keeps where: the only place that knows how sections are named.
//
// `s` = inner step 1..K, `g` = group id of experiment/layout (`2.weight`, `5.loss`), B samples, M channels,
// `agents` = [I, O] for weights, [n] otherwise:
//
// - `rule` [P]: the flat rule vector.
// - `grid/input` [G, inputs], `grid/target` [G, outputs], `grid/s/prediction` [G, outputs] for s = 0..K
//   (s = 0: before learning; s: after step s).
// - `heldOutLoss` [K+1]: loss on the evaluation points after 0..K steps.
// - `s/input` [B, inputs], `s/target`, `s/prediction`, `s/loss` [B, outputs]: the batch of step s, before its update.
// - `s/g/parameter` [agents]: value before step s (s = 1..K+1, so K+1 is the final one).
// - `s/g/state` [B, n]: what the group stored per sample: weights the layer's input x [B, I]; biases z;
//   activations and softmax x. (Loss agents: see `s/prediction` and `s/target`.)
// - `s/g/carry` [B, agents, C]: carry after step s, stateful rules only.
// - `s/g/message` [B, agents, M]: outgoing message per sample. A stateful rule's is the last M channels of its carry,
//   unless it was recorded apart.
// - `s/g/raw` [B, agents]: update asked for per sample; a stateful rule's is channel 0 of its carry, unless recorded apart.
// - `s/g/aggregate` [B, I, M]: what the layer below hears, weights only.
// - `s/g/update` [agents]: applied update.
// - `s/g/intact` [agents], on demand under interventions: the parameter before step s (1..K+1) had nothing been changed.
// - `s/g/gradient` [agents], on demand: true gradient of the batch's loss by the parameter, before step s.
// - `s/g/gradientOut` [B, n], on demand: the same by what the agent gives going forward (weights: by z_j); not of the loss.
// - `s/g/gradientIn` [B, n], on demand: by what it receives; weights' is the weight times `gradientOut`, and not kept.

import type { Lane } from './lanes.ts';
import type { AgentGroup } from '../experiment/layout.ts';
import { buildRecord, requireSection, sectionOf, type EpisodeRecord, type Section } from './episode.ts';

/** What is recorded of every group of agents in every inner step. */
export type AgentPart =
  | 'parameter'
  | 'state'
  | 'carry'
  | 'message'
  | 'raw'
  | 'aggregate'
  | 'update'
  | 'intact'
  | 'gradient'
  | 'gradientIn'
  | 'gradientOut';

/** What is recorded of the batch of every inner step. */
export type BatchPart = 'input' | 'target' | 'prediction' | 'loss';

/** Names to write sections under. */
export const sectionName = {
  rule: 'rule',
  heldOutLoss: 'heldOutLoss',
  gridInput: 'grid/input',
  gridTarget: 'grid/target',
  gridPrediction: (step: number) => `grid/${step}/prediction`,
  batch: (step: number, part: BatchPart) => `${step}/${part}`,
  agents: (step: number, group: string, part: AgentPart) => `${step}/${group}/${part}`,
} as const;

/** Some of the channels of every agent in a section [B, agents, `channels`]. */
export interface Channels {
  readonly section: Section;
  readonly channels: number;
  readonly from: number;
  readonly count: number;
}

function agents(record: EpisodeRecord, step: number, group: string, part: AgentPart): Section | undefined {
  return sectionOf(record, sectionName.agents(step, group, part));
}

function channelsOf(record: EpisodeRecord, step: number, group: AgentGroup, apart: 'message' | 'raw') {
  const count = apart === 'raw' ? 1 : record.header.spec.rule.messageSize;
  const own = agents(record, step, group.id, apart);
  if (own !== undefined) return { section: own, channels: count, from: 0, count };
  const carry = agents(record, step, group.id, 'carry');
  if (carry === undefined) return undefined;
  return { section: carry, channels: group.carry, from: apart === 'raw' ? 0 : group.carry - count, count };
}

/** Readers of sections; without copying, undefined where the record does not hold it. */
export const read = {
  /** The flat rule vector [P]. */
  rule: (record: EpisodeRecord) => sectionOf(record, sectionName.rule),
  /** Loss on the evaluation points after 0..K inner steps; every record has it. */
  heldOutLoss: (record: EpisodeRecord) => requireSection(record, sectionName.heldOutLoss),
  /** [G, inputs]; every record has it. */
  gridInput: (record: EpisodeRecord) => requireSection(record, sectionName.gridInput),
  /** [G, outputs]; every record has it. */
  gridTarget: (record: EpisodeRecord) => requireSection(record, sectionName.gridTarget),
  /** [G, outputs] after `step` inner steps. */
  gridPrediction: (record: EpisodeRecord, step: number) => sectionOf(record, sectionName.gridPrediction(step)),
  /** The batch of an inner step, [B, inputs] or [B, outputs]. */
  batch: (record: EpisodeRecord, step: number, part: BatchPart) => sectionOf(record, sectionName.batch(step, part)),
  /** Values before `step`, [agents]. */
  parameter: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'parameter'),
  /** Values before `step` in the intact run, [agents]; where they were asked for. */
  intact: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'intact'),
  /** What the group stored in the forward pass, [B, n]. */
  state: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'state'),
  /** [B, agents, C] after `step`; stateful rules only. */
  carry: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'carry'),
  /** What a layer's weights together tell the layer below, [B, I, M]. */
  aggregate: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'aggregate'),
  /** Applied in `step`, [agents]. */
  update: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'update'),
  /** True gradient by each parameter before `step`, [agents]; where gradients were asked for. */
  gradient: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'gradient'),
  /** By what each agent receives going forward, [B, n]. */
  gradientIn: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'gradientIn'),
  /** By what each agent gives going forward, [B, n]. */
  gradientOut: (record: EpisodeRecord, step: number, group: string) => agents(record, step, group, 'gradientOut'),
  /** What every agent said in `step`, per sample. */
  said: (record: EpisodeRecord, step: number, group: AgentGroup): Channels | undefined =>
    channelsOf(record, step, group, 'message'),
  /** The update every agent asked for in `step`, per sample, before centring and scaling; parameters' agents only. */
  asked: (record: EpisodeRecord, step: number, group: AgentGroup): Channels | undefined =>
    group.ownsParameter ? channelsOf(record, step, group, 'raw') : undefined,
} as const;

/** A recorded adaptation as a lane: losses, and predictions on the grid after 0..K steps. */
export function laneOfRecord(id: string, record: EpisodeRecord): Lane {
  const losses = heldOutLosses(record);
  const predictions = losses.map((_, step) => read.gridPrediction(record, step)?.data ?? new Float32Array());
  return { id, losses, predictions };
}

/** Samples of the batch of a step: 0 where the record lacks them. */
export function batchSize(record: EpisodeRecord, step: number): number {
  return read.batch(record, step, 'loss')?.shape[0] ?? 0;
}

/** Held-out loss before learning and after each inner step, on the probe. */
export function heldOutLosses(record: EpisodeRecord): number[] {
  return [...read.heldOutLoss(record).data];
}

const PER_SAMPLE: readonly string[] = ['carry', 'message', 'raw', 'aggregate'] satisfies AgentPart[];

/**
 * What a page paints first: the fit, every parameter and its updates. What agents said and the rule's numbers, nearly
 * all of a record's size, are left out.
 */
export function firstMoment(record: EpisodeRecord): EpisodeRecord {
  const { version: _, sections, ...header } = record.header;
  const kept = Object.keys(sections).filter(
    (name) => name !== sectionName.rule && !PER_SAMPLE.includes(name.slice(name.lastIndexOf('/') + 1)),
  );
  return buildRecord(
    { ...header, brief: true },
    Object.fromEntries(kept.map((name) => [name, requireSection(record, name)])),
  );
}
