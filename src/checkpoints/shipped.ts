import { refuseNewer } from '../lib/newer.ts';
import {
  checked,
  exactly,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  parse,
  textOf,
  textUpTo,
  wholeFrom,
} from '../lib/schema.ts';
import type { Result } from '../lib/result.ts';
import { PRESET_IDS, START_KINDS } from '../experiment/presets.ts';
import { ruleSchema, taskSchema } from '../experiment/validate.ts';
import { figuresSchema, loss } from './figures.ts';
import { HELD_STEPS, type FarFigures, type ShippedManifest, type ShippedRule } from './types.ts';

/** A name that stands for itself in a path and in a link. */
const plainName = textOf(
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/,
  'letters, digits, dots, dashes and underscores, not starting with a dot or dash',
);

const text = textUpTo(1000);

/** A list without one is of version 1. */
export const SHIPPED_VERSION = 1;

/** What a person chooses of a shipped rule. */
type ShippedWords = Pick<ShippedRule, 'id' | 'file' | 'episode' | 'title' | 'study' | 'command'>;
const words = { id: plainName, file: plainName, episode: plainName, title: text, study: text, command: text };
const shippedWords = objectOf<ShippedWords>(words, ['study', 'episode']);

const shippedRule = objectOf<ShippedRule>(
  {
    ...words,
    preset: oneOf(PRESET_IDS),
    rule: ruleSchema,
    task: taskSchema,
    start: oneOf(START_KINDS),
    metaSteps: wholeFrom(0, 1e9),
    evaluation: figuresSchema,
    far: objectOf<FarFigures>({
      holdsUntil: wholeFrom(0, HELD_STEPS),
      lossAtEnd: loss,
      diverged: wholeFrom(0, 1e9),
      worstPercentile: loss,
      minutes: numberFrom(0, Number.MAX_VALUE),
    }),
  },
  ['study', 'task', 'start', 'episode', 'far'],
);

const manifest = checked(
  objectOf<ShippedManifest>({ version: exactly(SHIPPED_VERSION), rules: listOf(shippedRule, 0, 1000) }, ['version']),
  ({ rules }) => {
    const ids = rules.map((rule) => rule.id);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    return twice < 0 ? undefined : { at: `rules.${twice}.id`, says: notAllowed(ids[twice], 'an id no other rule has') };
  },
);

/** Refuses a name, a title or a command that the list of shipped rules could not hold, before anything is done for it. */
export function refuseShippedWords(value: ShippedWords): Result<ShippedWords> {
  return parse(shippedWords, value);
}

/**
 * Reads `public/checkpoints/manifest.json`.
 *
 * @param value the parsed JSON.
 * @returns the manifest, or the first field that is wrong; two rules with one id are refused.
 */
export function parseManifest(value: unknown): Result<ShippedManifest> {
  return refuseNewer(value, 'version', SHIPPED_VERSION, 'the list of rules') ?? parse(manifest, value);
}
