import { describe, expect, it } from 'vitest';
import { indexOfStop, nearestStop, spanOf, stopAfter, stopsOf } from './timeTravel.ts';

const kept = [0, 10, 20, 30].map((metaStep) => ({ metaStep }));
const stops = stopsOf(kept, 30);

describe('stops along the meta-steps', () => {
  it('end with now, which is not listed twice', () => {
    expect(stops).toEqual([0, 10, 20, undefined]);
    expect(stopsOf(kept, 34)).toEqual([0, 10, 20, 30, undefined]);
    expect(stopsOf(kept, undefined)).toEqual([0, 10, 20, 30, undefined]);
    expect(stopsOf([], 5)).toEqual([undefined]);
  });

  it('stand on an axis from the first of them to now', () => {
    expect(spanOf(kept, 34)).toEqual({ first: 0, last: 34 });
    expect(spanOf(kept, undefined)).toEqual({ first: 0, last: 30 });
    expect(spanOf([{ metaStep: 5 }], 5)).toBeUndefined();
  });

  it('are walked one by one, held at both ends', () => {
    expect(stopAfter(stops, undefined, -1)).toBe(20);
    expect(stopAfter(stops, 20, 1)).toBeUndefined();
    expect(stopAfter(stops, 0, -1)).toBe(0);
    expect(stopAfter(stops, undefined, -99)).toBe(0);
  });

  it('are found from a checkpoint that was thinned away', () => {
    expect(indexOfStop(stops, 12)).toBe(1);
    expect(indexOfStop(stops, undefined)).toBe(3);
    expect(stopAfter(stops, 12, 1)).toBe(20);
  });

  it('are nearest to a place, now at the end of the axis', () => {
    expect(nearestStop(stops, 30, 26)).toBeUndefined();
    expect(nearestStop(stops, 30, 24)).toBe(20);
    expect(nearestStop(stops, 30, -5)).toBe(0);
    expect(nearestStop(stopsOf(kept, undefined), undefined, 99)).toBe(30);
  });
});
