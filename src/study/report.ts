// A study as a Markdown report: what was done, what it says, every cell, every run, and the commands that repeat it. Pure.

import { head, row } from '../lib/markdown.ts';
import { endLoss, isStuckRun } from './analysis.ts';
import { commandOf } from './cells.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';
import { cellsTable, claimsTable, FIGURE_NOTE, openingText, questionsTable, type StudyTable } from './tables.ts';
import { cellText } from './words.ts';

/** What the row above says in its first cell too is left out. */
function tableLines({ columns, rows, strong }: StudyTable): string[] {
  const cell = (text: string, line: number, at: number) => {
    if (at === strong) return `**${text}**`;
    return at === 0 && rows[line - 1]?.[0] === text ? '' : text;
  };
  return [...head(columns), ...rows.map((cells, line) => row(cells.map((text, at) => cell(text, line, at)))), ''];
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
    `Trained for ${hours.toFixed(1)} core hours by version ${plain(versions.join(', '))} on ${plain(machines.join('; '))}.`,
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
      return `- ${cell === undefined ? '' : cellText(cell)}, seed ${run.seed}: ${run.status} at meta-step ${run.metaSteps} of ${study.budget.metaSteps ?? '?'}: ${plain(run.cause ?? '')}`;
    }),
    '',
  ];
}

/** What a person named, as text: Markdown takes HTML as it is. */
const plain = (name: string) => name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The whole report. @param figures title and file of each picture, beside the report. */
export function studyReport(
  data: StudyData,
  cells: readonly Cell[],
  figures: readonly (readonly [title: string, file: string])[],
): string {
  const opening = openingText(data, cells);
  const claims = claimsTable(data, cells);
  const [questions, ranks] = [questionsTable(data, cells), cellsTable(data, cells)];
  return [
    ...[`# ${plain(data.study.name)}`, '', opening.done, '', opening.stuck, ''],
    ...(claims.rows.length === 0 ? [] : [`## ${claims.title}`, '', ...tableLines(claims), claims.note, '']),
    ...figures.flatMap(([title, file]) => [`![${title}](${file})`, '']),
    ...[FIGURE_NOTE, ''],
    ...[questions, ranks].flatMap((table) => [`## ${table.title}`, '', table.note, '', ...tableLines(table)]),
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
