// What agents stored in the forward pass, in the order of maths.md section 1: the rule's other inputs.

import type { EpisodeRecord, Section } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import type { LossName } from '../../experiment/types.ts';
import { groupOf, parameterOf, type Matrix } from './agentData.ts';
import { read } from '../../record/sections.ts';
import { LOSS, softmaxParts } from '../../numbers/functions.ts';

const columnOf = (section: Section, at: number): number[] => {
  const [rows = 0, columns = 1] = section.shape;
  return Array.from({ length: rows }, (_, b) => section.data[b * columns + at] ?? 0);
};

function softmaxStates(section: Section, unit: number): number[][] {
  const [rows = 0, columns = 1] = section.shape;
  return Array.from({ length: rows }, (_, b) => {
    const row = section.data.subarray(b * columns, (b + 1) * columns);
    const { shifted, exp, sum } = softmaxParts(row);
    return [row[unit] ?? 0, shifted[unit] ?? 0, exp[unit] ?? 0, sum];
  });
}

function lossStates(loss: LossName, predictions: readonly number[], targets: readonly number[]): number[][] {
  return predictions.map((y, b) => [...LOSS[loss].states(y, targets[b] ?? 0)]);
}

function statesBySample(record: EpisodeRecord, ref: AgentRef, step: number): number[][] | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  const [first = 0] = ref.unit;
  if (group.kind === 'loss') {
    const prediction = read.batch(record, step, 'prediction');
    const target = read.batch(record, step, 'target');
    if (prediction === undefined || target === undefined) return undefined;
    return lossStates(spec.network.loss, columnOf(prediction, first), columnOf(target, first));
  }
  const state = read.state(record, step, group.id);
  if (state === undefined) return undefined;
  if (group.kind === 'softmax') return softmaxStates(state, first);
  if (group.kind === 'activation') return columnOf(state, first).map((x) => [x]);
  const parameter = parameterOf(record, ref, step);
  if (parameter === undefined) return undefined;
  return columnOf(state, first).map((x) => [parameter, x]);
}

/** Stored values of one agent in `step`, [B, S], as `AgentGroup.states` names them. */
export function statesOf(record: EpisodeRecord, ref: AgentRef, step: number): Matrix | undefined {
  const rows = statesBySample(record, ref, step);
  const columns = rows?.[0]?.length;
  if (rows === undefined || columns === undefined) return undefined;
  return { rows: rows.length, columns, data: Float32Array.from(rows.flat()) };
}
