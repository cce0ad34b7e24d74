// An evaluation that was kept: plain data, as the browser's storage holds it.

import { experimentSchema } from '../experiment/validate.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { refuseNewer } from '../lib/newer.ts';
import type { Result } from '../lib/result.ts';
import { exactly, objectOf, parse, textUpTo, wholeFrom } from '../lib/schema.ts';
import type { EvaluationReport } from './evaluation.ts';
import { reportSchema } from './evaluationFile.ts';

const FORMAT = 1;

export interface KeptEvaluation {
  readonly format: typeof FORMAT;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly keptMs: number;
  /** Of the lab that evaluated. */
  readonly version: string;
  /** The rule: its name, meta-steps, and its key as the history of the page writes it. */
  readonly rule: { readonly label: string; readonly metaSteps: number; readonly key: string };
  /** The rule's, on the network that it was evaluated on: what can be compared is read from it. */
  readonly spec: ExperimentSpec;
  readonly report: EvaluationReport;
}

const count = wholeFrom(0, Number.MAX_SAFE_INTEGER);
const text = textUpTo(10_000);

const schema = objectOf<KeptEvaluation>({
  format: exactly(FORMAT),
  id: text,
  keptMs: count,
  version: text,
  rule: objectOf<KeptEvaluation['rule']>({ label: text, metaSteps: count, key: text }),
  spec: experimentSchema,
  report: reportSchema,
});

/** An evaluation as it was written, or why it is none. */
export function parseKeptEvaluation(value: unknown): Result<KeptEvaluation> {
  return refuseNewer(value, 'format', FORMAT, 'the evaluation') ?? parse(schema, value);
}
