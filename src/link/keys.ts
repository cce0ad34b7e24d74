// The keys of a link and the text of what they hold. Changing a key breaks every link made with it: raise LINK_VERSION
// then.

import { isLayers, type SpecField, type SpecValue } from '../experiment/diff.ts';
import { layersFromText, layersToText } from '../experiment/layerText.ts';
import type { ProbeSpec } from '../experiment/types.ts';
import { curveFromText, curveToText, numberOr, supportFromText, supportToText } from './ownText.ts';
import { interventionsFromText, interventionsToText } from './interventionText.ts';
import { VIEW } from './view.ts';

export const SPEC_KEYS: Readonly<Record<SpecField, string>> = {
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
  'rule.formula': 'f',
  'recipe.innerSteps': 'horizon',
  'recipe.shortestHorizon': 'shortest',
  'recipe.warmUpSteps': 'warm',
  'recipe.lengthenFrom': 'longer',
  'recipe.taskNormLimit': 'tasknorm',
  'recipe.batch': 'batch',
  'recipe.sameSupport': 'same',
  'recipe.tasks': 'tasks',
  'recipe.heldOutPoints': 'held',
  'recipe.hintWeight': 'hintw',
  'recipe.heldOutWeight': 'heldw',
  'recipe.heldOutEveryStep': 'every',
  'recipe.learnedPrior': 'prior',
  'recipe.ownStepSizes': 'sizes',
  'recipe.learningRate': 'lr',
  'recipe.schedule': 'sched',
  'recipe.metaSteps': 'meta',
  'recipe.unitNorm': 'unit',
  'recipe.outputScaleRate': 'scalelr',
  'recipe.standardiserBatches': 'stdn',
  'seeds.rule': 'rseed',
  'seeds.training': 'tseed',
};

/** How a field of the probe is written, and read; what is read is not validated. */
interface ProbeText {
  readonly key: string;
  readonly write: (probe: ProbeSpec) => string | number | undefined;
  readonly read: (text: string) => unknown;
}

/** Every field of the probe, in the order of links. */
const PROBE_TEXTS: Readonly<Record<keyof ProbeSpec, ProbeText>> = {
  taskSeed: { key: 'task', write: ({ taskSeed }) => taskSeed, read: numberOr },
  networkSeed: { key: 'net', write: ({ networkSeed }) => networkSeed, read: numberOr },
  steps: { key: 'k', write: ({ steps }) => steps, read: numberOr },
  amplitude: { key: 'A', write: ({ amplitude }) => amplitude, read: numberOr },
  phase: { key: 'ph', write: ({ phase }) => phase, read: numberOr },
  frequency: { key: 'freq', write: ({ frequency }) => frequency, read: numberOr },
  noise: { key: 'noise', write: ({ noise }) => noise, read: numberOr },
  curve: { key: 'curve', write: ({ curve }) => curveToText(curve), read: curveFromText },
  support: { key: 'pts', write: ({ support }) => supportToText(support), read: supportFromText },
  layers: {
    key: 'on',
    write: ({ layers }) => layers && layersToText(layers),
    read: (text) => layersFromText(text) ?? text,
  },
  interventions: {
    key: 'do',
    write: ({ interventions }) => interventionsToText(interventions),
    read: interventionsFromText,
  },
};

/** Key and text of every field of a probe; undefined for one that it leaves open. */
export function probeToPairs(probe: ProbeSpec): (readonly [key: string, text: string | number | undefined])[] {
  return Object.values(PROBE_TEXTS).map(({ key, write }) => [key, write(probe)] as const);
}

/** The inverse of `probeToPairs`: the fields given, not validated. */
export function probeFromPairs(pairs: ReadonlyMap<string, string>): Partial<Record<keyof ProbeSpec, unknown>> {
  const fields = Object.entries(PROBE_TEXTS).flatMap(([name, { key, read }]) => {
    const text = pairs.get(key);
    return text === undefined ? [] : [[name, read(text)] as const];
  });
  return Object.fromEntries(fields);
}

const KNOWN = new Set([
  ...['v', 'preset', 'rule', 'own', 'at', 'sel', 'pin'],
  ...Object.values(VIEW).map(([key]) => key),
  ...Object.values(PROBE_TEXTS).map(({ key }) => key),
  ...Object.values(SPEC_KEYS),
]);

export const isKnownKey = (key: string): boolean => KNOWN.has(key);

/** JSON, or the text that links have for a value like the one that stands there; without one, the text itself. */
export function valueTyped(text: string, like: SpecValue | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return like === undefined ? text : valueFromText(text, like);
  }
}

/** The value `text` stands for in a field that holds values like `like`; not validated. */
export function valueFromText(text: string, like: SpecValue): unknown {
  if (typeof like === 'boolean') return text === '1' || (text === '0' ? false : text);
  if (typeof like === 'number') return numberOr(text);
  if (typeof like === 'string') return text;
  return isLayers(like) ? (layersFromText(text) ?? text) : text.split(',').map(numberOr);
}
