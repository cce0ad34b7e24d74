// The experiment in a link, `v=1&preset=2x10&task=7&net=3&k=5&m=4&at=3.2&sel=w2:8:13&view=grid`: short, versioned, and only
// what differs from the preset.

import { failure, success, type Result } from '../lib/result.ts';
import { diffSpecs, fieldsOf, isLayers, textOfValue, type SpecField, type SpecValue } from './diff.ts';
import { layersFromText } from './layerText.ts';
import { curveFromText, curveToText, numberOr, supportFromText, supportToText } from './ownText.ts';
import { PRESET_IDS, PRESETS, type PresetId } from './presets.ts';
import type { ExperimentSpec, ProbeSpec } from './types.ts';
import { validateProbe, validateSpec } from './validate.ts';

const LINK_VERSION = 1;

/** What a link says. */
export interface LabLink {
  /** The spec is written as its difference from this preset. */
  readonly preset: PresetId;
  readonly spec: ExperimentSpec;
  /** Shipped id of the rule; absent for a fresh one or one that only its owner has. */
  readonly ruleId?: string;
  readonly probe: ProbeSpec;
  /** Inner step 1..K and phase, as record/moment counts them. */
  readonly moment?: { readonly step: number; readonly phase: number };
  /** The selected agent, as record/moment writes it. */
  readonly selection?: string;
  /** The agent it is compared with. */
  readonly pinned?: string;
  readonly view?: LinkView;
}

/** How the figures stand; what is not given is as the page opens. */
export interface LinkView {
  readonly agents?: (typeof AGENTS_VIEWS)[number];
  /** What the agents' colour shows. */
  readonly lines?: AgentChannel;
  /** What the agents' size shows; by default the magnitude of their colour. */
  readonly size?: AgentChannel;
  /** The path from the loss to the selected agent stands out. */
  readonly path?: true;
  /** The sample the inspector writes its equations for, from 0. */
  readonly point?: number;
  /** All agents of the selected one's group are read together. */
  readonly whole?: true;
  /** Optimisers drawn beside the rule, by id, with commas between. */
  readonly lanes?: string;
  /** Shipped id of a rule drawn beside the one in use. */
  readonly rival?: string;
  /** The meta-training drawer is open. */
  readonly drawer?: true;
}

export const AGENTS_VIEWS = ['lines', 'grid'] as const;
/** One number of each agent that can be drawn; beside these, one channel of its message, `message1` to `messageM`. */
export const AGENT_CHANNELS = ['change', 'weight', 'norm', 'carry', 'spread'] as const;
export type AgentChannel = (typeof AGENT_CHANNELS)[number] | `message${number}`;
/** The selection of a link on which no agent is selected. */
export const NO_AGENT = 'none';

/** Changing a key breaks every link made with it: raise LINK_VERSION then. */
const SPEC_KEYS: Readonly<Record<SpecField, string>> = {
  'task.kind': 'kind',
  'task.amplitude': 'amp',
  'task.phase': 'phases',
  'task.x': 'x',
  'task.y': 'y',
  'network.inputs': 'inputs',
  'network.layers': 'layers',
  'network.loss': 'loss',
  'network.weightSd': 'sd',
  'rule.stateful': 'state',
  'rule.messageSize': 'm',
  'rule.hiddenSize': 'h',
  'rule.learnerHidden': 'lh',
  'rule.learnerActivation': 'la',
  'rule.sharing': 'share',
  'rule.aggregation': 'agg',
  'rule.standardiseInputs': 'std',
  'rule.centreOutputs': 'centre',
  'rule.learnOutputScale': 'scale',
  'recipe.innerSteps': 'horizon',
  'recipe.shortestHorizon': 'shortest',
  'recipe.warmUpSteps': 'warm',
  'recipe.lengthenFrom': 'longer',
  'recipe.taskNormLimit': 'tasknorm',
  'recipe.batch': 'batch',
  'recipe.tasks': 'tasks',
  'recipe.heldOutPoints': 'held',
  'recipe.hintWeight': 'hintw',
  'recipe.heldOutWeight': 'heldw',
  'recipe.heldOutEveryStep': 'every',
  'recipe.learnedPrior': 'prior',
  'recipe.learningRate': 'lr',
  'recipe.schedule': 'sched',
  'recipe.metaSteps': 'meta',
  'recipe.unitNorm': 'unit',
  'recipe.outputScaleRate': 'scalelr',
  'recipe.standardiserBatches': 'stdn',
  'seeds.rule': 'rseed',
  'seeds.training': 'tseed',
};
const PROBE_KEYS = {
  taskSeed: 'task',
  networkSeed: 'net',
  steps: 'k',
  amplitude: 'A',
  phase: 'ph',
  frequency: 'freq',
  noise: 'noise',
} as const;
const OWN_KEYS = { curve: 'curve', support: 'pts' } as const;
const VIEW_KEYS = {
  agents: 'view',
  lines: 'lines',
  size: 'size',
  path: 'path',
  point: 'point',
  whole: 'all',
  lanes: 'lanes',
  rival: 'vs',
  drawer: 'drawer',
} as const;
/** Views that are there or not: 1 in a link. */
const FLAGS: ReadonlySet<string> = new Set(['path', 'whole', 'drawer']);
const CHANNEL_FORM = new RegExp(`^(${AGENT_CHANNELS.join('|')}|message[1-9]\\d{0,3})$`);
const CHANNEL_WORDS = [...AGENT_CHANNELS, 'message1, message2 and so on'].join(', ');
const KNOWN = new Set([
  ...['v', 'preset', 'rule', 'at', 'sel', 'pin'],
  ...Object.values(VIEW_KEYS),
  ...Object.values(PROBE_KEYS),
  ...Object.values(OWN_KEYS),
  ...Object.values(SPEC_KEYS),
]);

/** Percent-encoded, but for what reads well and is safe in a fragment. */
const escaped = (text: string) => encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2C', ',');

const viewText = (value: LinkView[keyof LinkView]) => (value === true ? 1 : value);

/**
 * The link's text, without the `#` before it.
 *
 * @param link a valid spec and probe; what equals the preset is left out.
 */
export function encodeLink(link: LabLink): string {
  const { preset, spec, ruleId, probe, moment, selection, pinned, view = {} } = link;
  const pairs: [key: string, value: string | number | undefined][] = [
    ['v', LINK_VERSION],
    ['preset', preset],
    ['rule', ruleId],
    [PROBE_KEYS.taskSeed, probe.taskSeed],
    [PROBE_KEYS.networkSeed, probe.networkSeed],
    [PROBE_KEYS.steps, probe.steps],
    [PROBE_KEYS.amplitude, probe.amplitude],
    [PROBE_KEYS.phase, probe.phase],
    [PROBE_KEYS.frequency, probe.frequency],
    [PROBE_KEYS.noise, probe.noise],
    [OWN_KEYS.curve, curveToText(probe.curve)],
    [OWN_KEYS.support, supportToText(probe.support)],
  ];
  for (const { field, to } of diffSpecs(PRESETS[preset].spec, spec)) pairs.push([SPEC_KEYS[field], textOfValue(to)]);
  // Only this family has the field, so it is no difference from the preset of another.
  if (spec.task.kind === 'boundary' && PRESETS[preset].spec.task.kind !== 'boundary')
    pairs.push([SPEC_KEYS['task.y'], textOfValue(spec.task.y)]);
  pairs.push(['at', moment && `${moment.step}.${moment.phase}`], ['sel', selection], ['pin', pinned]);
  for (const [name, key] of Object.entries(VIEW_KEYS)) pairs.push([key, viewText(view[name as keyof LinkView])]);
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escaped(String(value))}`])).join('&');
}

type Pairs = ReadonlyMap<string, string>;

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Keys and values as text. The version comes first: of another version nothing else can be judged. */
function readPairs(text: string): Result<Pairs> {
  const version = /(?:^|&)v=([^&]*)/.exec(text)?.[1];
  if (version === undefined) return failure('link', 'this link does not say which version of the lab made it');
  if (version !== String(LINK_VERSION)) {
    const made = `this link was made by version ${version.slice(0, 20)} of the lab`;
    return failure('link', `${made}; this page reads version ${LINK_VERSION}`);
  }
  const pairs = new Map<string, string>();
  for (const part of text.split('&')) {
    const [key = '', ...rest] = part.split('=');
    const value = unescaped(rest.join('='));
    if (!KNOWN.has(key)) return failure('link', `the link says "${key.slice(0, 60)}", which this page does not know`);
    if (pairs.has(key)) return failure(key, `the link says ${key} twice`);
    if (value === undefined) return failure(key, `the link's ${key} is not readable`);
    pairs.set(key, value);
  }
  return success(pairs);
}

/** The value `text` stands for in a field that holds values like `like`; not validated. */
function valueFromText(text: string, like: SpecValue): unknown {
  if (typeof like === 'boolean') return text === '1' || (text === '0' ? false : text);
  if (typeof like === 'number') return numberOr(text);
  if (typeof like === 'string') return text;
  return isLayers(like) ? (layersFromText(text) ?? text) : text.split(',').map(numberOr);
}

function readSpec(preset: PresetId, pairs: Pairs): Result<ExperimentSpec> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [field, standard] of fieldsOf(PRESETS[preset].spec)) {
    const [section = '', name = ''] = field.split('.');
    const text = pairs.get(SPEC_KEYS[field]);
    (sections[section] ??= {})[name] = text === undefined ? standard : valueFromText(text, standard);
  }
  const { y: _unused, ...curve } = sections['task'] ?? {};
  const height = pairs.get(SPEC_KEYS['task.y']);
  const y = height === undefined ? sections['task']?.['y'] : valueFromText(height, [0, 0]);
  return validateSpec({ ...sections, task: curve['kind'] === 'boundary' ? { ...curve, y } : curve });
}

/** Seeds not given are 0, steps not given those of the recipe. */
function readProbe(spec: ExperimentSpec, pairs: Pairs): Result<ProbeSpec> {
  const probe: Record<string, unknown> = { taskSeed: 0, networkSeed: 0, steps: spec.recipe.innerSteps };
  for (const [name, key] of Object.entries(PROBE_KEYS)) {
    const text = pairs.get(key);
    if (text !== undefined) probe[name] = numberOr(text);
  }
  const curve = pairs.get(OWN_KEYS.curve);
  if (curve !== undefined) probe['curve'] = curveFromText(curve);
  const support = pairs.get(OWN_KEYS.support);
  if (support !== undefined) probe['support'] = supportFromText(support);
  return validateProbe(probe, spec);
}

/** The phases of an inner step are forward, loss, one for each dense layer on the way back, and the update. */
function readMoment(text: string, spec: ExperimentSpec, { steps }: ProbeSpec): Result<{ step: number; phase: number }> {
  const last = spec.network.layers.filter(({ kind }) => kind === 'dense').length + 2;
  const [, step = NaN, phase = NaN] = (/^(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (step >= 1 && step <= steps && phase <= last) return success({ step, phase });
  const allowed = `a step from 1 to ${steps}, a dot and a phase from 0 to ${last}`;
  return failure('at', `at is ${JSON.stringify(text.slice(0, 60))}; allowed: ${allowed}`);
}

/** Ids and agents: nothing in them needs more than these characters. */
function readName(key: string, pairs: Pairs): Result<string | undefined> {
  const text = pairs.get(key);
  if (text === undefined || /^[A-Za-z0-9._:-]{1,100}$/.test(text)) return success(text);
  return failure(key, `${key} is ${JSON.stringify(text.slice(0, 60))}; allowed: letters, digits and . _ : -`);
}

function readView(pairs: Pairs): Result<LinkView | undefined> {
  const view: Record<string, unknown> = {};
  const allowed: Readonly<Record<keyof LinkView, readonly [RegExp, string]>> = {
    agents: [/^(lines|grid)$/, AGENTS_VIEWS.join(', ')],
    lines: [CHANNEL_FORM, CHANNEL_WORDS],
    size: [CHANNEL_FORM, CHANNEL_WORDS],
    path: [/^1$/, '1'],
    point: [/^\d{1,4}$/, 'a whole number from 0'],
    whole: [/^1$/, '1'],
    lanes: [/^(sgd|adam|maml|metaSgd)(,(sgd|adam|maml|metaSgd))*$/, 'sgd, adam, maml, metaSgd, with commas between'],
    rival: [/^[A-Za-z0-9._:-]{1,100}$/, 'letters, digits and . _ : -'],
    drawer: [/^1$/, '1'],
  };
  for (const [name, key] of Object.entries(VIEW_KEYS)) {
    const text = pairs.get(key);
    if (text === undefined) continue;
    const [form, words] = allowed[name as keyof LinkView];
    if (!form.test(text)) return failure(key, `${key} is ${JSON.stringify(text.slice(0, 60))}; allowed: ${words}`);
    view[name] = name === 'point' ? Number(text) : FLAGS.has(name) ? true : text;
  }
  return success(Object.keys(view).length === 0 ? undefined : (view as LinkView));
}

/**
 * The inverse of `encodeLink`, for text from anywhere.
 *
 * @param text with or without the `#` before it.
 * @returns undefined for an empty text; a failure that names the version, key or field that is wrong. Whether the
 * selected agent and the rule exist is for the caller to find out.
 */
export function decodeLink(text: string): Result<LabLink | undefined> {
  const bare = text.replace(/^#/, '');
  if (bare === '') return success(undefined);
  const pairs = readPairs(bare);
  if (!pairs.ok) return pairs;
  const named = pairs.value.get('preset');
  const preset = PRESET_IDS.find((id) => id === named);
  if (preset === undefined) {
    const found = named === undefined ? 'missing' : JSON.stringify(named.slice(0, 60));
    return failure('preset', `preset is ${found}; allowed: one of ${PRESET_IDS.join(', ')}`);
  }
  const spec = readSpec(preset, pairs.value);
  if (!spec.ok) return spec;
  const probe = readProbe(spec.value, pairs.value);
  return probe.ok ? withPlace({ preset, spec: spec.value, probe: probe.value }, pairs.value) : probe;
}

function withPlace(link: LabLink, pairs: Pairs): Result<LabLink> {
  const ruleId = readName('rule', pairs);
  if (!ruleId.ok) return ruleId;
  const selection = readName('sel', pairs);
  if (!selection.ok) return selection;
  const pinned = readName('pin', pairs);
  if (!pinned.ok) return pinned;
  const at = pairs.get('at');
  const moment = at === undefined ? success(undefined) : readMoment(at, link.spec, link.probe);
  if (!moment.ok) return moment;
  const view = readView(pairs);
  if (!view.ok) return view;
  return success({
    ...link,
    ...(ruleId.value !== undefined && { ruleId: ruleId.value }),
    ...(moment.value !== undefined && { moment: moment.value }),
    ...(selection.value !== undefined && { selection: selection.value }),
    ...(pinned.value !== undefined && { pinned: pinned.value }),
    ...(view.value !== undefined && { view: view.value }),
  });
}
