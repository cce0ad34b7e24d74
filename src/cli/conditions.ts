// Conditions that rules and other methods were not trained for, and which presets' stand under which. Pure.

import { PRESETS, type PresetId } from '../experiment/presets.ts';
import type { Variation } from '../training/evaluation/variation.ts';

interface Condition {
  readonly name: string;
  readonly variation: Variation;
}

/** Another number of support points. */
export interface Shot extends Condition {
  readonly variation: { readonly batch: number };
}

const FEWER: Shot = { name: '5 points', variation: { batch: 5 } };
const MORE: Shot = { name: '20 points', variation: { batch: 20 } };

/** One thing changed at a time; the rules of the sinusoid saw amplitudes of .1 to .5, phases of 0 to π and ten points. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'phase π to 2π', variation: { phase: [Math.PI, 2 * Math.PI] } },
  { name: 'amplitude .5 to 1', variation: { amplitude: [0.5, 1] } },
  FEWER,
  MORE,
  { name: 'noise of .05', variation: { noise: 0.05 } },
  { name: 'tanh', variation: { activation: 'tanh' } },
  { name: 'width 40', variation: { widths: [40] } },
  { name: 'a third hidden layer', variation: { layers: 4 } },
];

/** What the papers report: one support set of each size. */
export const SHOTS: readonly Shot[] = [FEWER, MORE];

/** Whether a preset's tasks are those of the literature. */
export const isStandard = (preset: string) => preset === 'sinusoid-standard';

/** Whether a preset's rules stand in the table of conditions. */
export const hasConditions = (preset: PresetId) => PRESETS[preset].spec.task.kind === 'sinusoid' && !isStandard(preset);

/** What a preset's rules are evaluated under, besides as trained. */
export const conditionsOf = (preset: PresetId): readonly Condition[] =>
  hasConditions(preset) ? CONDITIONS : isStandard(preset) ? SHOTS : [];
