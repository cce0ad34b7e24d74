// mplp intervene: what a change of the rule while it learns does to the loss, on many tasks.

import { availableParallelism } from 'node:os';
import { startNodeBackend } from '../backend/node.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import { interventionFromText, interventionToText } from '../link/interventionText.ts';
import {
  BY_CHANCE,
  MAPS,
  VERDICT_WORDS,
  type Effect,
  type LesionMap,
  type MeasurementReport,
} from '../record/measurement.ts';
import { Evaluation } from '../training/evaluate.ts';
import { lesionMap, measurable, measure, type StartRun } from '../training/measure.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import { readRule } from './files.ts';
import { flag, MOST, readOptions, text, texts, whole, word } from './options.ts';
import { runOnThread } from './threads.ts';
import { expectUsable, UsageError } from './usage.ts';

export const INTERVENE_OPTIONS = {
  checkpoint: text({ value: 'ID|PATH', about: 'the id of a shipped rule, a path, or formula:NAME', needed: true }),
  intervention: texts({
    value: 'TEXT',
    about: 'what is changed, in this order, for example silence@w2 or update.scale=0.5@u2:3@1-2',
  }),
  map: word(MAPS, { about: 'instead, silence each in turn', newLine: true }),
  tasks: whole({ about: 'tasks', otherwise: 256 }, 1, MOST.tasks),
  steps: whole({ value: 'K', about: 'inner steps; as trained by default' }, 1, MOST_INNER_STEPS),
  seed: whole({ about: 'seed of the tasks', otherwise: 0 }, 0, MOST.seed),
  json: flag('one JSON object instead of a table'),
};

const NOTHING: Effect = { mean: NaN, low: NaN, high: NaN };
const number = (value: number) => value.toPrecision(3);
const interval = ({ mean, low, high }: Effect) =>
  `${mean > 0 ? '+' : ''}${number(mean)} (${number(low)} to ${number(high)})`;

function tableOf(report: MeasurementReport): string {
  const { tasks, seed, intact, changed, difference, worse, diverged, verdict, backend, wallMs } = report;
  return [
    ...report.interventions.map((one) => `changed: ${interventionToText(one)}`),
    'step      intact     changed  difference (95 % interval)',
    ...intact.map((loss, k) =>
      [
        String(k).padStart(4),
        number(loss).padStart(12),
        number(changed[k] ?? NaN).padStart(12),
        `  ${interval(difference[k] ?? NOTHING)}`,
      ].join(''),
    ),
    `${VERDICT_WORDS[verdict]}; worse in ${(100 * worse).toFixed(1)} % of tasks; diverged: ${diverged.intact} intact, ${diverged.changed} changed`,
    `${tasks} tasks, seed ${seed}; ${backend}, ${(wallMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

function mapTable({ intact, lesions, chance }: LesionMap): string {
  return [
    `intact: ${number(intact)}`,
    ...lesions.map(({ at, effect }) => `${at.padEnd(14)}${interval(effect)}`),
    ...Object.entries(chance).map(
      ([layer, p]) =>
        `layer ${layer}: its units ${p < BY_CHANCE ? 'differ by more than chance' : 'do not differ by more than chance'} (p = ${p.toFixed(3)}, effects shuffled within tasks)`,
    ),
    '',
  ].join('\n');
}

export async function interveneCommand(args: readonly string[]): Promise<number> {
  const { checkpoint, intervention, map, tasks, seed, json, steps: given } = readOptions(INTERVENE_OPTIONS, args);
  const rule = readRule(checkpoint);
  const steps = given ?? rule.spec.recipe.innerSteps;
  if ((map === undefined) === (intervention.length === 0))
    throw new UsageError('either --intervention, or --map to silence each in turn, is needed');
  const interventions =
    map === undefined ? expectUsable(measurable(rule.spec, steps, intervention.map(interventionFromText))) : [];
  expectUsable(refuseTooLarge(rule.spec, 'adapt'));
  expectUsable(refuseTooManyLosses(tasks, steps));
  expectUsable(await startNodeBackend('wasm'));
  const show = process.stderr.isTTY;
  const { spec, parameters } = rule;
  const goOn = (done: number, all: number) => {
    if (show) process.stderr.write(`\r${done} of ${all} tasks`);
    return true;
  };
  if (map !== undefined) {
    const mapped = await lesionMap(spec, parameters, { tasks, steps, seed }, map, { goOn });
    process.stdout.write(json ? `${JSON.stringify({ tasks, steps, seed, ...mapped })}\n` : mapTable(mapped));
    return 0;
  }
  const startedMs = performance.now();
  const changed: StartRun = (options) =>
    availableParallelism() > 1 ? runOnThread({ spec, parameters, options }) : new Evaluation(spec, parameters, options);
  const found = await measure(spec, parameters, { tasks, steps, seed }, interventions, { goOn }, changed);
  const report = { backend: 'wasm', ...found, wallMs: Math.round(performance.now() - startedMs) };
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : tableOf(report));
  return 0;
}
