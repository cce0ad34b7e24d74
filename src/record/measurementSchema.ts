// What a stored measurement or map has to be. Numbers may be none, where runs diverged.

import { interventionsSchema } from '../experiment/interventions.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import {
  anyNumber,
  listOf,
  numberFrom,
  objectOf,
  oneOf,
  recordOf,
  textUpTo,
  wholeFrom,
  type Schema,
} from '../lib/schema.ts';
import { VERDICTS, type Effect, type Lesion, type LesionMap, type MeasurementReport } from './measurement.ts';

const text = textUpTo(200);
const count = wholeFrom(0, Number.MAX_SAFE_INTEGER);
const share = numberFrom(0, 1);
const bySteps = <T>(item: Schema<T>) => listOf(item, 1, MOST_INNER_STEPS + 1);
const effect = objectOf<Effect>({ mean: anyNumber, low: anyNumber, high: anyNumber });

export const measurementSchema: Schema<MeasurementReport> = objectOf<MeasurementReport>({
  backend: text,
  tasks: count,
  steps: wholeFrom(1, MOST_INNER_STEPS),
  seed: count,
  interventions: interventionsSchema,
  intact: bySteps(anyNumber),
  changed: bySteps(anyNumber),
  difference: bySteps(effect),
  worse: share,
  diverged: objectOf<MeasurementReport['diverged']>({ intact: count, changed: count }),
  verdict: oneOf(VERDICTS),
  wallMs: numberFrom(0, Number.MAX_SAFE_INTEGER),
});

/** More units than any network has that can be mapped. */
const MOST_LESIONS = 10_000;

export const lesionMapSchema: Schema<LesionMap> = objectOf<LesionMap>({
  intact: anyNumber,
  lesions: listOf(objectOf<Lesion>({ at: text, of: text, effect }), 0, MOST_LESIONS),
  chance: recordOf(share, MOST_LESIONS),
});
