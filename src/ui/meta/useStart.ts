// What the training form has been told so far.

import { useState } from 'react';

import { PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import type { BudgetFields } from './budget.ts';

export type Start = 'scratch' | 'continue';

/** From what a run starts: a preset, the rule in use, or the settings of the ablation panel, which go first. */
export function useStart() {
  const lab = useLab();
  const custom = useLabState((s) => s.ablation.train);
  const [chosen, setChosen] = useState<Start>('scratch');
  const [preset, setPreset] = useState<PresetId>('2x10');
  const dropCustom = () => lab.ablation.dropOffer();
  const setStart = (wanted: Start) => {
    dropCustom();
    setChosen(wanted);
  };
  const choosePreset = (id: PresetId) => {
    dropCustom();
    setPreset(id);
  };
  return { custom, start: custom === undefined ? chosen : 'scratch', setStart, preset, choosePreset };
}

/** The budget's fields; settings of the ablation panel bring a number of meta-steps along. */
export function useFields(custom: ExperimentSpec | undefined) {
  const [fields, setFields] = useState<BudgetFields>({
    metaSteps: PRESETS['2x10'].spec.recipe.metaSteps,
    minutes: undefined,
    heldOutBelow: undefined,
  });
  const [filled, setFilled] = useState<ExperimentSpec>();
  if (custom !== filled) {
    setFilled(custom);
    if (custom !== undefined) setFields({ ...fields, metaSteps: custom.recipe.metaSteps });
  }
  return [fields, setFields] as const;
}
