// The measured files of `docs` that commands read back.

import { existsSync } from 'node:fs';
import { SHARINGS, type RuleSpec } from '../experiment/types.ts';
import { flag, listOf, objectOf, oneOf, numberFrom, parse, textUpTo, wholeFrom, type Schema } from '../lib/schema.ts';
import type { ShippedRule } from '../checkpoints/types.ts';
import type { BaselinesFile } from '../record/baselines.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import { reportSchema, reportWith } from '../record/evaluationFile.ts';
import { readJson } from './files.ts';

/** A rule under a condition that it was not trained for. */
export interface Elsewhere {
  readonly name: string;
  readonly report: EvaluationReport;
}

/** A shipped rule far past its horizon, and elsewhere than it was trained. */
export interface RuleFigures {
  readonly id: string;
  /** What was evaluated: other meta-steps or another command make the figures stale. */
  readonly metaSteps: number;
  readonly command: string;
  readonly report: EvaluationReport;
  readonly elsewhere: readonly Elsewhere[];
  /** Milliseconds of a meta-step on two threads, with the rule's last settings. */
  readonly metaStepMs: number;
}

/** What a study varies. */
export type Ablation = Pick<RuleSpec, 'messageSize' | 'sharing' | 'stateful'>;

/** A rule's line of the study's table. */
export interface AblationRow extends Ablation, EvaluationReport {
  readonly id: string;
  /** Learned numbers. */
  readonly parameters: number;
  readonly metaSteps: number;
  readonly command: string;
}

/** What the document of results is written from. */
export interface ResultsData {
  readonly shipped: readonly ShippedRule[];
  readonly rules: readonly RuleFigures[];
  readonly baselines: BaselinesFile;
  readonly ablations: readonly AblationRow[];
}

const MOST = 1000;
const text = textUpTo(MOST);
const count = wholeFrom(0, 1e9);

const evaluations = objectOf<{ readonly rules: readonly RuleFigures[] }>({
  rules: listOf(
    objectOf<RuleFigures>({
      ...{ id: text, metaSteps: count, command: text, report: reportSchema },
      metaStepMs: numberFrom(0, 1e9),
      elsewhere: listOf(objectOf<Elsewhere>({ name: text, report: reportSchema }), 0, MOST),
    }),
    0,
    MOST,
  ),
});

const row = reportWith<AblationRow>({
  id: text,
  messageSize: count,
  sharing: oneOf(SHARINGS),
  stateful: flag,
  parameters: count,
  metaSteps: count,
  command: text,
});
const ablations = objectOf<{ readonly preset: string; readonly rows: readonly AblationRow[] }>({
  preset: text,
  rows: listOf(row, 0, MOST),
});

/** @throws UsageError for what is no such file. */
function read<T>(path: string, schema: Schema<T>, none: T): T {
  return existsSync(path) ? readJson(path, (value) => parse(schema, value)) : none;
}

/** What `mplp results` evaluated; nothing where the file is missing. */
export function readEvaluations(path: string): readonly RuleFigures[] {
  return read(path, evaluations, { rules: [] }).rules;
}

/** What `mplp ablations` evaluated; nothing where the file is missing. */
export function readAblations(path: string): readonly AblationRow[] {
  return read(path, ablations, { preset: '', rows: [] }).rows;
}
