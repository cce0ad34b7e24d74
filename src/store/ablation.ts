// The ablation panel: which shipped rule was trained with which settings, and what a switch changed.

import { type ShippedManifest, type ShippedRule } from '../checkpoints/types.ts';
import { type RuleInfo } from '../protocol/messages.ts';
import { diffSpecs } from '../spec/diff.ts';
import { type ExperimentSpec, type ProbeSpec, type RuleSpec } from '../spec/types.ts';
import { nearestPreset, shippedRule, type RuleKey } from './experiment.ts';

/** The run a switch left. */
export interface RunBefore {
  readonly ruleKey: RuleKey;
  readonly rule: RuleInfo;
  readonly probe: ProbeSpec;
  /** Held-out loss on the probe after 0..K inner steps. */
  readonly losses: readonly number[];
}

export interface AblationSlice {
  /** Settings asked for that no shipped rule has, while the rule `of` is in use. */
  readonly wanted: { readonly of: RuleKey; readonly rule: RuleSpec } | undefined;
  /** Shown while the rule `to` is in use. */
  readonly change: { readonly to: RuleKey; readonly before: RunBefore } | undefined;
}

export const INITIAL_ABLATION: AblationSlice = { wanted: undefined, change: undefined };

/** Memory channels mean nothing without memory. */
function meaning(rule: RuleSpec): RuleSpec {
  return rule.stateful ? rule : { ...rule, hiddenSize: 0 };
}

export function sameRule(a: RuleSpec, b: RuleSpec): boolean {
  const [first, second] = [meaning(a), meaning(b)];
  return (Object.keys(first) as (keyof RuleSpec)[]).every((key) => String(first[key]) === String(second[key]));
}

/**
 * The shipped rule with these settings, for the task and start of the rule in use: of its own study before others, so
 * that like is compared with like; then in the manifest's order, the best first.
 */
export function shippedWith(manifest: ShippedManifest, inUse: RuleInfo, wanted: RuleSpec): ShippedRule | undefined {
  const preset = inUse.preset ?? nearestPreset(inUse.spec);
  const study = shippedRule(manifest, inUse.shippedId)?.study;
  const found = manifest.rules.filter((rule) => rule.preset === preset && sameRule(rule.rule, wanted));
  return found.find((rule) => rule.study === study) ?? found[0];
}

/** A rule's settings with one changed. */
export function withSetting(rule: RuleSpec, change: Partial<RuleSpec>): RuleSpec {
  return { ...rule, ...change };
}

export interface ChangedSetting {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const NAMES: Readonly<Partial<Record<string, string>>> = {
  'rule.stateful': 'memory',
  'rule.messageSize': 'message channels M',
  'rule.hiddenSize': 'memory channels H',
  'rule.learnerHidden': 'learner sizes',
  'rule.learnerActivation': 'learner activation',
  'rule.sharing': 'sharing',
  'rule.aggregation': 'aggregation',
  'rule.standardiseInputs': 'standardised inputs',
  'rule.centreOutputs': 'centred outputs',
  'rule.learnOutputScale': 'learned output scale',
};

const WORDS: Readonly<Partial<Record<string, string>>> = {
  none: 'own per layer',
  rules: 'shared rules',
  rulesAndStandardisers: 'rules and standardisers shared',
};

function words(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.join('/');
  return WORDS[String(value)] ?? String(value);
}

/** What differs between two rules, in words; training apart from meta-steps aside. */
export function changedSettings(before: RuleInfo, now: RuleInfo): ChangedSetting[] {
  const stateless = !before.spec.rule.stateful && !now.spec.rule.stateful;
  const settings = diffSpecs(before.spec, now.spec)
    .filter(({ field }) => field in NAMES && !(stateless && field === 'rule.hiddenSize'))
    .map(({ field, from, to }) => ({ name: NAMES[field] ?? field, from: words(from), to: words(to) }));
  if (before.metaSteps === now.metaSteps) return settings;
  const steps = (count: number) => count.toLocaleString('en');
  return [...settings, { name: 'meta-steps', from: steps(before.metaSteps), to: steps(now.metaSteps) }];
}

/** Whether two probes are the same task from the same start, so that their losses can be compared. */
export function sameProbe(a: ProbeSpec, b: ProbeSpec): boolean {
  const of = ({ taskSeed, networkSeed, amplitude, phase }: ProbeSpec) =>
    JSON.stringify([taskSeed, networkSeed, amplitude ?? null, phase ?? null]);
  return of(a) === of(b);
}

/** What *Train it now* trains: the experiment in use with the settings wanted. */
export function wantedSpec(inUse: ExperimentSpec, rule: RuleSpec): ExperimentSpec {
  return { ...inUse, rule };
}
