// `--set section.field=value`: a spec changed from the command line.

import { fieldsOf, type SpecValue } from '../experiment/diff.ts';
import { withFields } from '../experiment/settings.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { Result } from '../lib/result.ts';
import { valueTyped } from '../link/keys.ts';
import { UsageError } from './usage.ts';

/** A copy of the spec with `path=value` settings applied, validated. Values are JSON, or as in links: `0,6.28`, `20r.1`. */
export function withSettings(spec: ExperimentSpec, settings: readonly string[]): Result<ExperimentSpec> {
  const known = fieldsOf(spec) as ReadonlyMap<string, SpecValue>;
  const fields = settings.map((setting) => {
    const match = /^(\w+)\.(\w+)=(.+)$/.exec(setting);
    if (match === null)
      throw new UsageError(`--set ${setting}; allowed: section.field=value, for example recipe.tasks=16`);
    const [, section = '', field = '', text = ''] = match;
    if (!Object.hasOwn(spec, section)) throw new UsageError(`--set ${setting}: the spec has no section ${section}`);
    const path = `${section}.${field}`;
    return [path, valueTyped(text, known.get(path))] as const;
  });
  return withFields(spec, Object.fromEntries(fields));
}
