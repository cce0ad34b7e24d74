// Rules on disk.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { parseManifest, SHIPPED_VERSION } from '../checkpoints/shipped.ts';
import type { ShippedManifest } from '../checkpoints/types.ts';
import { PRESETS } from '../experiment/presets.ts';
import { refuseFormula } from '../formula/refuse.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import type { Result } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { formulaRule } from '../training/formulaRule.ts';
import { writeWhole } from './output.ts';
import { expectUsable, UsageError } from './usage.ts';

/** Where shipped rules live, from the repository's root, where npm runs the command. */
export const SHIPPED = resolve('public', 'checkpoints');
const MANIFEST = join(SHIPPED, 'manifest.json');
/** The rule inside a training folder. */
export const TRAINED = 'rule.mplp';
const LONGEST_COMMAND = 800;
const FORMULA = 'formula:';

export function readShipped(): ShippedManifest {
  if (!existsSync(MANIFEST)) return { rules: [] };
  return readJson(MANIFEST, parseManifest);
}

/** @throws UsageError for what the page could not read back: an id that is no plain name, a command too long. */
export function writeShipped({ rules }: ShippedManifest): void {
  const text = JSON.stringify({ version: SHIPPED_VERSION, rules }, undefined, 2);
  expectUsable(parseManifest(JSON.parse(text)));
  writeWhole(MANIFEST, `${text}\n`);
}

function pathOf(idOrPath: string, option: string): string {
  const { rules } = readShipped();
  const shipped = rules.find((rule) => rule.id === idOrPath);
  if (shipped !== undefined) return join(SHIPPED, shipped.file);
  const said = `--${option} ${idOrPath}`;
  if (!existsSync(idOrPath)) {
    const known = rules.filter(({ study }) => study === undefined).map(({ id }) => id);
    const more = rules.length - known.length;
    const names = [...known, ...(more === 0 ? [] : [`${more} more of studies`])].join(', ') || 'none yet';
    throw new UsageError(`${said} is neither a file, nor a folder of a training, nor a shipped rule (${names})`);
  }
  if (!statSync(idOrPath).isDirectory()) return idOrPath;
  const path = join(idOrPath, TRAINED);
  if (!existsSync(path)) throw new UsageError(`${said} is a folder without ${TRAINED}; name one that mplp train wrote`);
  return path;
}

/** A JSON file, parsed. @throws UsageError for a file that is none, with the place in it. */
export function readJson<T>(path: string, parse: (value: unknown) => Result<T>): T {
  if (!existsSync(path)) throw new UsageError(`${path} does not exist`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${path} is not JSON: ${error.message}`);
  }
  const parsed = parse(value);
  if (!parsed.ok) throw new UsageError(`${path}: ${parsed.failure.message}`);
  return parsed.value;
}

/** `formula:sgd` or `formula:FILE`: a rule written by hand, on the task and network of the first preset. */
function readFormulaRule(nameOrPath: string): RuleCheckpoint {
  const shipped = Object.entries(SHIPPED_FORMULAS).find(([name]) => name === nameOrPath)?.[1];
  if (shipped === undefined && !existsSync(nameOrPath)) {
    const names = Object.keys(SHIPPED_FORMULAS).join(', ');
    throw new UsageError(`--checkpoint formula:${nameOrPath} is neither a shipped formula (${names}) nor a file`);
  }
  return expectUsable(formulaRule(PRESETS['5x10'].spec, shipped ?? readFileSync(nameOrPath, 'utf8')));
}

/**
 * A shipped rule by its id, a rule file, the rule of a training folder, or a formula.
 *
 * @param option that names it, for refusals.
 */
export function readRule(idOrPath: string, option = 'checkpoint'): RuleCheckpoint {
  if (idOrPath.startsWith(FORMULA)) return readFormulaRule(idOrPath.slice(FORMULA.length));
  const path = pathOf(idOrPath, option);
  const decoded = decodeCheckpoint(Uint8Array.from(readFileSync(path)).buffer);
  if (!decoded.ok) throw new UsageError(`--${option} ${path}: ${decoded.failure.message}`);
  expectUsable(refuseFormula(decoded.value.spec));
  return decoded.value;
}

export function writeRule(path: string, rule: RuleCheckpoint): void {
  writeWhole(path, encodeCheckpoint(rule));
}

/** The commands that made a rule, first to last; of a long chain the first and the last. */
export function chained(before: string | undefined, said: string): string {
  if (before === undefined) return said;
  const whole = `${before} && ${said}`;
  return whole.length <= LONGEST_COMMAND ? whole : `${before.split(' && ')[0] ?? ''} && ... && ${said}`;
}
