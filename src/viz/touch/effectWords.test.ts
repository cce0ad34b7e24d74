import { expect, it } from 'vitest';
import type { MeasurementReport } from '../../record/measurement.ts';
import { effectText, measuredText, sharesText } from './effectWords.ts';

const REPORT: MeasurementReport = {
  ...{ backend: 'wasm', tasks: 256, steps: 1, seed: 0, interventions: [], wallMs: 1, verdict: 'matters' },
  ...{ intact: [0.02, 0.001], changed: [0.02, 0.014], worse: 0.9961, diverged: { intact: 0, changed: 3 } },
  difference: [
    { mean: 0, low: 0, high: 0 },
    { mean: 0.01302, low: 0.01101, high: 0.01499 },
  ],
};

it('says effect, interval, tasks and verdict', () => {
  expect(measuredText(REPORT)).toBe('+.013 (95 % interval .011 to .015), 256 tasks: it matters');
  expect(sharesText(REPORT)).toBe('Worse in 99.6 % of the tasks; diverged: 0 intact, 3 changed');
});

it('writes the numbers of an effect with one number of digits', () => {
  expect(effectText({ mean: 0, low: 0, high: 0 })).toEqual({ mean: '0', interval: '0 to 0' });
  expect(effectText({ mean: -0.000041, low: -0.00009, high: 0.000002 })).toEqual({
    mean: '−.000041',
    interval: '−.000090 to .000002',
  });
});
