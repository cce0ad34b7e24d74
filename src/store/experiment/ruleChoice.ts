// The ways to choose a rule, and how each becomes bytes or a fresh start for the worker.

import type { ShippedManifest } from '../../checkpoints/types.ts';
import type { RuleSource } from '../../protocol/messages.ts';
import { sameProbe } from '../../experiment/diff.ts';
import type { LabLink } from '../../link/link.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import { crc32Text } from '../../lib/checksum.ts';
import { fetchBytes } from '../../lib/deadline.ts';
import type { PageEnvironment } from '../context.ts';
import { presetOf, shippedRule } from './experiment.ts';
import { isCopy } from '../meta/runCopies.ts';
import type { RuleKey } from './ruleKey.ts';

export type RuleChoice =
  | { readonly kind: 'shipped'; readonly id: string }
  | { readonly kind: 'fresh'; readonly key: string; readonly spec: ExperimentSpec }
  | { readonly kind: 'saved'; readonly id: string; readonly title: string }
  /** Of a kept run, at one of its checkpoints. */
  | { readonly kind: 'kept'; readonly id: string; readonly metaStep: number }
  | { readonly kind: 'file'; readonly file: File }
  /** Seen earlier in this visit. */
  | { readonly kind: 'source'; readonly key: RuleKey; readonly source: RuleSource };

export function keyOf(choice: RuleChoice): RuleKey {
  switch (choice.kind) {
    case 'shipped':
      return { kind: 'shipped', id: choice.id };
    case 'saved':
      return { kind: isCopy(choice.id) ? 'run' : 'saved', id: choice.id };
    case 'fresh':
      return { kind: 'fresh', id: choice.key };
    case 'kept':
      return { kind: 'checkpoint', id: `${choice.id}@${choice.metaStep}` };
    case 'file':
      return { kind: 'file', id: choice.file.name };
    case 'source':
      return choice.key;
  }
}

export function freshChoice(preset: PresetId): RuleChoice {
  return { kind: 'fresh', key: preset, spec: PRESETS[preset].spec };
}

/** An untrained rule, or a formula, which another one's key must not stand for. */
export function specChoice(spec: ExperimentSpec): RuleChoice {
  const { formula, aggregation } = spec.rule;
  const own = formula && `formula-${crc32Text(new TextEncoder().encode(`${aggregation} ${formula}`))}`;
  return { kind: 'fresh', key: presetOf(spec) ?? own ?? 'link', spec };
}

/** A rule that this browser keeps, or the copy of a run. */
export function savedChoice(id: string): RuleChoice {
  return { kind: 'saved', id, title: isCopy(id) ? 'Trained here' : 'Kept in this browser' };
}

/** `run@meta-step`, of a run that the browser's store may hold. */
function keptChoice(text: string): RuleChoice | undefined {
  const [, id, step] = /^(.+)@(\d+)$/.exec(text) ?? [];
  return id === undefined ? undefined : { kind: 'kept', id, metaStep: Number(step) };
}

/** The rule a key stands for; undefined if it cannot be had again. */
export function choiceOfKey({ kind, id }: RuleKey): RuleChoice | undefined {
  if (kind === 'shipped') return { kind, id };
  // A run of an earlier visit left a copy.
  if (kind === 'saved' || kind === 'run') return savedChoice(id);
  if (kind === 'checkpoint') return keptChoice(id);
  const preset = PRESET_IDS.find((p) => p === id);
  return kind === 'fresh' && preset !== undefined ? freshChoice(preset) : undefined;
}

/** What the page shows first. */
export function defaultProbe(spec: ExperimentSpec): ProbeSpec {
  return { ...FIRST_PROBE, steps: spec.recipe.innerSteps };
}

/** Whether a cached episode, made of the default probe, answers this one. */
export function isDefaultProbe(probe: ProbeSpec, spec: ExperimentSpec): boolean {
  return sameProbe(probe, defaultProbe(spec));
}

/** The rule to open on: the link's, else the first of those that ship, else an untrained one. */
export function choiceOfLink(link: LabLink | undefined, manifest: ShippedManifest): RuleChoice {
  if (link !== undefined) {
    const shipped = shippedRule(manifest, link.ruleId);
    return shipped === undefined ? specChoice(link.spec) : { kind: 'shipped', id: shipped.id };
  }
  const first = manifest.rules[0];
  return first === undefined ? freshChoice('2x10') : { kind: 'shipped', id: first.id };
}

/** Bytes beside the shipped manifest. */
export function fetchShipped(page: PageEnvironment, file: string): Promise<ArrayBuffer> {
  return fetchBytes(new URL(`checkpoints/${file}`, page.baseUrl).href);
}

/** @throws where the browser does not hold it. */
export async function keptRule(page: PageEnvironment, id: string, metaStep: number): Promise<RuleSource> {
  const store = await page.runs();
  const run = await store.read(id);
  const bytes = run && (await store.rule(run, metaStep));
  if (run === undefined || bytes === undefined)
    throw new Error(`this browser keeps no rule of that run at meta-step ${metaStep}`);
  return { from: 'bytes', bytes, label: `${run.name}, meta-step ${metaStep}` };
}

/** Read what the worker needs. @throws when a file cannot be had. */
export async function sourceOf(
  choice: RuleChoice,
  page: PageEnvironment,
  manifest: ShippedManifest,
): Promise<RuleSource> {
  switch (choice.kind) {
    case 'source':
      return choice.source;
    case 'fresh':
      return { from: 'fresh', spec: choice.spec };
    case 'file':
      return { from: 'bytes', bytes: await choice.file.arrayBuffer(), label: choice.file.name };
    case 'kept':
      return keptRule(page, choice.id, choice.metaStep);
    case 'saved':
      return { from: 'bytes', bytes: await page.shelf.load(choice.id), label: choice.title };
    case 'shipped': {
      const rule = shippedRule(manifest, choice.id);
      if (rule === undefined) throw new Error(`no shipped rule is called ${choice.id}`);
      return { from: 'bytes', bytes: await fetchShipped(page, rule.file), label: rule.title, shippedId: rule.id };
    }
  }
}
