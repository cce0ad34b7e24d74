import { describe, expect, it } from 'vitest';
import { rngFrom } from '../../lib/rng.ts';
import { decodeLink, encodeLink } from '../../link/link.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { validateSpec } from '../../experiment/validate.ts';
import { FIGURE_PLANE } from './boundary.ts';
import { targetAt } from '../curve.ts';
import { drawTask, evaluationPoints, figurePoints, sampleBatch, targetsOf } from '../draw.ts';

const { spec } = PRESETS.boundary;

describe('the boundary task', () => {
  it('draws points in both ranges, one-hot by the side of the curve they lie on', () => {
    const rng = rngFrom('boundary');
    const task = drawTask(spec.task, rng);
    const { input, target } = sampleBatch(task, spec.task, 200, rng);
    expect(input).toHaveLength(400);
    expect(target).toHaveLength(400);
    let above = 0;
    for (let i = 0; i < 400; i += 2) {
      const [x = NaN, y = NaN] = input.subarray(i, i + 2);
      expect(Math.abs(x)).toBeLessThanOrEqual(5);
      expect(Math.abs(y)).toBeLessThanOrEqual(1);
      const isAbove = y > targetAt(task, x);
      expect([...target.subarray(i, i + 2)]).toEqual(isAbove ? [0, 1] : [1, 0]);
      if (isAbove) above++;
    }
    expect(above).toBeGreaterThan(50);
    expect(above).toBeLessThan(150);
  });

  it('is judged and drawn on an even plane, corners included', () => {
    const points = figurePoints(spec.task);
    expect(points).toHaveLength(2 * FIGURE_PLANE[0] * FIGURE_PLANE[1]);
    expect([...points.subarray(0, 2), ...points.subarray(-2)]).toEqual([-5, -1, 5, 1]);
    const even = evaluationPoints(spec.task);
    expect([...even.subarray(0, 2), ...even.subarray(-2)]).toEqual([-5, -1, 5, 1]);
    const half = targetsOf({ amplitude: 0, phase: 0 }, spec.task, even).filter((v, i) => i % 2 === 1 && v === 1);
    expect(half.length).toBe(even.length / 4);
  });

  it('needs two inputs, two outputs and cross-entropy', () => {
    const message = (changes: object) => {
      const result = validateSpec({ ...spec, ...changes });
      return result.ok ? '' : result.failure.message;
    };
    expect(message({})).toBe('');
    expect(message({ network: { ...spec.network, inputs: 1 } })).toContain('allowed: 2 for the boundary task');
    expect(message({ network: PRESETS['5x10'].spec.network })).toContain('allowed: 2 for the boundary task');
    expect(message({ task: { ...spec.task, kind: 'sinusoid' } })).toContain('y');
  });

  it('goes through a link, also as a difference from another preset', () => {
    const probe = { taskSeed: 1, networkSeed: 2, steps: 10 };
    for (const preset of ['boundary', '2x10'] as const) {
      const link = { preset, spec, probe };
      expect(decodeLink(encodeLink(link))).toEqual({ ok: true, value: link });
    }
    const back = { preset: 'boundary', spec: PRESETS['2x10'].spec, probe } as const;
    expect(decodeLink(encodeLink(back))).toEqual({ ok: true, value: back });
  });
});
