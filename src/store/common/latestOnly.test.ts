import { expect, it } from 'vitest';

import { latestOnly } from './latestOnly.ts';

it('runs the first at once, then only the newest of those that came meanwhile', async () => {
  const seen: number[] = [];
  const open: (() => void)[] = [];
  const run = latestOnly<number>((value) => {
    seen.push(value);
    return new Promise((resolve) => open.push(resolve));
  });
  for (const value of [1, 2, 3]) run(value);
  expect(seen).toEqual([1]);
  open[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(seen).toEqual([1, 3]);
  open[1]?.();
  await Promise.resolve();
  run(4);
  expect(seen).toEqual([1, 3, 4]);
});
