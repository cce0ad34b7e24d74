// `--set section.field=value`: a spec changed from the command line.

import type { Result } from '../lib/result.ts';
import type { SpecValue } from '../experiment/diff.ts';
import { valueFromText } from '../link/keys.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { validateSpec } from '../experiment/validate.ts';
import { UsageError } from './usage.ts';

/** JSON, or the text that links have for a value like the one that stands there. */
function valueOf(text: string, like: SpecValue | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return like === undefined ? text : valueFromText(text, like);
  }
}

/** A copy of the spec with `path=value` settings applied, validated. Values are JSON, or as in links: `0,6.28`, `20r.1`. */
export function withSettings(spec: ExperimentSpec, settings: readonly string[]): Result<ExperimentSpec> {
  const copy = structuredClone(spec) as unknown as Record<string, Record<string, unknown>>;
  for (const setting of settings) {
    const match = /^(\w+)\.(\w+)=(.+)$/.exec(setting);
    if (match === null)
      throw new UsageError(`--set ${setting}; allowed: section.field=value, for example recipe.tasks=16`);
    const [, section = '', field = '', text = ''] = match;
    const target = copy[section];
    if (target === undefined) throw new UsageError(`--set ${setting}: the spec has no section ${section}`);
    target[field] = valueOf(text, target[field] as SpecValue | undefined);
  }
  return validateSpec(copy);
}
