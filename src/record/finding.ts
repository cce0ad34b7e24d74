// A measurement that was kept: plain data, as the browser's storage and an export hold it.

import { experimentSchema } from '../experiment/validate.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { Result } from '../lib/result.ts';
import { exactly, objectOf, oneOf, parse, textUpTo, variantOf, wholeFrom, type Schema } from '../lib/schema.ts';
import { lesionMapSchema, measurementSchema } from './measurementSchema.ts';
import { MAPS, type LesionMap, type MapOf, type MeasurementReport } from './measurement.ts';

/** What was measured: the effect of changes, or of silencing each in turn. */
export type Found =
  | { readonly kind: 'changes'; readonly words: string; readonly report: MeasurementReport }
  | {
      readonly kind: 'map';
      readonly map: LesionMap;
      readonly of: MapOf;
      /** Of the rule it was measured with. */
      readonly spec: ExperimentSpec;
      readonly tasks: number;
      readonly steps: number;
      readonly seed: number;
    };

export interface Finding {
  readonly format: 1;
  readonly id: string;
  readonly name: string;
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly keptMs: number;
  /** Of the lab that measured it. */
  readonly version: string;
  /** The rule: its name, meta-steps, and its key as the history of the page writes it. */
  readonly rule: { readonly label: string; readonly metaSteps: number; readonly key: string };
  /** The whole address that opens what was measured. */
  readonly link: string;
  /** The command that gives the same numbers. */
  readonly command: string;
  readonly found: Found;
}

type Kind<K extends Found['kind']> = Extract<Found, { kind: K }>;

const LONG = 10_000;
const count = wholeFrom(0, Number.MAX_SAFE_INTEGER);
const text = textUpTo(LONG);

const schema: Schema<Finding> = objectOf<Finding>({
  format: exactly(1),
  id: text,
  name: text,
  note: text,
  keptMs: count,
  version: text,
  rule: objectOf<Finding['rule']>({ label: text, metaSteps: count, key: text }),
  link: textUpTo(100_000),
  command: textUpTo(100_000),
  found: variantOf<Found>({
    changes: objectOf<Kind<'changes'>>({
      kind: oneOf(['changes']),
      words: text,
      report: measurementSchema,
    }),
    map: objectOf<Kind<'map'>>({
      kind: oneOf(['map']),
      map: lesionMapSchema,
      of: oneOf(MAPS),
      spec: experimentSchema,
      tasks: count,
      steps: count,
      seed: count,
    }),
  }),
});

/** A finding as it was written, or why it is none. */
export function parseFinding(value: unknown): Result<Finding> {
  return parse(schema, value);
}
