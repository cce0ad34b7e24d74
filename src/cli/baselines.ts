// mplp baselines: ordinary and meta-learned optimisers on the tasks of `mplp evaluate`.

import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import {
  BASELINE_IDS,
  INNER_OPTIMISERS,
  type BaselineReport,
  type BaselinesFile,
  type BaselineStart,
} from '../record/baselines.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { layoutOf } from '../experiment/layout.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { evaluatedBaselines, type BaselineOptions, type Choice } from './baselineRuns.ts';
import { isStandard, SHOTS } from './conditions.ts';
import { baselinesText } from './baselineText.ts';
import { readJson, readRule } from './files.ts';
import { flag, MOST, oneOf, option, positive, readOptions, text, whole, word } from './options.ts';
import { expectFile, writeWhole } from './output.ts';
import { UsageError } from './usage.ts';

const META_STEPS = 30_000;
const MS_PER_MINUTE = 60_000;

/** The learned prior of a rule for the same network. */
function startOfRule(spec: ExperimentSpec, idOrPath: string): BaselineStart {
  const rule = readRule(idOrPath, 'start');
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
  return readJson(path, parseBaselines);
}

/** This preset's report put in, or replaced. */
function writeReport(path: string, report: BaselineReport): void {
  const others = readReports(path).reports.filter(({ preset }) => preset !== report.preset);
  const file: BaselinesFile = { version: 1, reports: [...others, report] };
  writeWhole(path, `${JSON.stringify(file)}\n`);
}

export const BASELINES_OPTIONS = {
  preset: word(PRESET_IDS, {
    value: 'P',
    about: `the experiment whose task, network and batch are used: ${PRESET_IDS.join(', ')}`,
    needed: `--preset is missing; allowed: ${PRESET_IDS.join(', ')}`,
  }),
  tasks: whole({ about: 'held-out tasks', otherwise: 1000 }, 1, MOST.tasks),
  steps: whole({ value: 'K', about: "inner steps; the preset's by default" }, 1, MOST.innerSteps),
  seed: whole({ about: 'seed of the tasks', otherwise: 0 }, 0, MOST.seed),
  start: text({ value: 'ID|PATH', about: 'a rule whose learned starting weights the optimisers start from, too' }),
  'tuning-tasks': whole({ about: 'tasks on which rates are chosen', otherwise: 200, newLine: true }, 1, MOST.tasks),
  minutes: positive({ value: 'N', about: 'length of each meta-training in minutes' }, MOST.minutes),
  'meta-steps': whole(
    { value: String(META_STEPS), about: 'length of each meta-training', or: true },
    1,
    MOST.metaSteps,
  ),
  json: flag('one JSON object instead of a table'),
  out: text({ value: 'FILE', about: 'a file whose report of this preset is put in, or replaced' }),
  only: option((name, given) => given.split(',').map((id) => oneOf(name, id, [...BASELINE_IDS, 'none'])), {
    value: 'ID[,ID]|none',
    about: `tune or train only these (${BASELINE_IDS.join(', ')}); the others are read from --out and evaluated again`,
  }),
};

/** What is asked of the preset, as its report says it. */
function termsOf({ task, network, recipe }: ExperimentSpec) {
  return { task, network, batch: recipe.batch, trainedSteps: recipe.innerSteps };
}

/** The report whose methods --only keeps. @throws UsageError where there is none, or it is of something else. */
function keptReport(preset: PresetId, seed: number, path: string | undefined): BaselineReport {
  const otherwise = 'leave --only out to tune and train all methods';
  if (path === undefined)
    throw new UsageError(`--only takes the other methods from --out FILE; name it, or ${otherwise}`);
  const report = readReports(path).reports.find((each) => each.preset === preset);
  if (report === undefined) throw new UsageError(`--only: ${path} has no report of ${preset}; ${otherwise}`);
  const { task, network, batch, trainedSteps } = report;
  if (!isDeepStrictEqual({ task, network, batch, trainedSteps }, termsOf(PRESETS[preset].spec)))
    throw new UsageError(`--only: ${path} has ${preset} with another task, network, batch or horizon; ${otherwise}`);
  if (report.methods.some(({ tuning }) => tuning?.seed === seed))
    throw new UsageError(
      `--seed is ${seed}, on whose tasks rates of ${path} were chosen; allowed with --only: another`,
    );
  return report;
}

/** When a meta-training ends: after so many minutes, or meta-steps. */
function budgetOf(minutes: number | undefined, metaSteps: number | undefined): BaselineOptions['budget'] {
  if (minutes !== undefined && metaSteps !== undefined)
    throw new UsageError('--minutes and --meta-steps are both given; allowed: one of them');
  if (minutes !== undefined) return (_, ms) => ms / (minutes * MS_PER_MINUTE);
  return (done) => done / (metaSteps ?? META_STEPS);
}

function run(args: readonly string[]): number {
  const { preset, tasks, steps, seed, minutes, only, ...values } = readOptions(BASELINES_OPTIONS, args);
  const { spec } = PRESETS[preset];
  const options: BaselineOptions = {
    tasks,
    steps: steps ?? spec.recipe.innerSteps,
    seed,
    tuningTasks: values['tuning-tasks'],
    budget: budgetOf(minutes, values['meta-steps']),
    now: () => performance.now(),
    say: (line) => process.stderr.write(`${line}\n`),
  };
  const given = values.start === undefined ? undefined : startOfRule(spec, values.start);
  if (values.out !== undefined) {
    expectFile('--out', values.out);
    readReports(values.out);
  }
  if (only !== undefined && given !== undefined && !INNER_OPTIMISERS.some((id) => only.includes(id)))
    throw new UsageError(`--start is for ${INNER_OPTIMISERS.join(', ')}; --only names none of them`);
  const shots = isStandard(preset) ? SHOTS : [];
  const choice: Choice =
    only === undefined
      ? { only: BASELINE_IDS, given, stored: [], shots }
      : { only, given, stored: keptReport(preset, seed, values.out).methods, shots };
  const methods = evaluatedBaselines(spec, choice, options);
  const report = { preset, ...termsOf(spec), tasks, steps: options.steps, seed, methods };
  if (values.out !== undefined) writeReport(values.out, report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : baselinesText(report));
  return 0;
}

export async function baselinesCommand(args: readonly string[]): Promise<number> {
  return Promise.resolve(run(args));
}
