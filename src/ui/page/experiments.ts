// The experiments on offer: a preset with the first rule shipped for it, or untrained where none ships.

import { sameRule } from '../../store/experiment/ruleKey.ts';
import type { ExperimentSlice } from '../../store/experiment/experiment.ts';
import { freshChoice, keyOf, type RuleChoice } from '../../store/experiment/ruleChoice.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../../experiment/presets.ts';
import { titleParts } from '../../viz/common/format.ts';

export interface ExperimentOption {
  readonly preset: PresetId;
  readonly name: string;
  readonly size: string;
  readonly summary: string;
  readonly choice: RuleChoice;
  readonly trained: boolean;
}

/** In the manifest's order; presets without a shipped rule after them. */
export function experimentOptions({ manifest }: Pick<ExperimentSlice, 'manifest'>): readonly ExperimentOption[] {
  const shipped = [...new Set(manifest.rules.map((rule) => rule.preset))];
  // The published recipes take days: they are among the rules to choose, not a tab each.
  const rest = PRESET_IDS.filter((id) => !shipped.includes(id) && !/-(published|standard)$/.test(id));
  return [...shipped, ...rest].map((preset) => {
    const first = manifest.rules.find((rule) => rule.preset === preset);
    const { title, summary } = PRESETS[preset];
    const choice: RuleChoice = first === undefined ? freshChoice(preset) : { kind: 'shipped', id: first.id };
    return { preset, ...titleParts(title), summary, choice, trained: first !== undefined };
  });
}

/** Whether choosing the option would change anything. */
export function isInUse(option: ExperimentOption, experiment: ExperimentSlice): boolean {
  return sameRule(keyOf(option.choice), experiment.ruleKey);
}
