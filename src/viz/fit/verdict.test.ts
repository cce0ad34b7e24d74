import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { decodeEpisode, sectionOf, type EpisodeRecord } from '../../record/episode.ts';
import { heldOutLosses, sectionName } from '../../record/sections.ts';
import { lossText } from '../common/format.ts';
import { verdictOf } from './verdict.ts';

function shipped(id: string): EpisodeRecord {
  const bytes = readFileSync(`public/checkpoints/${id}.episode`);
  const decoded = decodeEpisode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  if (!decoded.ok) throw new Error(decoded.failure.message);
  return decoded.value;
}

/** The shipped adaptation with other held-out losses, or of another rule. */
function like(id: string, losses?: readonly number[], metaStep?: number): EpisodeRecord {
  const { header, data } = shipped(id);
  const record = { header: { ...header, metaStep: metaStep ?? header.metaStep }, data: data.slice() };
  if (losses !== undefined) sectionOf(record, sectionName.heldOutLoss)!.data.set(losses);
  return record;
}

const PRIOR = 'learned-prior-2x10';

it('says when the line fits, with the losses of the record', () => {
  const record = like(PRIOR);
  const losses = heldOutLosses(record);
  expect(verdictOf(record)).toEqual({
    title: 'The line fits after two steps',
    more: `522 agents, no backprop: loss ${lossText(losses[0]!)} → ${lossText(losses.at(-1)!)} on this task.`,
  });
});

it('says when it explodes, is lost again, or comes no nearer', () => {
  expect(verdictOf(like(PRIOR, [0.1, 0.4, 7])).title).toBe('The line explodes');
  expect(verdictOf(like(PRIOR, [0.1, NaN, NaN])).title).toBe('The line explodes');
  const flat = like(PRIOR, [0.1, 0.1, 0.1]);
  sectionOf(flat, sectionName.gridPrediction(2))!.data.fill(0);
  expect(verdictOf(flat).title).toBe('The line does not come nearer');
  const flatWith = (losses: readonly number[]) => {
    const record = { ...flat, data: flat.data.slice() };
    sectionOf(record, sectionName.heldOutLoss)!.data.set(losses);
    return verdictOf(record).title;
  };
  expect(flatWith([0.1, 0.09, 0.08])).toBe('The line has come nearer after two steps, and does not fit');
  expect(flatWith([0.1, 0.01, 0.09])).toBe('The line is best after one step, then lost again');
});

it('does not call a line lost that still fits', () => {
  expect(verdictOf(like(PRIOR, [0.1, 0.0001, 0.0004])).title).toBe('The line fits after two steps');
});

it('says that a rule is untrained, and counts classes where the task has them', () => {
  expect(verdictOf(like(PRIOR, [0.1, 5, 9], 0)).title).toBe('An untrained rule: the line explodes');
  const { header, data } = like(PRIOR, [0.1, 5, 9], 0);
  const spec = { ...header.spec, rule: { ...header.spec.rule, formula: 'weight.update = m' } };
  expect(verdictOf({ header: { ...header, spec }, data }).title).toBe('A rule written by hand: the line explodes');
  expect(verdictOf(shipped('boundary-10x10')).title).toMatch(/^\d+ % of the plane is named right after ten steps$/);
});
