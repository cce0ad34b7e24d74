// Everything the inspector says about one agent at one moment, read once.

import { mean as averageOf } from '../../lib/statistics.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef, Moment } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import {
  carryOf,
  groupOf,
  hasMessages,
  meanRow,
  memoryBefore,
  messageIn,
  messageOut,
  outputStandard,
  parameterOf,
  rawUpdates,
  rowOf,
  updateOf,
  type Matrix,
} from '../agents/agentData.ts';
import { statesOf } from '../agents/agentStates.ts';
import { stepsOf } from '../fit/fitGeometry.ts';
import {
  agentGates,
  standardisersOf,
  statelessOutputs,
  type AgentGates,
  type Standardiser,
  type StatelessOutputs,
} from './gates.ts';
import { hasSpoken } from '../clocks/turns.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** Memory of a stateful agent: of one sample, or averaged over all. */
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
  /** Mean over samples, or of one. */
  readonly message: Float32Array | undefined;
  /** Raw update, before centring and scaling. */
  readonly raw: number | undefined;
  /** The change applied, or what one sample asks for, in units of the parameter. */
  readonly update: number | undefined;
}

export interface StoredRow {
  readonly name: string;
  /** One value per sample, as stored. */
  readonly values: Float32Array;
  /** The same as the rule sees it: `(value + shift) * scale`. */
  readonly standard: Float32Array | undefined;
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
  /** How the message heard enters the rule. */
  readonly heardStandard: Standardiser | undefined;
  /** Mean over the samples. */
  readonly memory: MemoryModel | undefined;
  /** Of the chosen sample. */
  readonly memoryAtPoint: MemoryModel | undefined;
  readonly change: ChangeModel | undefined;
  /** One pass of the rule for the chosen point. */
  readonly gates: AgentGates | undefined;
  readonly stateless: StatelessOutputs | undefined;
  /** Means over the samples, and the change applied. */
  readonly history: readonly HistoryRow[];
  /** What the chosen sample alone says and asks for; undefined where no single agent is meant. */
  readonly historyAtPoint: readonly HistoryRow[] | undefined;
  /** Per-sample sections of this agent's group are not in the record. */
  readonly missing: boolean;
}

/** Gates of one sample, or their mean over `samples`. */
function gatesOf(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  samples: number,
  sample: number | undefined,
): { keep: Float32Array; reset: Float32Array } | undefined {
  const passes: AgentGates[] = [];
  for (let b = sample ?? 0; b < (sample === undefined ? samples : sample + 1); b++) {
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

/** @param sample undefined for the mean over all samples. */
function memoryOf(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  spoken: boolean,
  sample?: number,
): MemoryModel | undefined {
  const group = groupOf(record.header.spec, ref.group);
  if (group === undefined || group.carry === 0) return undefined;
  const before = memoryBefore(record, ref, step);
  const after = spoken ? carryOf(record, ref, step) : undefined;
  const gates = spoken && before !== undefined ? gatesOf(record, ref, step, before.rows, sample) : undefined;
  const read = (matrix: Matrix): Float32Array => (sample === undefined ? meanRow(matrix) : rowOf(matrix, sample));
  const { rule } = record.header.spec;
  return {
    ownsUpdate: group.ownsParameter,
    privateChannels: rule.hiddenSize,
    messageChannels: rule.messageSize,
    before: before && read(before),
    keep: gates?.keep,
    reset: gates?.reset,
    after: after && read(after),
  };
}

/** Raw updates, their mean and the change it makes; undefined for agents without a parameter or samples. */
function changeOf(record: EpisodeRecord, ref: AgentRef, step: number): ChangeModel | undefined {
  const raw = rawUpdates(record, ref, step);
  const standard = outputStandard(record, ref, step);
  const before = parameterOf(record, ref, step);
  const update = updateOf(record, ref, step);
  if (raw === undefined || standard === undefined || before === undefined || update === undefined) return undefined;
  const { mean, scale } = standard;
  return {
    raw,
    rawMean: averageOf(raw, 0),
    mean,
    scale,
    perSample: raw.map((d) => (d - mean) * scale),
    update,
    before,
  };
}

/** Every stored value by sample, before and after standardisation. */
function storedRows(record: EpisodeRecord, group: AgentGroup, ref: AgentRef, step: number): StoredRow[] {
  const states = statesOf(record, ref, step);
  if (states === undefined) return [];
  const standards = standardisersOf(record, group);
  return group.states.map((name, at) => {
    const values = Float32Array.from({ length: states.rows }, (_, b) => states.data[b * states.columns + at] ?? 0);
    const by = standards?.[at + 1];
    return { name, values, standard: by && values.map((v) => (v + by.shift) * by.scale) };
  });
}

/** @param sample undefined for the mean over all samples; else what that sample alone says and asks for. */
function historyOf(record: EpisodeRecord, ref: AgentRef, sample?: number): HistoryRow[] {
  return Array.from({ length: stepsOf(record) }, (_, at) => {
    const step = at + 1;
    const said = messageOut(record, ref, step);
    const all = rawUpdates(record, ref, step);
    if (sample === undefined)
      return {
        step,
        message: said && meanRow(said),
        raw: all && averageOf(all, 0),
        update: updateOf(record, ref, step),
      };
    const raw = all?.[sample];
    const standard = outputStandard(record, ref, step);
    const update = raw === undefined || standard === undefined ? undefined : (raw - standard.mean) * standard.scale;
    return { step, message: said && rowOf(said, sample), raw, update };
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
  const sender = group.kind === 'loss' ? group : topologyOf(spec).senderTo(group.id);
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
    heardStandard: standardisersOf(record, group)?.[0],
    memory: memoryOf(record, ref, step, spoken),
    memoryAtPoint: memoryOf(record, ref, step, spoken, point),
    change: spoken ? changeOf(record, ref, step) : undefined,
    gates: spoken ? agentGates(record, ref, step, point) : undefined,
    stateless: spoken ? statelessOutputs(record, ref, step, point) : undefined,
    history: historyOf(record, ref),
    historyAtPoint: historyOf(record, ref, point),
    missing: !hasMessages(record, group),
  };
}
