// What a study says, as sentences and tables of plain text: the page shows them, the report writes them down. Pure.

import {
  endLoss,
  isStuckRun,
  MEASURES,
  questionsOf,
  ranked,
  STUCK_ABOVE,
  STUCK_ABOVE_BEFORE,
  summariesOf,
  type Measure,
  type Question,
} from './analysis.ts';
import { claimsOf, COMPARABLE, findingText } from './claims.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';
import { answerText, cellText, countText, intervalText, lossText, percentText, valueText } from './words.ts';

/** A table with the words around it. */
export interface StudyTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The column that the table is read for. */
  readonly strong?: number;
  /** How it is to be read. */
  readonly note: string;
}

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

/** What was run, how much of it is done, and how many runs are stuck. */
export function openingText(
  data: StudyData,
  cells: readonly Cell[],
): { readonly done: string; readonly stuck: string } {
  const { study } = data;
  const { asked, done, stuck, stuckBefore, diverged, failed } = tally(data, cells);
  const { tasks, steps, seed } = study.evaluation;
  const judged = done + diverged;
  return {
    done: `${cells.length} cells, ${study.seeds.length} seed${study.seeds.length === 1 ? '' : 's'} asked for each, ${budgetText(study.budget)} a run, on the preset ${study.preset}. Every run is judged by its mean loss after inner step ${steps} on ${tasks.toLocaleString('en')} fresh tasks of seed ${seed}. **${done} of ${asked} runs are done**, ${diverged} diverged, ${failed} failed.`,
    stuck: `**Stuck runs: ${stuck} of ${judged}** (${percentText(stuck / judged)}). A run is stuck whose loss after the last inner step is above ${STUCK_ABOVE * 100} % of the loss before learning. This threshold was chosen after a look at the first ten runs of the lab’s own study of 2x10; it had been ${STUCK_ABOVE_BEFORE * 100} %, by which ${stuckBefore} of ${judged} are stuck (${percentText(stuckBefore / judged)}).`,
  };
}

/** How the figure of a study is to be read. */
export const FIGURE_NOTE =
  'Line: median of the seeds that are done. Band: lowest to highest of them, not an interval. Dots: the loss of every seed at the end; a ring is a stuck run, a cross where one diverged. Thin: the median of the best cell, in all panels. The first meta-step is drawn as it was, later ones are means over equal stretches.';

/** Each claim of the paper that the study's axes can judge; no rows where they can judge none. */
export function claimsTable(data: StudyData, cells: readonly Cell[]): StudyTable {
  return {
    title: 'The claims of the paper',
    columns: ['claim', 'measured as', 'verdict at this budget', 'factor of the loss (95 % interval)'],
    rows: claimsOf(data, cells).flatMap(({ claim, findings }) =>
      findings.map((finding) => [claim, finding.says, finding.verdict, findingText(finding)]),
    ),
    strong: 2,
    note: `*Along the training* is the geometric mean of the held-out loss over all meta-steps: lower means lower earlier. Ends are *comparable* where the whole interval lies within a factor of ${COMPARABLE}. The verdicts hold for this budget.`,
  };
}

const MEASURED_AT: Readonly<Record<Measure, string>> = { end: 'at the end', along: 'along the training' };

function questionRow(question: Question): readonly string[] {
  const { field, a, b, factor, seeds, pairs } = question;
  const interval = seeds < 2 ? '–' : intervalText({ ...question, differs: false });
  return [
    ...[`${valueText(field, b)} against ${valueText(field, a)}`, MEASURED_AT[question.measure], answerText(question)],
    ...[seeds === 0 ? '–' : factor.toFixed(2), interval, String(seeds), String(pairs)],
  ];
}

/** Whether each setting matters, at the end and along the training. */
export function questionsTable(data: StudyData, cells: readonly Cell[]): StudyTable {
  const measures = Object.keys(MEASURES) as Measure[];
  return {
    title: 'Does it matter?',
    columns: ['b against a', 'compared', 'answer', 'factor of b to a', '95 % interval', 'seeds', 'pairs of runs'],
    rows: measures.flatMap((measure) => questionsOf(data, cells, measure).map(questionRow)),
    note: 'Two values of a setting, everything else equal. Within each seed the logs of the ratios are averaged over all other settings; Student’s paired test is over the seeds, which are the independent repetitions. No correction for the number of questions.',
  };
}

/** Every cell, best first. */
export function cellsTable(data: StudyData, cells: readonly Cell[]): StudyTable {
  return {
    title: 'Cells, best first',
    columns: ['cell', 'median', '95 % interval of the median', 'every seed', 'N', 'stuck tasks', 'diverged tasks'],
    rows: ranked(summariesOf(data, cells)).map((summary) => {
      const { cell, ends, median, interval, stuckTasks, divergedTasks } = summary;
      const found = cells[cell];
      return [
        ...[found === undefined ? '' : cellText(found), lossText(median)],
        ...[ends.length < 2 ? '–' : `${lossText(interval.low)} to ${lossText(interval.high)}`],
        ...[ends.map(({ loss, stuck }) => `${lossText(loss)}${stuck ? ' (stuck)' : ''}`).join(', ')],
        ...[countText(summary, data.study), percentText(stuckTasks), percentText(divergedTasks)],
      ];
    }),
    strong: 1,
    note: 'The interval of the median is a percentile bootstrap over seeds: of few seeds it can be no wider than they are. *Stuck tasks* are tasks of the evaluation fitted on a centre arc only, as `docs/evaluation.md` defines them.',
  };
}
