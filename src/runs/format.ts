// A run from outside: every field checked, refusals in words. And names that depend on content alone.

import { experimentSchema } from '../experiment/validate.ts';
import { refuseNewer } from '../lib/newer.ts';
import type { Result } from '../lib/result.ts';
import { rngFrom } from '../lib/rng.ts';
import {
  checked,
  exactly,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  parse,
  textOf,
  textUpTo,
  wholeFrom,
} from '../lib/schema.ts';
import { reportSchema } from '../record/evaluationFile.ts';
import { budgetSchema } from '../record/budgetSchema.ts';
import { RUN_FORMAT, RUN_STATUSES, type RunMachine, type TrainedRun } from '../record/trainedRun.ts';

const words = textUpTo(10_000);
const name = textUpTo(200);
const metaStep = wholeFrom(0, 1e9);
const time = numberFrom(0, 1e15);

/** Names a run's folder and its key in the browser. */
const runIdSchema = textOf(/^[a-z0-9][a-z0-9-]{0,99}$/, 'small letters, digits and hyphens, at most 100');

const fields = objectOf<TrainedRun>(
  {
    runFormat: exactly(RUN_FORMAT),
    id: runIdSchema,
    name,
    tags: listOf(name, 0, 100),
    spec: experimentSchema,
    preset: name,
    budget: budgetSchema,
    status: oneOf(RUN_STATUSES),
    cause: words,
    from: metaStep,
    metaSteps: metaStep,
    trainedMs: time,
    attempts: wholeFrom(0, 1000),
    createdMs: time,
    updatedMs: time,
    versions: listOf(name, 0, 1000),
    machine: objectOf<RunMachine>({ name, backend: name, threads: wholeFrom(1, 10_000) }),
    checkpoints: listOf(metaStep, 0, 10_000),
    evaluations: listOf(reportSchema, 0, 1000),
    command: words,
  },
  ['preset', 'cause', 'command'],
);

const run = checked(fields, ({ from, metaSteps, checkpoints }) => {
  if (metaSteps < from) return { at: 'metaSteps', says: notAllowed(metaSteps, `at least ${from}, where it began`) };
  const at = checkpoints.findIndex((step, i) => step < from || step > metaSteps || step <= (checkpoints[i - 1] ?? -1));
  if (at < 0) return undefined;
  return { at: `checkpoints.${at}`, says: notAllowed(checkpoints[at], `ascending, from ${from} to ${metaSteps}`) };
});

/** A run from parsed JSON; of a newer format, or damaged: refused in words. */
export function parseRun(value: unknown): Result<TrainedRun> {
  return refuseNewer(value, 'runFormat', RUN_FORMAT, 'the run') ?? parse(run, value, 'run');
}

/** Sixteen hexadecimal digits that depend on a text alone. */
export function digest(text: string): string {
  const rng = rngFrom('digest', text);
  const half = () => Math.floor(rng.uniform() * 2 ** 32);
  return [half(), half()].map((number) => number.toString(16).padStart(8, '0')).join('');
}
