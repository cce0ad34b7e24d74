import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { withFormula } from '../../experiment/withFormula.ts';
import { SHIPPED_FORMULAS } from '../../formula/shipped.ts';
import { rankedLanes, unlike, type OwnLane } from './laneRanks.ts';
import type { DrawnLane } from './laneStyle.ts';

const { spec } = PRESETS['2x10'];
const own: OwnLane = {
  name: 'The rule',
  losses: [0.1, 0.01],
  measured: { meanLoss: [0.1, 0.02], tasks: 1000, seed: 0 },
};
const lane = (id: string, losses: number[], meanLoss?: number[], tasks = 1000): DrawnLane => ({
  ...{ id, name: id, start: 'random', colour: 'black', dash: '', losses, predictions: [] },
  measured: meanLoss && { meanLoss, tasks, seed: 0 },
});

it('ranks by the loss of this task, and marks the best over many', () => {
  const rows = rankedLanes(
    own,
    [lane('sgd', [0.1, 0.05], [0.1, 0.03]), lane('maml', [0.1, 0.001], [0.1, 0.002])],
    spec,
    1,
  );
  expect(rows.map(({ name }) => name)).toEqual(['maml', 'The rule', 'sgd']);
  expect(rows.map(({ best }) => best)).toEqual([true, false, false]);
  expect(rows.map(({ start }) => start)).toEqual(['random', 'learned', 'random']);
});

it('has costs against SGD: MAML as much, a rule some hundred times', () => {
  const rows = rankedLanes(own, [lane('sgd', [1, 1]), lane('maml', [1, 1]), lane('adam', [1, 1])], spec, 1);
  const cost = (id: string) => rows.find((row) => row.id === id)!.cost;
  expect([cost('sgd'), cost('maml')]).toEqual([1, 1]);
  expect(cost('adam')).toBeGreaterThan(1);
  expect(cost('own')).toBeGreaterThan(300);
});

it('counts no multiplications of a formula', () => {
  const rows = rankedLanes(own, [lane('sgd', [1, 1])], withFormula(spec, SHIPPED_FORMULAS.sgd), 1);
  expect(rows.map(({ id, cost }) => [id, cost])).toEqual([
    ['own', undefined],
    ['sgd', 1],
  ]);
});

it('compares means only over the same tasks, and says why there is none', () => {
  const other = lane('sgd', [0.1, 0.05], [0.1, 0.0001], 200);
  const untuned = { ...lane('adam', [0.1, 0.2]), tunedFor: 5 };
  const rows = rankedLanes(own, [other, untuned], spec, 1);
  const row = (id: string) => rows.find((each) => each.id === id)!;
  expect(row('sgd')).toMatchObject({ measured: undefined, best: false });
  expect(row('sgd').unmeasured).toBe('not evaluated at step 1 over the same tasks');
  expect(row('adam').unmeasured).toContain('none were measured');
  expect(row('own').best).toBe(true);
});

it('says for which step optimisers were tuned where they are shown at another, and whose start they have', () => {
  const tuned = (id: string, startOf?: string) => ({ ...lane(id, [1, 1, 1, 1]), tunedFor: 2, startOf });
  const said = (lanes: DrawnLane[], step: number) => unlike(rankedLanes(own, lanes, spec, step), step);
  expect(said([tuned('maml')], 2)).toBeUndefined();
  expect(said([tuned('maml')], 3)).toBe('The optimisers were tuned for step 2.');
  expect(said([tuned('sgd', 'Prior'), tuned('maml'), tuned('adam', 'Prior')], 2)).toBe(
    'Start of sgd and adam: that of Prior.',
  );
  expect(said([lane('rival', [1, 1])], 1)).toBeUndefined();
});

it('has no figure for a rule that is changed, the measured one for the intact beside it', () => {
  const changed = { ...own, measured: undefined, changed: true };
  const rows = rankedLanes(changed, [lane('intact', [0.1, 0.005], [0.1, 0.02])], spec, 1);
  expect(rows.map(({ id, measured }) => [id, measured])).toEqual([
    ['intact', 0.02],
    ['own', undefined],
  ]);
  expect(rows[1]?.unmeasured).toContain('the rule is changed here');
});

it('puts what has exploded last', () => {
  const rows = rankedLanes(own, [lane('sgd', [0.1, NaN]), lane('maml', [0.1, Infinity])], spec, 1);
  expect(rows[0]?.id).toBe('own');
});
