import { listOf, objectOf, oneOf, refuse, textUpTo, wholeFrom, type Parser } from '../lib/parse.ts';
import { success, type Result } from '../lib/result.ts';
import { PRESET_IDS } from '../experiment/presets.ts';
import { parseRuleSpec } from '../experiment/validate.ts';
import { parseFigures } from './figures.ts';
import type { ShippedManifest, ShippedRule } from './types.ts';

/** A name that stands for itself in a path and in a link. */
const plainName: Parser<string> = (value, path) =>
  typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(value)
    ? success(value)
    : refuse(path, value, 'letters, digits, dots, dashes and underscores, not starting with a dot or dash');

const text = textUpTo(1000);

const shippedRule = objectOf<ShippedRule>(
  {
    id: plainName,
    preset: oneOf(PRESET_IDS),
    title: text,
    study: text,
    rule: parseRuleSpec,
    file: plainName,
    episode: plainName,
    metaSteps: wholeFrom(0, 1e9),
    evaluation: parseFigures,
    command: text,
  },
  ['study', 'episode'],
);

const manifest = objectOf<ShippedManifest>({ rules: listOf(shippedRule, 0, 1000) });

/**
 * Reads `public/checkpoints/manifest.json`.
 *
 * @param value the parsed JSON.
 * @returns the manifest, or the first field that is wrong; two rules with one id are refused.
 */
export function parseManifest(value: unknown): Result<ShippedManifest> {
  const parsed = manifest(value, '');
  if (!parsed.ok) return parsed;
  const ids = parsed.value.rules.map((rule) => rule.id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return twice < 0 ? parsed : refuse(`rules.${twice}.id`, ids[twice], 'an id no other rule has');
}
