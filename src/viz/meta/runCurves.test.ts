import { expect, it } from 'vitest';

import { cutName, givenPoints, overlayOf, shortNames, smoothedPoints, type LossPoints } from './runCurves.ts';

const curve = (losses: readonly number[]) => ({
  width: 3,
  values: Float32Array.from(losses.flatMap((loss) => [2 * loss, 9, loss])),
});
const size = { width: 100, height: 50, gap: 10, labelGap: 12 };
const run = (name: string, points: LossPoints) => ({ id: name, name, group: 0, points });

it('draws both losses of every run over its own meta-steps, a longer one further, on one axis', () => {
  const { panels, metaStepAt, xAt, span } = overlayOf(
    [run('a', smoothedPoints(curve([0.5, 0.5, 0.5, 0.5, 0.5]), 0)), run('b', smoothedPoints(curve([0.25]), 10))],
    size,
  );
  expect(panels.map(({ key, top }) => [key, top])).toEqual([
    ['heldOut', 0],
    ['metaLoss', 60],
  ]);
  expect(span).toEqual([1, 11]);
  expect([metaStepAt(-5), metaStepAt(0), metaStepAt(100)]).toEqual([1, 1, 11]);
  expect(xAt(6)).toBe(50);
  const [heldOut, metaLoss] = panels;
  expect(heldOut?.at(3).map((each) => each?.loss)).toEqual([0.5, undefined]);
  expect(heldOut?.at(11).map((each) => each?.loss)).toEqual([undefined, 0.25]);
  expect(metaLoss?.at(3)[0]?.loss).toBe(1);
  const ends = heldOut?.lines.map((line) => line?.end);
  expect(ends?.map((end) => end?.x)).toEqual([40, 100]);
  // Lower losses lie lower, and labels keep apart.
  expect((ends?.[1]?.labelY ?? 0) - (ends?.[0]?.labelY ?? 0)).toBeGreaterThanOrEqual(12);
});

it('never averages the first meta-step away, however long the run', () => {
  const { heldOut } = smoothedPoints(curve([8, ...Array<number>(2000).fill(1)]), 0);
  expect(heldOut[0]).toEqual({ metaStep: 1, value: 8 });
  const { panels } = overlayOf([run('a', { heldOut, metaLoss: heldOut })], size);
  expect(panels[0]?.at(1)[0]?.loss).toBe(8);
  expect(panels[0]?.lines[0]?.path).toMatch(/^M0,/);
});

it('draws one panel where both losses are the same', () => {
  const { heldOut } = smoothedPoints(curve([4, 2]), 0);
  const { panels } = overlayOf([run('a', { heldOut, metaLoss: heldOut })], size);
  expect(panels.map(({ key }) => key)).toEqual(['heldOut']);
});

it('leaves out what a log axis has no place for', () => {
  expect(smoothedPoints(curve([0.5, NaN, 0]), 0).metaLoss).toEqual([{ metaStep: 1, value: 1 }]);
  const none = overlayOf([run('a', smoothedPoints(curve([]), 0))], size);
  expect(none.panels[0]?.lines).toEqual([undefined]);
  expect(overlayOf([], size).panels[0]?.lines).toEqual([]);
});

it('takes means over stretches as they are, each for all meta-steps of its stretch', () => {
  const points = givenPoints({ at: [1, 50, 100], heldOut: [4, 2, 1], metaLoss: [4, NaN, 1] });
  expect(points.metaLoss.map(({ metaStep }) => metaStep)).toEqual([1, 100]);
  const { panels } = overlayOf([run('a', points)], size);
  expect([1, 2, 50, 51, 100, 101].map((step) => panels[0]?.at(step)[0]?.loss)).toEqual([4, 2, 2, 1, 1, undefined]);
});

it('says of a name what tells it from the others', () => {
  expect(shortNames(['messageSize 1, sharing none, seed 1', 'messageSize 8, sharing none, seed 1'])).toEqual([
    'messageSize 1',
    'messageSize 8',
  ]);
  expect(shortNames(['2x10', '2x10, from scratch'])).toEqual(['2x10', '2x10, from scratch']);
  expect(shortNames(['only, one'])).toEqual(['only, one']);
  expect(cutName('8 channels, seed 4', 18)).toBe('8 channels, seed 4');
  expect(cutName('8 channels, seed 4', 15)).toBe('8 chan…, seed 4');
  expect(cutName('a long name without parts', 8)).toBe('a long …');
});
