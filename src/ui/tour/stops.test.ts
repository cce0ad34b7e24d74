import { describe, expect, it } from 'vitest';

import type { EpisodeRecord } from '../../record/episode.ts';
import { read } from '../../record/sections.ts';
import { createLabStore } from '../../store/labStore.ts';
import { fixtureRecord } from '../../viz/testing/fixtureRecord.ts';
import { tourStops } from './stops.ts';

const record = fixtureRecord('stateful-l2');

function startingFrom(learnedPrior: boolean): EpisodeRecord {
  const { spec } = record.header;
  return { ...record, header: { ...record.header, spec: { ...spec, recipe: { ...spec.recipe, learnedPrior } } } };
}

describe('what the tour says', () => {
  it('of the start is so of a random and of a learned one', () => {
    expect(tourStops(startingFrom(false))[0]?.text).toContain('random weights: nothing here has learned anything yet');
    const learned = tourStops(startingFrom(true))[0]?.text ?? '';
    expect(learned).toContain('weights that were learned too; of this task it knows nothing yet');
    expect(learned).not.toContain('nothing here has learned');
  });

  it('of the weight it reads is so: in its group no other is moved more by the first step', () => {
    const stop = tourStops(record).find(({ text }) => text.includes('first step moves most'));
    const { group = '', unit = [] } = stop?.scene.agent ?? {};
    const { data, shape } = read.update(record, 1, group)!;
    const moved = Math.abs(data[unit[0]! * shape[1]! + unit[1]!]!);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBe(Math.max(...data.map(Math.abs)));
  });

  it('asks to try things that were not done before, and ends on a run', () => {
    const now = createLabStore().getState();
    const todos = tourStops(record).flatMap(({ todo }) => (todo === undefined ? [] : [todo]));
    expect(todos.map(({ done }) => done(now, now))).not.toContain(true);
    const running = { ...now, training: { ...now.training, status: 'running' as const } };
    expect(todos.at(-1)?.done(running, now)).toBe(true);
    expect(tourStops(record).at(-1)?.scene.drawer).toBe(true);
  });
});
