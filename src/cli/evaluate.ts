// mplp evaluate: a rule on fresh held-out tasks, as one JSON object or a table; also past its horizon, on other tasks and
// on other networks than it was trained on.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startNodeBackend, type NodeBackend } from '../backend/node.ts';
import type { EvaluationReport, EvaluationStatistics } from '../record/evaluation.ts';
import type { EvaluationFigures, RuleCheckpoint } from '../record/rule.ts';
import { ACTIVATIONS, type Range } from '../experiment/types.ts';
import { evaluate, type EvaluateOptions } from '../training/evaluate.ts';
import { variedRule, type Variation } from '../training/evaluation/variation.ts';
import { refuseTooLarge } from '../training/memory.ts';
import { TaskPool } from '../training/taskPool.ts';
import { readRule } from './files.ts';
import { taskPorts } from './threads.ts';
import { expectUsable, oneOf, UsageError, wholeNumber } from './usage.ts';

/** The rule's statistics under a variation, with a progress line on stderr. */
async function reportOf(
  rule: RuleCheckpoint,
  backend: NodeBackend,
  options: EvaluateOptions,
  variation: Variation = {},
): Promise<EvaluationReport> {
  const { spec, parameters, changes } = expectUsable(variedRule(rule, variation));
  expectUsable(refuseTooLarge(spec, 'adapt'));
  const started = performance.now();
  const show = process.stderr.isTTY;
  const pool = backend === 'wasm' ? new TaskPool(spec, taskPorts(availableParallelism())) : undefined;
  const onProgress = (done: number) => {
    if (show) process.stderr.write(`\r${done} of ${options.tasks} tasks`);
  };
  const statistics = await evaluate(spec, parameters, { ...options, onProgress }, pool).finally(() => pool?.dispose());
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

/** A rule as it was trained, in the form of a report, on wasm. */
export async function evaluationOf(rule: RuleCheckpoint, options: EvaluateOptions): Promise<EvaluationReport> {
  expectUsable(await startNodeBackend('wasm'));
  return reportOf(rule, 'wasm', options);
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

function rangeOf(name: string, text: string | undefined): Range | undefined {
  if (text === undefined) return undefined;
  const [low = NaN, high = NaN] = numberList(name, text, 2, 'two numbers, the low end first, for example 0.1,0.8');
  return [low, high];
}

type Text = Readonly<Record<string, string | boolean | undefined>>;

/** The options that change tasks and network. */
function variationOf(values: Text): Variation {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const [amplitude, phase] = [rangeOf('amplitude', text('amplitude')), rangeOf('phase', text('phase'))];
  const [widths, activation] = [text('widths'), text('activation')];
  const layers = wholeNumber('layers', text('layers'), 1);
  const batch = wholeNumber('batch', text('batch'), 1);
  return {
    ...(amplitude && { amplitude }),
    ...(phase && { phase }),
    ...(widths !== undefined && {
      widths: numberList('widths', widths, undefined, 'units of the hidden layers, for example 40 or 40,20'),
    }),
    ...(layers !== undefined && { layers }),
    ...(activation !== undefined && { activation: oneOf('activation', activation, ACTIVATIONS) }),
    ...(batch !== undefined && { batch }),
  };
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  checkpoint: TEXT,
  tasks: TEXT,
  steps: TEXT,
  seed: TEXT,
  backend: TEXT,
  json: { type: 'boolean' },
  amplitude: TEXT,
  phase: TEXT,
  widths: TEXT,
  layers: TEXT,
  activation: TEXT,
  batch: TEXT,
} as const;

/**
 * `evaluate --checkpoint ID|PATH --tasks 1000 --steps 5 --seed 0 [--backend B] [--json]`, and to change the task or the
 * network `--amplitude LOW,HIGH --phase LOW,HIGH --batch B --widths N[,N...] --layers N --activation NAME`.
 */
export async function evaluateCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.checkpoint === undefined)
    throw new UsageError('--checkpoint is missing: the id of a shipped rule, or a path');
  const variation = variationOf(values);
  const rule = readRule(values.checkpoint);
  const options = {
    tasks: wholeNumber('tasks', values.tasks, 1) ?? 1000,
    steps: wholeNumber('steps', values.steps) ?? rule.spec.recipe.innerSteps,
    seed: wholeNumber('seed', values.seed) ?? 0,
  };
  const backend: NodeBackend = oneOf('backend', values.backend ?? 'wasm', ['cpu', 'wasm', 'webgpu']);
  expectUsable(await startNodeBackend(backend));
  const report = await reportOf(rule, backend, options, variation);
  process.stdout.write(
    values.json === true ? `${JSON.stringify({ checkpoint: values.checkpoint, ...report })}\n` : tableOf(report),
  );
  return 0;
}
