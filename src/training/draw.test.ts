import { expect, it } from 'vitest';

import { standardDeviation } from '../lib/statistics.ts';
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

it('gives an evaluation the same networks however many steps and points there are', () => {
  const { networks } = draw(fresh, 2);
  expect(draw(fresh, 50).networks).toEqual(networks);
  expect(draw({ ...fresh, recipe: { ...fresh.recipe, batch: 5 } }, 2).networks).toEqual(networks);
  const [one, two] = [0, 1].map((t) => networks.get('0.weight')!.slice(20 * t, 20 * (t + 1)));
  expect(one).not.toEqual(two);
});

it('puts noise on support targets alone, and moves no other draw', () => {
  const options = { steps: 2, heldOut: 'evaluation' } as const;
  const [clean, noisy] = [undefined, 0.1].map((noise) =>
    drawTasks(fresh, agentGroups(fresh), [evaluationRng(0, 0)], { ...options, noise }),
  );
  expect(noisy!.support.map(({ input }) => input)).toEqual(clean!.support.map(({ input }) => input));
  expect({ ...noisy, support: [] }).toEqual({ ...clean, support: [] });
  const added = noisy!.support.flatMap(({ target }, k) =>
    Array.from(target, (y, i) => y - (clean!.support[k]?.target[i] ?? NaN)),
  );
  const longer = drawTasks(fresh, agentGroups(fresh), [evaluationRng(0, 0)], { ...options, steps: 5, noise: 0.1 });
  expect(longer.support[0]).toEqual(noisy!.support[0]);
  expect(standardDeviation(added)).toBeGreaterThan(0.05);
  expect(standardDeviation(added)).toBeLessThan(0.2);
});

it('holds for a probe, with the points that a hand has set in the first step', () => {
  const probe = { ...FIRST_PROBE, steps: 3 };
  expect(probeBatch(same, probe, 3)).toEqual(probeBatch(fresh, probe, 1));
  expect(probeBatch(fresh, probe, 3)).not.toEqual(probeBatch(fresh, probe, 1));
  const own = { ...probe, support: [{ step: 1, points: [[0.5, 0] as const] }] };
  expect([...probeBatch(same, own, 2).input]).toEqual([0.5]);
});
