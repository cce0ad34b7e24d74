import { describe, expect, it } from 'vitest';

import { topologyOf } from '../../experiment/topology.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { read, sectionName } from '../../record/sections.ts';
import { sectionOf } from '../../record/episode.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';
import { rangeText } from './agentLegend.ts';
import { groupScales } from './colourScale.ts';
import { networkFrame } from './networkFrame.ts';

/** The record with one change of a step made as large as wanted. */
function withChange(record: EpisodeRecord, step: number, group: string, value: number): EpisodeRecord {
  const copy = { header: record.header, data: record.data.slice() };
  sectionOf(copy, sectionName.agents(step, group, 'update'))!.data[0] = value;
  return copy;
}

const plain = fixtureRecord('stateful-l2');
const { steps } = plain.header.probe;
const record = withChange(withChange(plain, 1, '0.weight', -9), 2, '2.bias', 4);
const at = (step: number) => ({ step, phase: 5 });
const limits = (step: number, span: 'episode' | 'step', across: 'group' | 'all') =>
  groupScales(record, at(step), 'change', { span, across });

describe('what full colour stands for', () => {
  it('is the largest magnitude of the group in the whole episode, the same in every step', () => {
    for (let step = 1; step <= steps; step++) {
      const scales = limits(step, 'episode', 'group');
      expect(scales.get('0.weight')!.limit).toBe(9);
      expect(scales.get('2.bias')!.limit).toBe(4);
    }
    const { edges } = networkFrame(record, at(2), 'change');
    expect(edges.get('0.weight')!.limit).toBe(9);
    // As dark in one step as in another, whatever its neighbours do.
    expect(edges.get('0.weight')!.ink).toBe(networkFrame(record, at(1), 'change').edges.get('0.weight')!.ink);
  });

  it('is that of the step, where that is asked for', () => {
    expect(limits(1, 'step', 'group').get('0.weight')!.limit).toBe(9);
    const second = read.update(record, 2, '0.weight')!.data;
    expect(limits(2, 'step', 'group').get('0.weight')!.limit).toBeCloseTo(Math.max(...second.map(Math.abs)), 6);
  });

  it('is the same in all groups, where that is asked for', () => {
    expect(new Set([...limits(1, 'episode', 'all').values()].map(({ limit }) => limit))).toEqual(new Set([9]));
    expect(limits(2, 'step', 'all').get('0.weight')!.limit).toBe(4);
  });

  it('is said to be 0 where nothing happens, as in a silenced group', () => {
    const still = { header: record.header, data: record.data.slice() };
    for (let step = 1; step <= steps; step++)
      sectionOf(still, sectionName.agents(step, '2.bias', 'update'))!.data.fill(0);
    const frame = networkFrame(still, at(1), 'change');
    const said = (group: string) => rangeText(frame, topologyOf(still.header.spec).group(group)!);
    expect(said('2.bias')).toBe('0');
    expect(said('0.weight')).toBe('±9.0');
  });

  it('passes over what is not a number', () => {
    const broken = withChange(record, 1, '0.weight', NaN);
    const scale = groupScales(broken, at(1), 'change', { span: 'episode', across: 'group' }).get('0.weight')!;
    expect(scale.limit).toBeGreaterThan(0);
    expect(scale.limit).toBeLessThan(9);
  });

  it('counts a parameter before the first step and after the last', () => {
    const scale = groupScales(plain, at(1), 'weight', { span: 'episode', across: 'group' }).get('0.weight')!;
    const all = Array.from({ length: steps + 1 }, (_, k) => [...read.parameter(plain, k + 1, '0.weight')!.data]).flat();
    expect(scale.limit).toBeCloseTo(Math.max(...all.map(Math.abs)), 6);
  });
});
