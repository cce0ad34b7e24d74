import { expect, it } from 'vitest';

import { agentGroups } from '../experiment/layout.ts';
import { FIRST_PROBE, PRESETS } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { probeBatch } from '../tasks/draw.ts';
import { evaluationRng } from '../tasks/streams.ts';
import { drawTasks } from './draw.ts';

const { spec: fresh } = PRESETS['2x10'];
const same: ExperimentSpec = { ...fresh, recipe: { ...fresh.recipe, sameSupport: true } };
const draw = (spec: ExperimentSpec, steps: number) =>
  drawTasks(spec, agentGroups(spec), [evaluationRng(0, 0), evaluationRng(0, 1)], { steps, heldOut: 5 });

it('gives every inner step the same points where the recipe says so, the first ones of the stream', () => {
  const [first, ...others] = draw(same, 4).support;
  for (const other of others) expect(other).toEqual(first);
  expect(first).toEqual(draw(fresh, 1).support[0]);
  const [one, two] = draw(fresh, 2).support;
  expect(one).not.toEqual(two);
});

it('then draws the same held-out points and networks however many steps follow', () => {
  const { support: _few, ...few } = draw(same, 1);
  const { support: _many, ...many } = draw(same, 10);
  expect(many).toEqual(few);
});

it('holds for a probe, with the points that a hand has set in the first step', () => {
  const probe = { ...FIRST_PROBE, steps: 3 };
  expect(probeBatch(same, probe, 3)).toEqual(probeBatch(fresh, probe, 1));
  expect(probeBatch(fresh, probe, 3)).not.toEqual(probeBatch(fresh, probe, 1));
  const own = { ...probe, support: [{ step: 1, points: [[0.5, 0] as const] }] };
  expect([...probeBatch(same, own, 2).input]).toEqual([0.5]);
});
