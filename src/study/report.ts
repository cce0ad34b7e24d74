// A study as a Markdown report: what was done, what it says, every cell, every run, and the commands that repeat it. Pure.

import {
  endLoss,
  isStuckRun,
  MEASURES,
  questionsOf,
  ranked,
  STUCK_ABOVE,
  STUCK_ABOVE_BEFORE,
  summariesOf,
  type Question,
} from './analysis.ts';
import { commandOf } from './cells.ts';
import { claimsOf, COMPARABLE, findingText, type Verdict } from './claims.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';
import { answerText, cellText, countText, intervalText, lossText, percentText, valueText } from './words.ts';

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))];

function budgetText({ metaSteps, minutes }: StudyData['study']['budget']): string {
  return metaSteps === undefined ? `${minutes ?? 0} min` : `${metaSteps.toLocaleString('en')} meta-steps`;
}

/** Runs in all, and how they ended. */
function tally(data: StudyData, cells: readonly Cell[]) {
  const asked = cells.length * data.study.seeds.length;
  const of = (status: string) => data.runs.filter((run) => run.status === status).length;
  const ended = data.runs.filter((run) => endLoss(run) !== undefined);
  const stuckAbove = (share: number) => ended.filter((run) => isStuckRun(run, share)).length;
  const [stuck, stuckBefore] = [stuckAbove(STUCK_ABOVE), stuckAbove(STUCK_ABOVE_BEFORE)];
  return { asked, done: ended.length, stuck, stuckBefore, diverged: of('diverged'), failed: of('failed') };
}

function opening(data: StudyData, cells: readonly Cell[]): string[] {
  const { study } = data;
  const { asked, done, stuck, stuckBefore, diverged, failed } = tally(data, cells);
  const { tasks, steps, seed } = study.evaluation;
  const judged = done + diverged;
  return [
    `${cells.length} cells, ${study.seeds.length} seed${study.seeds.length === 1 ? '' : 's'} asked for each, ${budgetText(study.budget)} a run, on the preset ${study.preset}. Every run is judged by its mean loss after inner step ${steps} on ${tasks.toLocaleString('en')} fresh tasks of seed ${seed}. **${done} of ${asked} runs are done**, ${diverged} diverged, ${failed} failed.`,
    '',
    `**Stuck runs: ${stuck} of ${judged}** (${percentText(stuck / judged)}). A run is stuck whose loss after the last inner step is above ${STUCK_ABOVE * 100} % of the loss before learning. This threshold was chosen after a look at the first ten runs of the lab’s own study of 2x10; it had been ${STUCK_ABOVE_BEFORE * 100} %, by which ${stuckBefore} of ${judged} are stuck (${percentText(stuckBefore / judged)}).`,
    '',
  ];
}

const BOLD: Readonly<Record<Verdict, string>> = {
  holds: '**holds**',
  'does not hold': '**does not hold**',
  'cannot tell': '**cannot tell**',
};

function claimLines(data: StudyData, cells: readonly Cell[]): string[] {
  const claims = claimsOf(data, cells);
  if (claims.length === 0) return [];
  return [
    '## The claims of the paper',
    '',
    ...head(['claim', 'measured as', 'verdict at this budget', 'factor of the loss (95 % interval)']),
    ...claims.flatMap(({ claim, findings }) =>
      findings.map((finding, i) =>
        row([i === 0 ? claim : '', finding.says, BOLD[finding.verdict], findingText(finding)]),
      ),
    ),
    '',
    `*Along the training* is the geometric mean of the held-out loss over all meta-steps: lower means lower earlier. Ends are *comparable* where the whole interval lies within a factor of ${COMPARABLE}. The verdicts hold for this budget.`,
    '',
  ];
}

function questionLines(questions: readonly Question[]): string[] {
  const measure = { end: 'at the end', along: 'along the training' };
  return [
    ...head(['b against a', 'compared', 'answer', 'factor of b to a', '95 % interval', 'seeds', 'pairs of runs']),
    ...questions.map((question) => {
      const { field, a, b, factor, seeds, pairs } = question;
      const between = `${valueText(field, b)} against ${valueText(field, a)}`;
      const { low, high } = question.interval;
      const interval = seeds < 2 ? '–' : intervalText({ ...question, differs: false, interval: { low, high } });
      return row([
        ...[between, measure[question.measure], answerText(question)],
        ...[seeds === 0 ? '–' : factor.toFixed(2), interval, seeds, pairs],
      ]);
    }),
    '',
  ];
}

function cellLines(data: StudyData, cells: readonly Cell[]): string[] {
  return [
    ...head(['cell', 'median', '95 % interval of the median', 'every seed', 'N', 'stuck tasks', 'diverged tasks']),
    ...ranked(summariesOf(data, cells)).map((summary) => {
      const { cell, ends, median, interval, stuckTasks, divergedTasks } = summary;
      const found = cells[cell];
      return row([
        ...[found === undefined ? '' : cellText(found), `**${lossText(median)}**`],
        ...[ends.length < 2 ? '–' : `${lossText(interval.low)} to ${lossText(interval.high)}`],
        ...[ends.map(({ loss, stuck }) => `${lossText(loss)}${stuck ? ' (stuck)' : ''}`).join(', ')],
        ...[countText(summary, data.study), percentText(stuckTasks), percentText(divergedTasks)],
      ]);
    }),
    '',
  ];
}

function repeatLines({ study, versions, machines, runs }: StudyData, cells: readonly Cell[]): string[] {
  const hours = runs.reduce((sum, { trainedMs }) => sum + trainedMs, 0) / 3.6e6;
  const [cell, seed] = [cells[0], study.seeds[0]];
  return [
    '## How to repeat it',
    '',
    'Save this as `study.json`:',
    '',
    '```json',
    JSON.stringify(study, undefined, 2),
    '```',
    '',
    '```',
    'npm run --silent mplp -- study study.json --out DIR',
    'npm run --silent mplp -- report DIR',
    '```',
    '',
    ...(cell === undefined || seed === undefined
      ? []
      : ['One run by itself, the first:', '', '```', commandOf(study, cell, seed), '```', '']),
    `Trained for ${hours.toFixed(1)} core hours by version ${versions.join(', ')} on ${machines.join('; ')}.`,
    '',
  ];
}

/** What is wrong with single runs. */
function troubleLines({ runs, study }: StudyData, cells: readonly Cell[]): string[] {
  const trouble = runs.filter(({ status }) => status === 'diverged' || status === 'failed');
  if (trouble.length === 0) return [];
  return [
    '## Diverged and failed',
    '',
    ...trouble.map((run) => {
      const cell = cells[run.cell];
      return `- ${cell === undefined ? '' : cellText(cell)}, seed ${run.seed}: ${run.status} at meta-step ${run.metaSteps} of ${study.budget.metaSteps ?? '?'}: ${run.cause ?? ''}`;
    }),
    '',
  ];
}

/** The whole report. @param figures title and file of each picture, beside the report. */
export function studyReport(
  data: StudyData,
  cells: readonly Cell[],
  figures: readonly (readonly [title: string, file: string])[],
): string {
  const both = (Object.keys(MEASURES) as (keyof typeof MEASURES)[]).flatMap((measure) =>
    questionsOf(data, cells, measure),
  );
  return [
    `# ${data.study.name}`,
    '',
    ...opening(data, cells),
    ...claimLines(data, cells),
    ...figures.flatMap(([title, file]) => [`![${title}](${file})`, '']),
    'Line: median of the seeds that are done. Band: lowest to highest of them, not an interval. Dots: the loss of every seed at the end; a ring is a stuck run, a cross where one diverged. Thin: the median of the best cell, in all panels. The first meta-step is drawn as it was, later ones are means over equal stretches.',
    '',
    '## Does it matter?',
    '',
    'Two values of a setting, everything else equal. Within each seed the logs of the ratios are averaged over all other settings; Student’s paired test is over the seeds, which are the independent repetitions. No correction for the number of questions.',
    '',
    ...questionLines(both),
    '## Cells, best first',
    '',
    'The interval of the median is a percentile bootstrap over seeds: of few seeds it can be no wider than they are. *Stuck tasks* are tasks of the evaluation fitted on a centre arc only, as `docs/evaluation.md` defines them.',
    '',
    ...cellLines(data, cells),
    ...troubleLines(data, cells),
    ...repeatLines(data, cells),
  ].join('\n');
}

/** Every run as a line of comma-separated values. */
export function studyCsv(data: StudyData, cells: readonly Cell[]): string {
  const fields = [...new Set(cells.flatMap(({ settings }) => Object.keys(settings)))];
  const quoted = (value: unknown) => {
    const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = data.runs.map((run) =>
    [
      ...fields.map((field) => cells[run.cell]?.settings[field]),
      ...[run.seed, run.status, run.metaSteps, endLoss(run), endLoss(run) === undefined ? undefined : isStuckRun(run)],
      ...[run.stuckTasks, run.divergedTasks, run.trainedMs],
    ].map(quoted),
  );
  const titles = ['seed', 'status', 'metaSteps', 'loss', 'stuck', 'stuckTasks', 'divergedTasks', 'trainedMs'];
  return [[...fields, ...titles].map(quoted), ...lines].map((line) => `${line.join(',')}\n`).join('');
}
