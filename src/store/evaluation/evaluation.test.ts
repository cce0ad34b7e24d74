import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { comparable, INITIAL_EVALUATION, withEvaluation, withoutEvaluation } from './evaluation.ts';

const found = (preset: keyof typeof PRESETS) => ({
  report: {} as EvaluationReport,
  ...{ ruleLabel: preset, metaSteps: 1, spec: PRESETS[preset].spec },
});
const after = (...presets: (keyof typeof PRESETS)[]) =>
  presets.reduce((slice, preset) => withEvaluation(slice, found(preset)), INITIAL_EVALUATION);

it('keeps what was found, the last of it on show, and numbers that stay', () => {
  const slice = after('2x10', '5x10', 'boundary');
  expect(slice.kept.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(slice.finished?.ruleLabel).toBe('boundary');
  const less = withoutEvaluation(slice, 3);
  expect(less.finished?.number).toBe(2);
  expect(withoutEvaluation(slice, 1).finished?.number).toBe(3);
  expect(withEvaluation(withoutEvaluation(slice, 1), found('2x10')).finished?.number).toBe(4);
  expect(after(...Array.from({ length: 9 }, () => '2x10' as const)).kept.map(({ number }) => number)).toEqual([
    4, 5, 6, 7, 8, 9,
  ]);
});

it('compares what was taken on tasks of one kind only', () => {
  const [two, five, boundary] = after('2x10', '5x10', 'boundary').kept;
  expect(comparable(two!, five!)).toBe(true);
  expect(comparable(two!, boundary!)).toBe(false);
});
