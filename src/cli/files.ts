// Rules on disk.

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { parseManifest } from '../checkpoints/shipped.ts';
import type { ShippedManifest } from '../checkpoints/types.ts';
import { PRESETS } from '../experiment/presets.ts';
import { refuseFormula } from '../formula/refuse.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { formulaRule } from '../training/formulaRule.ts';
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
  return expectUsable(parseManifest(JSON.parse(readFileSync(MANIFEST, 'utf8'))));
}

/** @throws UsageError for what the page could not read back: an id that is no plain name, a command too long. */
export function writeShipped(manifest: ShippedManifest): void {
  const text = JSON.stringify(manifest, undefined, 2);
  expectUsable(parseManifest(JSON.parse(text)));
  writeWhole(MANIFEST, `${text}\n`);
}

/** Written beside, then moved into place: an interruption leaves the old file or the new one, never half. */
export function writeWhole(path: string, content: string | ArrayBuffer): void {
  mkdirSync(resolve(path, '..'), { recursive: true });
  const beside = `${path}.part`;
  writeFileSync(beside, typeof content === 'string' ? content : new Uint8Array(content));
  renameSync(beside, path);
}

function pathOf(idOrPath: string): string {
  const shipped = readShipped().rules.find((rule) => rule.id === idOrPath);
  if (shipped !== undefined) return join(SHIPPED, shipped.file);
  if (!existsSync(idOrPath)) {
    const known = readShipped()
      .rules.map((rule) => rule.id)
      .join(', ');
    throw new UsageError(`--checkpoint ${idOrPath} is neither a shipped rule (${known || 'none yet'}) nor a file`);
  }
  return statSync(idOrPath).isDirectory() ? join(idOrPath, TRAINED) : idOrPath;
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

/** A shipped rule by its id, a rule file, the rule of a training folder, or a formula. */
export function readRule(idOrPath: string): RuleCheckpoint {
  if (idOrPath.startsWith(FORMULA)) return readFormulaRule(idOrPath.slice(FORMULA.length));
  const path = pathOf(idOrPath);
  if (!existsSync(path)) throw new UsageError(`${path} does not exist`);
  const decoded = decodeCheckpoint(Uint8Array.from(readFileSync(path)).buffer);
  if (!decoded.ok) throw new UsageError(`${path}: ${decoded.failure.message}`);
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
