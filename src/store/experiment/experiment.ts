// Which rule, on which task: the experiment on screen.

import { diffSpecs, type SpecField } from '../../experiment/diff.ts';
import { startOfShipped, type ShippedManifest, type ShippedRule } from '../../checkpoints/types.ts';
import type { RuleInfo } from '../../protocol/messages.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { topologyOf } from '../../experiment/topology.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import { NO_RULE, type RuleKey } from './ruleKey.ts';

/** A rule kept in this browser, as the page lists it. */
export interface SavedRule {
  readonly id: string;
  readonly title: string;
  readonly metaSteps: number;
}

export interface ExperimentSlice {
  readonly manifest: ShippedManifest;
  readonly saved: readonly SavedRule[];
  readonly ruleKey: RuleKey;
  readonly rule: RuleInfo | undefined;
  /** Another rule is being read while the last one is on show. */
  readonly switching: boolean;
  /** What is asked for; the record on show may be one adaptation behind. */
  readonly probe: ProbeSpec;
  readonly record: EpisodeRecord | undefined;
}

export const INITIAL_EXPERIMENT: ExperimentSlice = {
  manifest: { rules: [] },
  saved: [],
  ruleKey: NO_RULE,
  rule: undefined,
  switching: false,
  probe: { ...FIRST_PROBE, steps: PRESETS['2x10'].spec.recipe.innerSteps },
  record: undefined,
};

/** How long and from which seeds: not what a rule was made for. */
const ASIDE = new Set<SpecField>(['recipe.metaSteps', 'seeds.rule', 'seeds.training']);

/** The preset a spec stands for, seeds and length of training aside; undefined for any other. */
export function presetOf(spec: ExperimentSpec): PresetId | undefined {
  return PRESET_IDS.find((id) => diffSpecs(PRESETS[id].spec, spec).every(({ field }) => ASIDE.has(field)));
}

/** As `presetOf`, with the nearest kind for specs that are no preset. */
export function nearestPreset(spec: ExperimentSpec): PresetId {
  const same = PRESET_IDS.filter((id) => PRESETS[id].spec.task.kind === spec.task.kind);
  const likeStart = same.find((id) => PRESETS[id].spec.recipe.learnedPrior === spec.recipe.learnedPrior);
  return presetOf(spec) ?? likeStart ?? same[0] ?? PRESET_IDS[0];
}

/** The name under which a rule is saved as a file. */
export function ruleFileName({
  spec,
  metaSteps,
}: {
  readonly spec: ExperimentSpec;
  readonly metaSteps: number;
}): string {
  return `mplp-${nearestPreset(spec)}-${metaSteps}.mplp`;
}

export function shippedRule(manifest: ShippedManifest, id: string | undefined): ShippedRule | undefined {
  return manifest.rules.find((rule) => rule.id === id);
}

/** What a shipped rule was trained on and for, as far as the list says. */
export function specOfShipped(shipped: ShippedRule): ExperimentSpec {
  const { preset, rule, task, evaluation } = shipped;
  const { spec } = PRESETS[preset];
  const learnedPrior = startOfShipped(shipped) === 'learned';
  const recipe = { ...spec.recipe, innerSteps: evaluation.steps, learnedPrior };
  return { ...spec, rule, task: task ?? spec.task, recipe };
}

/** The spec of the rule in use, or of the default preset before there is one. */
export function specInUse(experiment: ExperimentSlice): ExperimentSpec {
  return experiment.rule?.spec ?? experiment.record?.header.spec ?? PRESETS['2x10'].spec;
}

/** As `specInUse`, on the network that the probe asks for. */
export function specOnShow(experiment: ExperimentSlice): ExperimentSpec {
  return probedSpec(specInUse(experiment), experiment.probe);
}

/** Weights and biases of the network. */
export function parameterCount(spec: Pick<ExperimentSpec, 'network' | 'rule'>): number {
  const owners = topologyOf(spec).groups.filter((g) => g.ownsParameter);
  return owners.reduce((sum, group) => sum + agentsIn(group), 0);
}
