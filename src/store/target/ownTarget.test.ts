import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { anyProbe } from '../../experiment/testing/arbitraries.ts';
import type { ProbeSpec } from '../../experiment/types.ts';
import { validateProbe } from '../../experiment/validate.ts';
import { targetAt } from '../../tasks/curve.ts';
import { probeBatch, probeTask } from '../../tasks/draw.ts';
import { addPoint, backToSinusoid, drawStroke, heightsOf, movePoint, nudgePoint, removePoint } from './ownTarget.ts';

const { spec } = PRESETS['5x10'];
const probe: ProbeSpec = { taskSeed: 3, networkSeed: 1, steps: 5 };
const pointsOf = (of: ProbeSpec, step: number) => {
  const { input, target } = probeBatch(spec, of, step);
  return Array.from(input, (x, i) => [x, target[i] ?? NaN] as const);
};

describe('own support points', () => {
  it('moves one point of one step and leaves everything else', () => {
    const moved = movePoint(spec, probe, 2, 4, [1, 0.7]);
    const now = pointsOf(moved, 2);
    expect(now[4]?.[0]).toBeCloseTo(1, 3);
    expect(now[4]?.[1]).toBeCloseTo(0.7, 2);
    pointsOf(probe, 2).forEach(([x, y], i) => {
      if (i === 4) return;
      expect(now[i]?.[0]).toBeCloseTo(x, 3);
      expect(now[i]?.[1]).toBeCloseTo(y, 2);
    });
    for (const step of [1, 3, 4, 5]) expect(pointsOf(moved, step)).toEqual(pointsOf(probe, step));
  });

  it('nudges, adds beside a point, and removes', () => {
    const moved = movePoint(spec, probe, 1, 0, [1, 0.2]);
    expect(pointsOf(nudgePoint(spec, moved, 1, 0, [0.1, 0.02]), 1)[0]?.[1]).toBeCloseTo(0.22, 2);
    const added = addPoint(spec, moved, 1, 0);
    expect(pointsOf(added, 1)).toHaveLength(11);
    expect(pointsOf(added, 1)[10]?.[0]).toBeCloseTo(1.3, 3);
    expect(pointsOf(removePoint(spec, added, 1, 0), 1).map(([x]) => x)).not.toContain(1);
  });

  it('keeps one point, and takes no more than forty', () => {
    let many: ProbeSpec = probe;
    for (let i = 0; i < 50; i++) many = addPoint(spec, many, 1, [0, 0]);
    expect(pointsOf(many, 1)).toHaveLength(40);
    for (let i = 0; i < 60; i++) many = removePoint(spec, many, 1, 0);
    expect(pointsOf(many, 1)).toHaveLength(1);
  });

  it('rides on the target when that changes', () => {
    const moved = movePoint(spec, { ...probe, phase: 0 }, 1, 0, [0, 0.3]);
    expect(pointsOf({ ...moved, phase: 1 }, 1)[0]?.[1]).toBeCloseTo(
      0.3 + targetAt(probeTask(spec, { ...moved, phase: 1 }), 0),
      3,
    );
  });

  it('leaves every probe valid', () => {
    const place = fc.tuple(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
    );
    fc.assert(
      fc.property(anyProbe, fc.integer({ min: 1, max: 100 }), fc.nat(12), place, (of, step, index, to) => {
        for (const next of [
          movePoint(spec, of, step, index, to),
          addPoint(spec, of, step, to),
          removePoint(spec, of, step, index),
          { ...of, curve: drawStroke(spec, heightsOf(spec, of), [0, 0], to) },
        ])
          expect(validateProbe(next, spec)).toMatchObject({ ok: true });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a drawn curve', () => {
  it('runs through the stroke and keeps the rest', () => {
    const before = heightsOf(spec, probe);
    const curve = drawStroke(spec, before, [-5, 0.4], [0, -0.4]);
    const drawn = probeTask(spec, { ...probe, curve });
    expect(targetAt(drawn, -5)).toBeCloseTo(0.4, 6);
    expect(targetAt(drawn, -2.5)).toBeCloseTo(0, 6);
    expect(targetAt(drawn, 0)).toBeCloseTo(-0.4, 6);
    expect(targetAt(drawn, 5)).toBeCloseTo(targetAt(probeTask(spec, probe), 5), 3);
    expect(backToSinusoid({ ...probe, curve, support: [{ step: 1, points: [[0, 1]] }] })).toEqual(probe);
  });
});
