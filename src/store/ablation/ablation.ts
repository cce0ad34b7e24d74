// Switching one setting of a rule: which shipped rule was trained that way, which is nearest, what changed.

import { sameRule, type RuleKey } from '../experiment/ruleKey.ts';
import type { Lane } from '../../record/lanes.ts';
import type { ShippedManifest, ShippedRule } from '../../checkpoints/types.ts';
import { diffSpecs, sameProbe, textOfValue } from '../../experiment/diff.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec, RecipeSpec, RuleSpec } from '../../experiment/types.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';
import type { LabLink } from '../../link/link.ts';
import { specInUse, specOfShipped, type ExperimentSlice } from '../experiment/experiment.ts';

/** What a changed setting is compared with: the run it was switched from, or its twin of equal training. */
export interface ChangedFrom {
  /** What was on screen, where that is another rule: its twin was trained as long as the rule with the change. */
  readonly cameFrom: { readonly ruleKey: RuleKey; readonly label: string; readonly metaSteps: number } | undefined;
  readonly ruleKey: RuleKey;
  readonly label: string;
  readonly shippedId: string | undefined;
  readonly spec: ExperimentSpec;
  readonly metaSteps: number;
  readonly probe: ProbeSpec;
  /** What it did on that probe. */
  readonly lane: Lane;
}

export interface AblationSlice {
  /** Settings asked for that no shipped rule has. */
  readonly asked: RuleSpec | undefined;
  /** What the Train form starts from instead of a preset. */
  readonly train: ExperimentSpec | undefined;
  readonly from: ChangedFrom | undefined;
  /** The settings `from` was changed to. */
  readonly to: RuleSpec | undefined;
}

export const INITIAL_ABLATION: AblationSlice = { asked: undefined, train: undefined, from: undefined, to: undefined };

/** The settings of a rule, each a list of values worth trying. */
export const ALTERNATIVES = {
  messageSize: [8, 4, 1],
  sharing: ['none', 'rules', 'rulesAndStandardisers'],
  stateful: [false, true],
  aggregation: ['mean', 'sum'],
  standardiseInputs: [true, false],
  centreOutputs: [true, false],
  learnOutputScale: [true, false],
  learnerHidden: [
    [32, 16],
    [80, 40],
  ],
  learnerActivation: ['silu', 'relu', 'tanh'],
} as const satisfies { readonly [K in keyof RuleSpec]?: readonly RuleSpec[K][] };

export type Setting = keyof typeof ALTERNATIVES;

/** Name of every setting, with the symbol of the specification where it has one. */
export const SETTING_NAMES: Readonly<Record<keyof RuleSpec, string>> = {
  messageSize: 'Message size M',
  hiddenSize: 'Memory size H',
  sharing: 'Sharing',
  stateful: 'Memory',
  aggregation: 'Aggregation',
  standardiseInputs: 'Standardised inputs',
  centreOutputs: 'Centred outputs',
  learnOutputScale: 'Learned output scale',
  learnerHidden: 'Learner sizes',
  learnerActivation: 'Learner activation',
  formula: 'Formula',
};

const VALUE_WORDS: Readonly<Record<string, string>> = {
  none: 'per layer',
  rules: 'shared',
  rulesAndStandardisers: 'all shared',
  silu: 'SiLU',
  relu: 'ReLU',
};

/** A setting's value in words: `off`, `80/40`, `shared`. */
export function valueWords(value: RuleSpec[keyof RuleSpec]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object') return value.join('/');
  if (value === undefined) return 'none';
  return VALUE_WORDS[value] ?? String(value);
}

/** A stateless rule has no memory, so its size says nothing. */
function countsFor(a: RuleSpec, b: RuleSpec, setting: keyof RuleSpec): boolean {
  return setting !== 'hiddenSize' || (ruleKind(a).remembers && ruleKind(b).remembers);
}

/** The settings in which two rules differ. */
export function changedSettings(a: RuleSpec, b: RuleSpec): readonly (keyof RuleSpec)[] {
  const names = Object.keys(SETTING_NAMES) as (keyof RuleSpec)[];
  return names.filter((name) => countsFor(a, b, name) && textOfValue(a[name] ?? '') !== textOfValue(b[name] ?? ''));
}

/** `Message size M: 8 → 1`, one for each setting that differs. */
export function changeWords(a: RuleSpec, b: RuleSpec): readonly string[] {
  return changedSettings(a, b).map((name) => `${SETTING_NAMES[name]}: ${valueWords(a[name])} → ${valueWords(b[name])}`);
}

/** Settings that are asked for and that the rule in use has not, because no rule was trained with them. */
export function pendingSettings({
  ablation,
  experiment,
}: {
  readonly ablation: AblationSlice;
  readonly experiment: ExperimentSlice;
}): RuleSpec | undefined {
  const { asked } = ablation;
  return asked !== undefined && changedSettings(specInUse(experiment).rule, asked).length > 0 ? asked : undefined;
}

/** What the last switch changed, while the rule it was switched to is in use and its adaptation on show. */
export function shownChange({
  ablation: { from, to },
  experiment: { rule, ruleKey, record },
}: {
  readonly ablation: AblationSlice;
  readonly experiment: Pick<ExperimentSlice, 'rule' | 'ruleKey' | 'record'>;
}): { readonly from: ChangedFrom; readonly to: RuleSpec } | undefined {
  if (from === undefined || to === undefined || rule === undefined || record === undefined) return undefined;
  const origin = from.cameFrom ?? from;
  if (sameRule(ruleKey, from.ruleKey) || sameRule(ruleKey, origin.ruleKey)) return undefined;
  // The adaptation on show may still be that of the rule before.
  const others = [rule.spec.rule, record.header.spec.rule];
  return others.some((other) => changedSettings(other, to).length > 0) ? undefined : { from, to };
}

/** The run before the last switch, where it was of the task on show: drawn thin under the run now. */
export function runBefore(state: {
  readonly ablation: AblationSlice;
  readonly experiment: Pick<ExperimentSlice, 'rule' | 'ruleKey' | 'record'>;
}): Lane | undefined {
  const from = shownChange(state)?.from;
  const probe = state.experiment.record?.header.probe;
  return from !== undefined && probe !== undefined && sameProbe(from.probe, probe) ? from.lane : undefined;
}

/** Shipped rules of the same task and kind of start, for a number of inner steps that this one was trained for too. */
function comparableRules({ rules }: ShippedManifest, spec: ExperimentSpec): readonly ShippedRule[] {
  const { innerSteps, shortestHorizon, learnedPrior } = spec.recipe;
  return rules.filter((rule) => {
    const { task, network, recipe } = specOfShipped(rule);
    return (
      JSON.stringify([task, network]) === JSON.stringify([spec.task, spec.network]) &&
      recipe.learnedPrior === learnedPrior &&
      recipe.innerSteps >= (shortestHorizon || innerSteps) &&
      recipe.innerSteps <= innerSteps
    );
  });
}

/** The one trained nearest to `metaSteps`, by ratio; the first of equals. */
function nearestInLength(rules: readonly ShippedRule[], metaSteps: number): ShippedRule | undefined {
  const apart = (rule: ShippedRule) => Math.abs(Math.log(Math.max(1, rule.metaSteps) / Math.max(1, metaSteps)));
  return [...rules].sort((a, b) => apart(a) - apart(b))[0];
}

/** The shipped rule with exactly these settings; of several, the one trained for about as long. */
export function matchingRule(
  manifest: ShippedManifest,
  spec: ExperimentSpec,
  rule: RuleSpec,
  metaSteps: number,
): ShippedRule | undefined {
  const exact = comparableRules(manifest, spec).filter((r) => changedSettings(r.rule, rule).length === 0);
  return nearestInLength(exact, metaSteps);
}

/**
 * Settings that a link asks for and the rule in use has not, where no shipped rule has them either. Written by hand, a
 * link may name a rule and leave all settings to it; the page's own say how the rule differs from the preset.
 */
export function askedByLink(
  manifest: ShippedManifest,
  inUse: ExperimentSpec,
  { ruleId, preset, spec }: LabLink,
): RuleSpec | undefined {
  const leavesAll = ruleId !== undefined && diffSpecs(PRESETS[preset].spec, spec).length === 0;
  if (leavesAll || changedSettings(inUse.rule, spec.rule).length === 0) return undefined;
  return matchingRule(manifest, inUse, spec.rule, 0) === undefined ? spec.rule : undefined;
}

/** The shipped rule that differs in the fewest settings; of several, the one trained for about as long. */
export function nearestRule(
  manifest: ShippedManifest,
  spec: ExperimentSpec,
  rule: RuleSpec,
  metaSteps: number,
): ShippedRule | undefined {
  const rules = comparableRules(manifest, spec);
  const fewest = Math.min(...rules.map((r) => changedSettings(r.rule, rule).length));
  const nearest = rules.filter((r) => changedSettings(r.rule, rule).length === fewest);
  return nearestInLength(nearest, metaSteps);
}

/** The shipped rule with the settings of `spec`, trained for exactly so many meta-steps. */
export function twinOf(manifest: ShippedManifest, spec: ExperimentSpec, metaSteps: number): ShippedRule | undefined {
  return comparableRules(manifest, spec).find(
    (rule) => rule.metaSteps === metaSteps && changedSettings(rule.rule, spec.rule).length === 0,
  );
}

/** How to train for a comparison: as the study's rules and as long, where there is one; else by the recipe itself. */
export function comparableRecipe(manifest: ShippedManifest, spec: ExperimentSpec): RecipeSpec {
  const studied = comparableRules(manifest, spec).filter((rule) => rule.study === 'ablations');
  const [first] = studied;
  if (first === undefined) return spec.recipe;
  return { ...specOfShipped(first).recipe, metaSteps: Math.min(...studied.map((rule) => rule.metaSteps)) };
}
