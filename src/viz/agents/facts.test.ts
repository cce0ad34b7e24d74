import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { buildRecord, decodeEpisode, sectionOf, type EpisodeRecord } from '../../record/episode.ts';
import { read, sectionName } from '../../record/sections.ts';
import { alike } from '../common/format.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';
import { strongestFact } from './facts.ts';

function shipped(id: string): EpisodeRecord {
  const bytes = readFileSync(`public/checkpoints/${id}.episode`);
  const decoded = decodeEpisode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  if (!decoded.ok) throw new Error(decoded.failure.message);
  return decoded.value;
}

const text = (record: EpisodeRecord, step: number, phase: number) => {
  const { what, more } = strongestFact(record, { step, phase });
  return what + more;
};

describe('the fact of an instant', () => {
  it('is, of the shipped rule, the layer that rises as one, with the numbers of the file', () => {
    const record = shipped('learned-prior-2x10');
    const changes = [...read.update(record, 2, '2.weight')!.data];
    expect(changes.every((v) => v > 0)).toBe(true);
    const [low, high] = alike([Math.min(...changes), Math.max(...changes)]);
    const all = ['0', '2', '4'].flatMap((n) => ['weight', 'bias'].map((kind) => `${n}.${kind}`));
    const square = (values: readonly number[]) => values.reduce((sum, v) => sum + v * v, 0);
    const share = square(changes) / all.reduce((sum, id) => sum + square([...read.update(record, 2, id)!.data]), 0);
    expect(text(record, 2, 5)).toBe(
      `All 400 weights of layer 2 rise together, by ${low} to ${high}: ${Math.round(100 * share)} % of this step’s movement.`,
    );
    expect(strongestFact(record, { step: 2, phase: 5 }).group).toBe('2.weight');
  });

  it('is what more steps than it was trained for do to the loss', () => {
    const like = fixtureRecord('stateful-l2');
    const { spec } = like.header;
    const header = { ...like.header, spec: { ...spec, recipe: { ...spec.recipe, innerSteps: 1 } } };
    const record = { header, data: like.data.slice() };
    sectionOf(record, sectionName.heldOutLoss)!.data.set([0.5, 0.02, 0.2]);
    expect(text(record, 2, 5)).toBe(
      'Past the one step it was trained for, the loss grows 10 times: .0200 after step 1, .2000 after step 2.',
    );
    sectionOf(record, sectionName.heldOutLoss)!.data.set([0.5, 0.02, 0.02]);
    expect(text(record, 2, 5)).not.toContain('Past the');
  });

  it('is units that are off at every point, before anybody has spoken', () => {
    const like = fixtureRecord('stateful-l2');
    const record = { header: like.header, data: like.data.slice() };
    sectionOf(record, sectionName.agents(1, '1.activation', 'state'))!.data.fill(-1);
    expect(strongestFact(record, { step: 1, phase: 0 })).toMatchObject({ group: '1.activation' });
    expect(text(record, 1, 0)).toMatch(/^\d+ of the \d+ ReLUs of layer 1 are silent: off at every point/);
  });

  it('is weights that say the same, once they speak', () => {
    const like = shipped('learned-prior-2x10');
    const own = Object.keys(like.header.sections).map((name) => [name, sectionOf(like, name)!] as const);
    const said = { data: new Float32Array(10 * 20 * 20 * 8), shape: [10, 20, 20, 8] };
    const record = buildRecord(like.header, {
      ...Object.fromEntries(own),
      [sectionName.agents(1, '2.weight', 'message')]: said,
    });
    const part = (name: 'message' | 'update') => sectionOf(record, sectionName.agents(1, '2.weight', name))!;
    // Each says the number of its unit; nothing moves, so that nothing else is told.
    part('message').data.forEach((_, at, all) => (all[at] = 1 + (Math.floor(at / 160) % 20)));
    for (const id of ['2.weight', '2.bias', '4.weight', '4.bias'])
      sectionOf(record, sectionName.agents(1, id, 'update'))!.data.fill(0);
    const speaking = { step: 1, phase: 3 };
    expect(strongestFact(record, speaking)).toMatchObject({
      what: 'Every weight from one unit of layer 2 says the same',
      more: ': 100.0 % of what they say is in common.',
      group: '2.weight',
    });
    part('message').data.forEach((_, at, all) => (all[at] = 1 + (Math.floor(at / 8) % 20)));
    expect(strongestFact(record, speaking).what).not.toContain('says the same');
  });
});
