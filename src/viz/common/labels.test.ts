import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from './labels.ts';

describe('labels at line ends', () => {
  it('stay where they are when they are far apart', () =>
    expect(spreadLabels([10, 50, 90], 12, 0, 100)).toEqual([10, 50, 90]));

  it('part evenly around a shared place', () => expect(spreadLabels([50, 50], 12, 0, 100)).toEqual([44, 56]));

  it('are a gap apart, in order and inside, whenever they fit', () => {
    const positions = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(positions, (wanted) => {
        const placed = spreadLabels(wanted, 12, 0, 200);
        const order = [...placed.keys()].sort((a, b) => placed[a]! - placed[b]!);
        order.slice(1).forEach((k, at) => {
          expect(placed[k]! - placed[order[at]!]!).toBeGreaterThanOrEqual(12 - 1e-9);
        });
        for (const y of placed) expect(y >= -1e-9 && y <= 200 + 1e-9).toBe(true);
        wanted.forEach((a, i) =>
          wanted.forEach((b, j) => {
            if (a < b && a >= 0 && b <= 200) expect(placed[i]!).toBeLessThan(placed[j]!);
          }),
        );
      }),
    );
  });
});
