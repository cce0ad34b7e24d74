import { describe, expect, it } from 'vitest';
import { heldOutR2, ProductSums } from './regression.ts';

function sums(rows: readonly (readonly number[])[]): ProductSums {
  const made = new ProductSums(rows[0]!.length);
  for (const row of rows) made.add(row);
  return made;
}

describe('held-out R²', () => {
  it('is 1 where a line says all, whatever else is given', () => {
    const rows = [0, 1, 2, 5, 7].map((x) => [x, x * x, 3 - 2 * x]);
    expect(heldOutR2(sums(rows), sums(rows.slice(1)), [0], 2)).toBeCloseTo(1, 12);
    expect(heldOutR2(sums(rows), sums(rows.slice(1)), [0, 1], 2)).toBeCloseTo(1, 10);
    expect(heldOutR2(sums(rows), sums(rows), [0, 0], 2)).toBeCloseTo(1, 12);
  });

  it('is what a line of the fitted rows leaves of the fresh ones', () => {
    // The line through (0, 0) and (1, 1) errs by 0 and 2 on targets 0 and 4 around 2: 1 - 4 / 8.
    const fitted = sums([
      [0, 0],
      [1, 1],
    ]);
    const fresh = sums([
      [0, 0],
      [2, 4],
    ]);
    expect(heldOutR2(fitted, fresh, [0], 1)).toBeCloseTo(0.5, 12);
  });

  it('is null where nothing varies', () => {
    const rows = sums([
      [1, 2, 5],
      [1, 3, 5],
    ]);
    expect(heldOutR2(rows, rows, [0], 1)).toBeNull();
    expect(heldOutR2(rows, rows, [1], 2)).toBeNull();
  });
});
