// The experiment in a link, `v=1&preset=2x10&task=7&net=3&k=5&m=4&at=3.2&sel=w2:8:13&view=grid`: short, versioned, and only
// what differs from the preset.

import { FAMILIES } from '../tasks/families.ts';
import { diffSpecs, fieldsOf, textOfValue } from '../experiment/diff.ts';
import { probedSpec } from '../experiment/otherNetwork.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { validateProbe, validateSpec } from '../experiment/validate.ts';
import { defined } from '../lib/defined.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { checked, mapped, notAllowed, oneOf, parse, textOf, type Schema } from '../lib/schema.ts';
import { phasesOf, type Moment } from '../record/moment.ts';
import { isKnownKey, probeFromPairs, probeToPairs, SPEC_KEYS, valueFromText } from './keys.ts';
import { nameText, VIEW, type LinkView } from './view.ts';

const LINK_VERSION = 1;

/** What a link says. */
export interface LabLink {
  /** The spec is written as its difference from this preset. */
  readonly preset: PresetId;
  readonly spec: ExperimentSpec;
  /** Shipped id of the rule; absent for a fresh one or one that only its owner has. */
  readonly ruleId?: string;
  /** The sender's rule, trained for so many meta-steps, is in the sender's browser only. */
  readonly ownSteps?: number;
  readonly probe: ProbeSpec;
  readonly moment?: Moment;
  /** The selected agent, as record/moment writes it. */
  readonly selection?: string;
  /** The agent it is compared with. */
  readonly pinned?: string;
  readonly view?: LinkView;
  /** What a link says and could not be read, in words. */
  readonly leftOut?: readonly string[];
}

/** The selection of a link on which no agent is selected. */
export const NO_AGENT = 'none';

/** Percent-encoded, but for what reads well and is safe in a fragment. */
const escaped = (text: string) => encodeURIComponent(text).replaceAll(/%(3A|2C|40|2B|3B)/g, decodeURIComponent);

const textOfView = (value: LinkView[keyof LinkView]) => (value === true ? 1 : value);

/**
 * The link's text, without the `#` before it.
 *
 * @param link a valid spec and probe; what equals the preset is left out.
 */
export function encodeLink(link: LabLink): string {
  const { preset, spec, ruleId, ownSteps, probe, moment, selection, pinned, view = {} } = link;
  const pairs: (readonly [key: string, value: string | number | undefined])[] = [
    ['v', LINK_VERSION],
    ['preset', preset],
    ['rule', ruleId],
    ['own', ownSteps],
    ...probeToPairs(probe),
  ];
  for (const { field, to } of diffSpecs(PRESETS[preset].spec, spec)) pairs.push([SPEC_KEYS[field], textOfValue(to)]);
  // What only this family has is no difference from the preset of another.
  const known = fieldsOf(PRESETS[preset].spec);
  for (const [field, value] of fieldsOf(spec))
    if (!known.has(field)) pairs.push([SPEC_KEYS[field], textOfValue(value)]);
  pairs.push(['at', moment && `${moment.step}.${moment.phase}`], ['sel', selection], ['pin', pinned]);
  for (const [name, [key]] of Object.entries(VIEW)) pairs.push([key, textOfView(view[name as keyof LinkView])]);
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escaped(String(value))}`])).join('&');
}

const metaSteps = mapped(textOf(/^\d{1,9}$/, 'a number of meta-steps'), Number);

type Place = Omit<LabLink, 'preset' | 'spec' | 'probe'>;
type Pairs = ReadonlyMap<string, string>;

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/**
 * Keys and values as text. The version comes first: of another version nothing else can be judged. What other programs
 * add (trackers) is left out, and said.
 */
function readPairs(text: string): Result<{ readonly pairs: Pairs; readonly leftOut: readonly string[] }> {
  const version = /(?:^|&)v=([^&]*)/.exec(text)?.[1];
  if (version === undefined) return failure('link', 'this link does not say which version of the lab made it');
  if (version !== String(LINK_VERSION)) {
    const made = `this link was made by version ${version.slice(0, 20)} of the lab`;
    return failure('link', `${made}; this page reads version ${LINK_VERSION}`);
  }
  const pairs = new Map<string, string>();
  const leftOut: string[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const [key = '', ...rest] = part.split('=');
    const value = unescaped(rest.join('='));
    if (!isKnownKey(key)) leftOut.push(`"${key.slice(0, 60)}", which this page does not know`);
    else if (pairs.has(key)) leftOut.push(`a second ${key}`);
    else if (value === undefined) return failure(key, `the link's ${key} is not readable`);
    else pairs.set(key, value);
  }
  return success({ pairs, leftOut });
}

/** A task with the ranges that its family has, from the preset or the link, and without those of others. */
function ofItsFamily(task: Readonly<Record<string, unknown>>, pairs: Pairs): Record<string, unknown> {
  const all = Object.values(FAMILIES);
  const others = new Set<string>(all.filter(({ id }) => id !== task['kind']).flatMap(({ fields }) => fields));
  const kept = Object.fromEntries(Object.entries(task).filter(([name]) => !others.has(name)));
  for (const field of all.find(({ id }) => id === task['kind'])?.fields ?? []) {
    const text = pairs.get(SPEC_KEYS[`task.${field}`]);
    kept[field] = text === undefined ? task[field] : valueFromText(text, [0, 0]);
  }
  return kept;
}

function readSpec(preset: PresetId, pairs: Pairs): Result<ExperimentSpec> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [field, standard] of fieldsOf(PRESETS[preset].spec)) {
    const [section = '', name = ''] = field.split('.');
    const text = pairs.get(SPEC_KEYS[field]);
    (sections[section] ??= {})[name] = text === undefined ? standard : valueFromText(text, standard);
  }
  const formula = pairs.get(SPEC_KEYS['rule.formula']);
  if (formula !== undefined) (sections['rule'] ??= {})['formula'] = formula;
  return validateSpec({ ...sections, task: ofItsFamily(sections['task'] ?? {}, pairs) });
}

/** Seeds not given are 0, steps not given those of the recipe. */
function readProbe(spec: ExperimentSpec, pairs: Pairs): Result<ProbeSpec> {
  const standard = { taskSeed: 0, networkSeed: 0, steps: spec.recipe.innerSteps };
  return validateProbe({ ...standard, ...probeFromPairs(pairs) }, spec);
}

function momentText(spec: ExperimentSpec, { steps }: ProbeSpec): Schema<Moment> {
  const last = phasesOf(spec).length - 1;
  const allowed = `a step from 1 to ${steps}, a dot and a phase from 0 to ${last}`;
  const read = (text: string): Moment => {
    const [step = NaN, phase = NaN] = text.split('.').map(Number);
    return { step, phase };
  };
  const within = (text: string) => {
    const { step, phase } = read(text);
    return step >= 1 && step <= steps && phase <= last ? undefined : { at: '', says: notAllowed(text, allowed) };
  };
  return mapped(checked(textOf(/^\d{1,3}\.\d{1,3}$/, allowed), within), read);
}

/** Where the reader stood: what the link says beside experiment and probe, and what of it could not be read. */
function readPlace(
  spec: ExperimentSpec,
  probe: ProbeSpec,
  pairs: Pairs,
): Place & { readonly leftOut: readonly string[] } {
  const forms: Record<string, Schema<unknown>> = {
    rule: nameText,
    own: metaSteps,
    sel: nameText,
    pin: nameText,
    at: momentText(spec, probe),
  };
  for (const [key, form] of Object.values(VIEW)) forms[key] = form;
  const said: Record<string, unknown> = {};
  const leftOut: string[] = [];
  for (const [key, form] of Object.entries(forms)) {
    const text = pairs.get(key);
    if (text === undefined) continue;
    const parsed = parse(form, text, key);
    if (parsed.ok) said[key] = parsed.value;
    else leftOut.push(parsed.failure.message);
  }
  const { rule, own, sel, pin, at } = said;
  const view = defined(Object.fromEntries(Object.entries(VIEW).map(([name, [key]]) => [name, said[key]])));
  const given = { ruleId: rule, ownSteps: own, moment: at, selection: sel, pinned: pin };
  // Each part has passed its own form.
  return { ...(defined({ ...given, view: Object.keys(view).length === 0 ? undefined : view }) as Place), leftOut };
}

function decodeWhole(text: string): Result<LabLink> {
  const read = readPairs(text);
  if (!read.ok) return read;
  const { pairs } = read.value;
  const preset = parse(oneOf(PRESET_IDS), pairs.get('preset'), 'preset');
  if (!preset.ok) return preset;
  const spec = readSpec(preset.value, pairs);
  if (!spec.ok) return spec;
  const probe = readProbe(spec.value, pairs);
  if (!probe.ok) return probe;
  const place = readPlace(probedSpec(spec.value, probe.value), probe.value, pairs);
  const leftOut = [...read.value.leftOut, ...place.leftOut];
  const { leftOut: _listed, ...rest } = place;
  const link = { preset: preset.value, spec: spec.value, probe: probe.value, ...rest };
  return success(leftOut.length === 0 ? link : { ...link, leftOut });
}

/** No sentence ends in more; a search through a whole long text for its end would take its length squared. */
const LONGEST_TAIL = 60;

/** What a text around a link puts at its end: a full stop, a bracket, a quotation mark, spaces that cannot be seen. */
const TAIL =
  /(?:[.,;:!?)\]}>'"*_\s]|[\u200B-\u200F\u2060\uFEFF»”’]|%20|%E2%80%8[B-F]|%E2%81%A0|%EF%BB%BF|%C2%BB|%E2%80%9[9D])+$/i;

/**
 * The inverse of `encodeLink`, for text from anywhere, also with what mail programs and trackers add.
 *
 * @param text with or without the `#` before it.
 * @returns undefined for an empty text; a failure that names the version, key or field of the experiment that is wrong;
 * else the link, with what was left out of it. Whether the selected agent and the rule exist is for the caller to find
 * out.
 */
export function decodeLink(text: string): Result<LabLink | undefined> {
  const bare = text.replace(/^#/, '').replaceAll('&amp;', '&');
  if (bare === '') return success(undefined);
  const whole = decodeWhole(bare);
  const tail = TAIL.exec(bare.slice(-LONGEST_TAIL))?.[0] ?? '';
  // A formula may end in a bracket of its own.
  if (tail === '' || (whole.ok && whole.value.leftOut === undefined)) return whole;
  const cut = decodeWhole(bare.slice(0, -tail.length));
  if (!cut.ok) return whole;
  const end = `"${unescaped(tail) ?? tail}" at its end`;
  return success({ ...cut.value, leftOut: [...(cut.value.leftOut ?? []), end] });
}
