// Where two specs differ, field by field: for links, and for "what changed".

import { failure, success, type Result } from '../lib/result.ts';
import { layersToText } from './layerText.ts';
import type { ExperimentSpec, LayerSpec, ProbeSpec } from './types.ts';

type KeysOf<T> = T extends unknown ? keyof T & string : never;
type FieldsOf<S extends keyof ExperimentSpec> = `${S}.${KeysOf<ExperimentSpec[S]>}`;

/** The path of a field, for example `rule.messageSize`; lists are one field. */
export type SpecField = { [S in keyof ExperimentSpec]: FieldsOf<S> }[keyof ExperimentSpec];

/** What a field may hold. */
export type SpecValue = boolean | number | string | readonly [number, number] | readonly LayerSpec[];

/** One field that differs. */
export interface SpecDifference {
  readonly field: SpecField;
  readonly from: SpecValue;
  readonly to: SpecValue;
}

/** Every field of a spec with its value, in the order of spec/types. */
export function fieldsOf({ task, network, rule, recipe, seeds }: ExperimentSpec): ReadonlyMap<SpecField, SpecValue> {
  const sections = {
    task: { ...task },
    network: { ...network },
    rule: { ...rule },
    recipe: { ...recipe },
    seeds: { ...seeds },
  };
  return new Map(
    Object.entries(sections).flatMap(([section, fields]) =>
      Object.entries<SpecValue>(fields).map(([name, value]) => [`${section}.${name}` as SpecField, value] as const),
    ),
  );
}

/** Whether a list is one of layers, not of numbers. */
export function isLayers(value: SpecValue): value is readonly LayerSpec[] {
  return typeof value === 'object' && typeof value[0] === 'object';
}

/** A value as compact text without loss: `1` and `0` for true and false, `lo,hi`, `20r.20r.1`. */
export function textOfValue(value: SpecValue): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'object') return String(value);
  return isLayers(value) ? layersToText(value) : value.join(',');
}

/**
 * The fields in which `b` differs from `a`.
 *
 * @returns in the order of spec/types; `from` is a's value, `to` b's.
 */
export function diffSpecs(a: ExperimentSpec, b: ExperimentSpec): readonly SpecDifference[] {
  const before = fieldsOf(a);
  const differences: SpecDifference[] = [];
  for (const [field, to] of fieldsOf(b)) {
    const from = before.get(field);
    if (from !== undefined && textOfValue(from) !== textOfValue(to)) differences.push({ field, from, to });
  }
  return differences;
}

/** Settings that make a rule what it is; the rest of a spec may change while it trains. */
const SHAPES_RULE = /^(network|rule)\.|^recipe\.(learnedPrior|ownStepSizes)$/;

/** Later steps take the last step size, so that more of them begin as it: `continuedUnder`. */
const isAddition = ({ field, from, to }: SpecDifference) => field === 'recipe.ownStepSizes' && to > from;

/** The spec `to` if a rule of `from` can be trained further under it: its parameters must mean the same. */
export function refuseForContinuing(from: ExperimentSpec, to: ExperimentSpec): Result<ExperimentSpec> {
  const changed = diffSpecs(from, to).find(
    (difference) => SHAPES_RULE.test(difference.field) && !isAddition(difference),
  );
  if (changed === undefined) return success(to);
  const message = `a rule cannot be continued with another ${changed.field}; train from scratch instead`;
  return failure(changed.field, message);
}

/** Whether two probes are of one task, one start and the same batches, whatever was set by hand. */
export function sameProbe(a: ProbeSpec, b: ProbeSpec): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as ReadonlySet<keyof ProbeSpec>;
  return [...names].every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}
