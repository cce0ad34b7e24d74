// Everything the inspector says about one agent at one moment, read once.

import { sectionOf, type EpisodeRecord } from '../record/episode.ts';
import type { AgentRef, Moment } from '../record/moment.ts';
import type { AgentGroup } from '../spec/layout.ts';
import {
  carryOf,
  groupOf,
  hasMessages,
  meanRow,
  memoryBefore,
  messageIn,
  messageOut,
  neighbourGroup,
  outputStandard,
  parameterOf,
  rawUpdates,
  updateOf,
  type Matrix,
} from './agentData.ts';
import { statesOf } from './agentStates.ts';
import { stepsOf } from './fitGeometry.ts';
import { agentGates, statelessOutputs, type AgentGates, type StatelessOutputs } from './gates.ts';
import { hasSpoken } from './turns.ts';

/** Memory of a stateful agent, averaged over the samples. */
export interface MemoryModel {
  /** Channel 0 is the raw update. */
  readonly ownsUpdate: boolean;
  readonly privateChannels: number;
  readonly messageChannels: number;
  readonly before: Float32Array | undefined;
  readonly keep: Float32Array | undefined;
  readonly reset: Float32Array | undefined;
  readonly after: Float32Array | undefined;
}

/** How an agent's raw updates become the change of its parameter. */
export interface ChangeModel {
  /** Raw update of each sample. */
  readonly raw: Float32Array;
  readonly rawMean: number;
  readonly mean: number;
  readonly scale: number;
  /** The change each sample alone would make. */
  readonly perSample: Float32Array;
  readonly update: number;
  readonly before: number;
}

export interface HistoryRow {
  readonly step: number;
  readonly message: Float32Array | undefined;
  readonly update: number | undefined;
}

export interface StoredRow {
  readonly name: string;
  readonly values: Float32Array;
}

export interface InspectorModel {
  readonly group: AgentGroup;
  readonly ref: AgentRef;
  readonly step: number;
  readonly spoken: boolean;
  /** The sender has spoken, so there is something to hear. */
  readonly heard: boolean;
  readonly says: Matrix | undefined;
  readonly hears: Matrix | undefined;
  readonly stored: readonly StoredRow[];
  readonly memory: MemoryModel | undefined;
  readonly change: ChangeModel | undefined;
  /** One pass of the rule for the chosen point. */
  readonly gates: AgentGates | undefined;
  readonly stateless: StatelessOutputs | undefined;
  readonly history: readonly HistoryRow[];
  /** Per-sample sections of this agent's group are not in the record. */
  readonly missing: boolean;
}

const average = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);

function meanGates(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  samples: number,
): { keep: Float32Array; reset: Float32Array } | undefined {
  const passes: AgentGates[] = [];
  for (let b = 0; b < samples; b++) {
    const gates = agentGates(record, ref, step, b);
    if (gates === undefined) return undefined;
    passes.push(gates);
  }
  const mean = (of: (gates: AgentGates) => Float64Array): Float32Array =>
    Float32Array.from(
      { length: passes[0]?.keep.length ?? 0 },
      (_, c) => passes.reduce((sum, gates) => sum + (of(gates)[c] ?? 0), 0) / passes.length,
    );
  return { keep: mean((gates) => gates.keep), reset: mean((gates) => gates.reset) };
}

function memoryOf(
  record: EpisodeRecord,
  group: AgentGroup,
  ref: AgentRef,
  step: number,
  spoken: boolean,
): MemoryModel | undefined {
  if (group.carry === 0) return undefined;
  const before = memoryBefore(record, ref, step);
  const after = spoken ? carryOf(record, ref, step) : undefined;
  const gates = spoken && before !== undefined ? meanGates(record, ref, step, before.rows) : undefined;
  const { rule } = record.header.spec;
  return {
    ownsUpdate: group.ownsParameter,
    privateChannels: rule.hiddenSize,
    messageChannels: rule.messageSize,
    before: before === undefined ? undefined : meanRow(before),
    keep: gates?.keep,
    reset: gates?.reset,
    after: after === undefined ? undefined : meanRow(after),
  };
}

/** Raw updates, their mean and the change it makes; undefined for agents without a parameter or samples. */
function changeOf(record: EpisodeRecord, ref: AgentRef, step: number): ChangeModel | undefined {
  const raw = rawUpdates(record, ref, step);
  const standard = outputStandard(record, ref);
  const before = parameterOf(record, ref, step);
  const update = updateOf(record, ref, step);
  if (raw === undefined || standard === undefined || before === undefined || update === undefined) return undefined;
  const { mean, scale } = standard;
  return { raw, rawMean: average(raw), mean, scale, perSample: raw.map((d) => (d - mean) * scale), update, before };
}

/** Sample-wise stored values: the parameter itself is left to the equations. */
function storedRows(record: EpisodeRecord, group: AgentGroup, ref: AgentRef, step: number): StoredRow[] {
  const states = statesOf(record, ref, step);
  if (states === undefined) return [];
  const from = group.ownsParameter ? 1 : 0;
  return group.states.slice(from).map((name, at) => ({
    name,
    values: Float32Array.from({ length: states.rows }, (_, b) => states.data[b * states.columns + at + from] ?? 0),
  }));
}

function historyOf(record: EpisodeRecord, ref: AgentRef): HistoryRow[] {
  return Array.from({ length: stepsOf(record) }, (_, at) => {
    const message = messageOut(record, ref, at + 1);
    return {
      step: at + 1,
      message: message === undefined ? undefined : meanRow(message),
      update: updateOf(record, ref, at + 1),
    };
  });
}

/** Read one agent. `point` chooses the sample of the equations. */
export function inspectorModel(
  record: EpisodeRecord,
  moment: Moment,
  ref: AgentRef,
  point: number,
): InspectorModel | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  const { step } = moment;
  const spoken = hasSpoken(spec, moment, group.id);
  const sender = group.kind === 'loss' ? group : neighbourGroup(spec, group.id, 1);
  const heard = sender !== undefined && hasSpoken(spec, moment, sender.id);
  return {
    group,
    ref,
    step,
    spoken,
    heard,
    says: spoken ? messageOut(record, ref, step) : undefined,
    hears: heard ? messageIn(record, ref, step) : undefined,
    stored: storedRows(record, group, ref, step),
    memory: memoryOf(record, group, ref, step, spoken),
    change: spoken ? changeOf(record, ref, step) : undefined,
    gates: spoken ? agentGates(record, ref, step, point) : undefined,
    stateless: spoken ? statelessOutputs(record, ref, step, point) : undefined,
    history: historyOf(record, ref),
    missing: !hasMessages(record, group),
  };
}

/** Samples of the batch of a step: 0 where the record lacks them. */
export function batchSize(record: EpisodeRecord, step: number): number {
  return sectionOf(record, `${step}/loss`)?.shape[0] ?? 0;
}
