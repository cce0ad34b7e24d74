// mplp evaluate: a rule on fresh held-out tasks, as one JSON object or a table; also past its horizon, on other tasks and
// on other networks than it was trained on.

import { availableParallelism } from 'node:os';
import { NODE_BACKENDS, startNodeBackend, type NodeBackend } from '../backend/node.ts';
import { defined } from '../lib/defined.ts';
import type { EvaluationReport, EvaluationStatistics } from '../record/evaluation.ts';
import type { EvaluationFigures, RuleCheckpoint } from '../record/rule.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import { ACTIVATIONS, type Range } from '../experiment/types.ts';
import { evaluate, type EvaluateOptions } from '../training/evaluate.ts';
import { variedRule, type Variation } from '../training/evaluation/variation.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import { TaskPool } from '../training/taskPool.ts';
import { readRule } from './files.ts';
import { flag, MOST, option, readOptions, text, whole, word } from './options.ts';
import { taskPorts } from './threads.ts';
import { expectUsable, UsageError } from './usage.ts';

/** The rule's statistics under a variation, with a progress line on stderr where a person looks. */
export async function reportOf(
  rule: RuleCheckpoint,
  backend: NodeBackend,
  options: EvaluateOptions,
  variation: Variation = {},
  threads = availableParallelism(),
): Promise<EvaluationReport> {
  const { spec, parameters, changes } = expectUsable(variedRule(rule, variation));
  expectUsable(refuseTooLarge(spec, 'adapt'));
  expectUsable(refuseTooManyLosses(options.tasks, options.steps));
  const started = performance.now();
  const show = process.stderr.isTTY;
  const pool = backend === 'wasm' && isLearned(spec.rule) ? new TaskPool(spec, taskPorts(threads)) : undefined;
  const onProgress = (done: number) => {
    if (show) process.stderr.write(`\r${done} of ${options.tasks} tasks`);
  };
  const statistics = await evaluate(spec, parameters, { ...options, noise: variation.noise, onProgress }, pool).finally(
    () => pool?.dispose(),
  );
  if (show) process.stderr.write('\n');
  const trainedSteps = rule.spec.recipe.innerSteps;
  const wallMs = Math.round(performance.now() - started);
  return { backend, ...options, trainedSteps, changes, ...statistics, wallMs };
}

/** What a rule file and the list of shipped rules keep of an evaluation. */
export async function figuresOf(
  rule: RuleCheckpoint,
  backend: NodeBackend,
  options: EvaluateOptions,
): Promise<EvaluationFigures> {
  const report = await reportOf(rule, backend, options);
  const { meanLoss, medianLoss, lowerQuartile, upperQuartile, sdLoss, diverged, wallMs } = report;
  return { backend, ...options, meanLoss, medianLoss, lowerQuartile, upperQuartile, sdLoss, diverged, wallMs };
}

/** A rule in the form of a report, on wasm. */
export async function evaluationOf(
  rule: RuleCheckpoint,
  options: EvaluateOptions,
  variation: Variation = {},
): Promise<EvaluationReport> {
  expectUsable(await startNodeBackend('wasm'));
  return reportOf(rule, 'wasm', options, variation);
}

/** Titles and values of a table's columns, index = inner step. */
function columnsOf(report: EvaluationStatistics): readonly (readonly [title: string, values: readonly string[]])[] {
  const short = (values: readonly number[]) => values.map((value) => value.toPrecision(3));
  const { shape, meanAccuracy } = report;
  return [
    ['step', report.meanLoss.map((_, step) => String(step))],
    ['mean', short(report.meanLoss)],
    ['median', short(report.medianLoss)],
    ['quarter', short(report.lowerQuartile)],
    ['3 quarters', short(report.upperQuartile)],
    ['99 %', short(report.worstPercentile ?? [])],
    ['sd', short(report.sdLoss)],
    ...(shape === undefined ? [] : ([['stuck', shape.stuck.map(String)]] as const)),
    ...(meanAccuracy === undefined ? [] : ([['accuracy', short(meanAccuracy)]] as const)),
  ];
}

/** A report as lines of text. */
function tableOf(report: EvaluationReport): string {
  const columns = columnsOf(report);
  const line = (cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');
  const { tasks, steps, trainedSteps, diverged, seed, backend, wallMs } = report;
  return [
    ...report.changes.map((change) => `changed: ${change}`),
    ...(steps > trainedSteps ? [`changed: ${steps} inner steps; trained for ${trainedSteps}`] : []),
    line(columns.map(([title]) => title)),
    ...report.meanLoss.map((_, step) => line(columns.map(([, values]) => values[step] ?? ''))),
    `${tasks} held-out tasks, seed ${seed}; ${diverged} diverged; ${backend}, ${(wallMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

/** `0.1,0.8` as numbers. */
function numberList(name: string, text: string, count: number | undefined, allowed: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers.some((value) => !Number.isFinite(value)) || (count !== undefined && numbers.length !== count))
    throw new UsageError(`--${name} is ${text}; allowed: ${allowed}`);
  return numbers;
}

function range(name: string, given: string): Range {
  const [low = NaN, high = NaN] = numberList(name, given, 2, 'two numbers, the low end first, for example 0.1,0.8');
  return [low, high];
}

const hiddenUnits = (name: string, given: string) =>
  numberList(name, given, undefined, 'units of the hidden layers, for example 40 or 40,20');

function sd(name: string, given: string): number {
  const [value = NaN] = numberList(name, given, 1, 'a standard deviation, for example 0.05');
  return value;
}

export const EVALUATE_OPTIONS = {
  checkpoint: text({
    value: 'ID|PATH',
    about: 'the id of a shipped rule, or a path',
    needed: true,
  }),
  tasks: whole({ about: 'held-out tasks', otherwise: 1000 }, 1, MOST.tasks),
  steps: whole({ value: 'K', about: 'inner steps; as trained by default' }, 0, MOST.innerSteps),
  seed: whole({ about: 'seed of the tasks', otherwise: 0 }, 0, MOST.seed),
  backend: word(NODE_BACKENDS, { about: 'where to compute', otherwise: 'wasm' }),
  json: flag('one JSON object instead of a table'),
  amplitude: option(range, { value: 'LOW,HIGH', about: "other amplitudes than the rule's", newLine: true }),
  phase: option(range, { value: 'LOW,HIGH', about: 'other phases' }),
  batch: whole({ value: 'B', about: 'other numbers of support points' }, 1, MOST.batch),
  noise: option(sd, { value: 'SD', about: 'normal noise on the support targets' }),
  widths: option(hiddenUnits, { value: 'N[,N...]', about: 'other units of the hidden layers' }),
  layers: whole({ value: 'N', about: 'another number of hidden layers' }, 1, MOST.layers),
  activation: word(ACTIVATIONS, { value: 'NAME', about: 'another activation of the hidden layers' }),
};

export async function evaluateCommand(args: readonly string[]): Promise<number> {
  const { checkpoint, tasks, steps, seed, backend, json, ...changes } = readOptions(EVALUATE_OPTIONS, args);
  const rule = readRule(checkpoint);
  const options = { tasks, steps: steps ?? rule.spec.recipe.innerSteps, seed };
  expectUsable(await startNodeBackend(backend));
  const report = await reportOf(rule, backend, options, defined(changes));
  process.stdout.write(json ? `${JSON.stringify({ checkpoint, ...report })}\n` : tableOf(report));
  return 0;
}
