// A spec with single fields set to values from outside.

import { failure, type Result } from '../lib/result.ts';
import { fieldsOf } from './diff.ts';
import type { ExperimentSpec } from './types.ts';
import { validateSpec } from './validate.ts';

/** Values by the path of their field, for example `rule.messageSize`. */
export type Settings = Readonly<Record<string, unknown>>;

/** A copy of the spec with the fields set, validated; a failure names the field. */
export function withFields(spec: ExperimentSpec, settings: Settings): Result<ExperimentSpec> {
  const copy = structuredClone(spec) as unknown as Record<string, Record<string, unknown>>;
  const known = fieldsOf(spec) as ReadonlyMap<string, unknown>;
  for (const [path, value] of Object.entries(settings)) {
    const [section = '', field = ''] = path.split('.');
    const fields = copy[section];
    if (fields === undefined || !known.has(path)) {
      const near = [...known.keys()].filter((name) => fields === undefined || name.startsWith(`${section}.`));
      return failure(path, `${path} is not a field of the spec; known: ${near.join(', ')}`);
    }
    fields[field] = value;
  }
  return validateSpec(copy);
}
