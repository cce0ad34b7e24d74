// mplp baselines: ordinary and meta-learned optimisers on the tasks of `mplp evaluate`.

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BaselineReport, BaselinesFile, BaselineStart } from '../record/baselines.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { layoutOf } from '../experiment/layout.ts';
import { PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { metaBaselines, ordinaryBaselines, type BaselineOptions } from './baselineRuns.ts';
import { baselinesText } from './baselineText.ts';
import { readRule, writeWhole } from './files.ts';
import { expectUsable, oneOf, positiveNumber, UsageError, wholeNumber } from './usage.ts';

const META_STEPS = 30_000;
const TUNING_TASKS = 200;
const MS_PER_MINUTE = 60_000;

/** The learned prior of a rule for the same network. */
function startOfRule(spec: ExperimentSpec, idOrPath: string): BaselineStart {
  const rule = readRule(idOrPath);
  if (!rule.spec.recipe.learnedPrior) throw new UsageError(`--start ${idOrPath} has no learned starting weights`);
  if (JSON.stringify(rule.spec.network) !== JSON.stringify(spec.network))
    throw new UsageError(`--start ${idOrPath} is for another network`);
  const views = layoutOf(rule.spec).parameters.filter(({ role }) => role === 'start');
  const values = views.flatMap(({ offset, size }) => Array.from(rule.parameters.subarray(offset, offset + size)));
  return { kind: 'learned', from: idOrPath, values: values.map((value) => Number(value.toPrecision(6))) };
}

/** What is in the file so far; refused before the work, not after it. */
function readReports(path: string): BaselinesFile {
  if (!existsSync(path)) return { version: 1, reports: [] };
  const text = readFileSync(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`--out ${path} is there, and no JSON`);
  }
  return expectUsable(parseBaselines(value));
}

/** This preset's report put in, or replaced. */
function writeReport(path: string, report: BaselineReport): void {
  const others = readReports(path).reports.filter(({ preset }) => preset !== report.preset);
  const file: BaselinesFile = { version: 1, reports: [...others, report] };
  writeWhole(path, `${JSON.stringify(file)}\n`);
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  preset: TEXT,
  tasks: TEXT,
  steps: TEXT,
  seed: TEXT,
  start: TEXT,
  'tuning-tasks': TEXT,
  minutes: TEXT,
  'meta-steps': TEXT,
  json: { type: 'boolean' },
  out: TEXT,
} as const;

/** When a meta-training ends: after so many minutes, or meta-steps. */
function budgetOf(minutes: number | undefined, metaSteps: number | undefined): BaselineOptions['budget'] {
  if (minutes !== undefined && metaSteps !== undefined)
    throw new UsageError('--minutes and --meta-steps are both given; allowed: one of them');
  if (minutes !== undefined) return (_, ms) => ms / (minutes * MS_PER_MINUTE);
  return (done) => done / (metaSteps ?? META_STEPS);
}

/**
 * `baselines --preset 5x10|2x10|boundary [--tasks 1000] [--steps K] [--seed 0] [--start ID|PATH] [--tuning-tasks 200]
 * [--minutes N | --meta-steps 30000] [--json] [--out FILE]`.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- commands are asynchronous; this one waits for nothing
export async function baselinesCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const preset = oneOf('preset', values.preset ?? '', PRESET_IDS);
  const { spec } = PRESETS[preset];
  const options: BaselineOptions = {
    tasks: wholeNumber('tasks', values.tasks, 1) ?? 1000,
    steps: wholeNumber('steps', values.steps, 1) ?? spec.recipe.innerSteps,
    seed: wholeNumber('seed', values.seed) ?? 0,
    tuningTasks: wholeNumber('tuning-tasks', values['tuning-tasks'], 1) ?? TUNING_TASKS,
    budget: budgetOf(positiveNumber('minutes', values.minutes), wholeNumber('meta-steps', values['meta-steps'], 1)),
    now: () => performance.now(),
    say: (line) => process.stderr.write(`${line}\n`),
  };
  const given = values.start === undefined ? undefined : startOfRule(spec, values.start);
  if (values.out !== undefined) readReports(values.out);
  const random = ordinaryBaselines(spec, { kind: 'random' }, options);
  const sgdRate = random[0]?.rule.rates[0]?.[0] ?? NaN;
  const methods = [
    ...random,
    ...(given === undefined ? [] : ordinaryBaselines(spec, given, options)),
    ...metaBaselines(spec, sgdRate, options),
  ];
  const { tasks, steps, seed } = options;
  const { task, network, recipe } = spec;
  const { batch, innerSteps: trainedSteps } = recipe;
  const report = { preset, task, network, batch, trainedSteps, tasks, steps, seed, methods };
  if (values.out !== undefined) writeReport(values.out, report);
  process.stdout.write(values.json === true ? `${JSON.stringify(report)}\n` : baselinesText(report));
  return 0;
}
