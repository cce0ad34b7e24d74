// mplp results: docs/results.md, its charts and the README's table of rules, from fresh evaluations and the measured files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELD_STEPS } from '../checkpoints/types.ts';
import { defined } from '../lib/defined.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { elsewhereOf } from './elsewhere.ts';
import { evaluationOf } from './evaluate.ts';
import { readJson, readRule, readShipped, writeShipped } from './files.ts';
import { readAblations, readEvaluations, type ResultsData, type RuleFigures } from './measured.ts';
import { flag, MOST, readOptions, whole } from './options.ts';
import { expectFolder, writeWhole } from './output.ts';
import { farOf, withRulesTable } from './rulesText.ts';
import { resultsCharts, resultsText } from './resultsText.ts';
import { metaStepMs } from './studySpeed.ts';

const DOCS = 'docs';
export const README = 'README.md';
const STEPS = HELD_STEPS;
/** What a training costs is measured on so many threads, for so long. */
const THREADS = 2;
const TIMED_MS = 6000;

const path = (name: string) => join(DOCS, name);

/** The measured files of `docs`, as they are. */
export function readResults(): ResultsData {
  return {
    shipped: readShipped().rules,
    rules: readEvaluations(path('evaluations.json')),
    baselines: readJson(path('baselines.json'), parseBaselines),
    ablations: readAblations(path('ablations.json')),
  };
}

export const RESULTS_OPTIONS = {
  tasks: whole({ about: 'held-out tasks', otherwise: 1000 }, 1, MOST.tasks),
  seed: whole({ about: 'seed of the tasks', otherwise: 0 }, 0, MOST.seed),
  timed: flag('time meta-steps again, which needs a machine with nothing else to do'),
};

/** What was evaluated before, and has not changed since, is not done again. */
export async function resultsCommand(args: readonly string[]): Promise<number> {
  const { tasks, seed, timed } = readOptions(RESULTS_OPTIONS, args);
  const before = readResults();
  expectFolder('--out', path('img'));
  const rules: RuleFigures[] = [];
  for (const { id, preset, metaSteps, command } of before.shipped.filter(({ study }) => study !== 'ablations')) {
    const known = before.rules.find((each) => {
      const { report } = each;
      const same = each.id === id && each.metaSteps === metaSteps && each.command === command;
      return same && report.tasks === tasks && report.seed === seed && report.steps === STEPS;
    });
    process.stderr.write(`${id}: ${known ? 'as evaluated before' : `${tasks} tasks, ${STEPS} steps`}\n`);
    const rule = readRule(id);
    const report = known?.report ?? (await evaluationOf(rule, { tasks, steps: STEPS, seed }));
    const elsewhere = await elsewhereOf(rule, preset, { tasks, seed }, known?.elsewhere ?? []);
    const ms = (timed ? undefined : known?.metaStepMs) ?? (await metaStepMs(rule, THREADS, TIMED_MS));
    rules.push({ id, metaSteps, command, report, elsewhere, metaStepMs: Number(ms.toPrecision(3)) });
    writeWhole(path('evaluations.json'), `${JSON.stringify({ rules }, undefined, 1)}\n`);
  }
  const far = new Map(rules.map((each) => [each.id, farOf(each)]));
  writeShipped({ rules: before.shipped.map((rule) => ({ ...rule, ...defined({ far: far.get(rule.id) }) })) });
  // Read back, so that numbers JSON cannot hold stand as they do for every later reader.
  const data = readResults();
  writeWhole(path('results.md'), resultsText(data));
  writeWhole(README, withRulesTable(readFileSync(README, 'utf8'), data.shipped, data.rules));
  for (const [name, svg] of resultsCharts(data)) writeWhole(path(join('img', name)), svg);
  return 0;
}
