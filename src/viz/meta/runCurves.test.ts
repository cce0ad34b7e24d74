import { expect, it } from 'vitest';

import { runLines } from './runCurves.ts';

const curve = (losses: readonly number[]) => ({
  width: 3,
  values: Float32Array.from(losses.flatMap((loss) => [2 * loss, 9, loss])),
});
const size = { width: 100, height: 50 };

it('draws every run over its own meta-steps, a longer one further', () => {
  const { paths, metaStepAt, lossAt } = runLines(
    [
      { from: 0, curve: curve([0.5, 0.5, 0.5, 0.5, 0.5]) },
      { from: 10, curve: curve([0.25]) },
    ],
    'heldOut',
    size,
  );
  expect(paths).toHaveLength(2);
  expect([metaStepAt(-5), metaStepAt(0), metaStepAt(100)]).toEqual([1, 1, 11]);
  expect(lossAt(3)).toEqual([0.5, undefined]);
  expect(lossAt(11)[1]).toBeCloseTo(0.25);
});

it('takes meta-losses where these are asked for, and leaves out what a log axis has no place for', () => {
  const runs = [{ from: 0, curve: curve([0.5, NaN, 0]) }];
  expect(runLines(runs, 'metaLoss', size).lossAt(1)).toEqual([1]);
  expect(runLines(runs, 'metaLoss', size).metaStepAt(100)).toBe(1);
  expect(runLines([], 'metaLoss', size).paths).toEqual([]);
});
