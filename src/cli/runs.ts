// mplp runs: what a folder of runs holds, as a table or JSON; runs out into one file and in from it; two of them compared.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOfValue } from '../experiment/diff.ts';
import { exportRuns, importRuns } from '../runs/archive.ts';
import {
  DOWN_FIRST,
  foundRuns,
  listedRun,
  RESULT_WORDS,
  runDifferences,
  sortedRuns,
  SORTS,
  type ListedRun,
  type SortKey,
} from '../runs/table.ts';
import { duration } from './duration.ts';
import { lockFolder } from './lock.ts';
import { flag, operandOf, option, readOptions, text, word } from './options.ts';
import { expectFile, writeWhole } from './output.ts';
import { RunFolder } from './runFolder.ts';
import { UsageError } from './usage.ts';

/** Runs beside what else lies in the folder of a study or a training. */
export const RUNS = 'runs';

const SORT_KEYS = Object.keys(SORTS) as SortKey[]; // its own keys

/** The two ids of a comparison. */
function pair(name: string, given: string): readonly [string, string] {
  const [a, b, ...more] = given.split(' ').filter(Boolean);
  if (a === undefined || b === undefined || more.length > 0)
    throw new UsageError(`--${name} is ${given}; allowed: the ids of two runs, or how they begin`);
  return [a, b];
}

export const RUNS_OPTIONS = {
  find: text({ value: 'WORDS', about: 'only runs with every word: name, tag, status, rule.messageSize=8' }),
  sort: word(SORT_KEYS, { value: 'KEY', about: `by ${SORT_KEYS.join(', ')}`, otherwise: 'begun' }),
  reverse: flag('the other way round'),
  json: flag('one JSON object for each run'),
  export: text({ value: 'FILE', about: 'write the runs found as one file, which the page imports', newLine: true }),
  import: text({ value: 'FILE', about: 'take in the runs of such a file', or: true }),
  diff: option(pair, { value: 'ID ID', about: 'what differs between two runs', or: true }),
};

/** `--diff A B` as one word, which is how an option's value is read. */
function joinedPair(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--diff');
  const [a, b] = args.slice(at + 1, at + 3);
  if (at < 0 || a === undefined || a.includes(' ')) return args;
  const both = b === undefined || b.startsWith('-') ? [a] : [a, b];
  return [...args.slice(0, at), `--diff=${both.join(' ')}`, ...args.slice(at + 1 + both.length)];
}

/** The runs of a folder of runs, or of a study's or a training's. */
function storeOf(folder: string): RunFolder {
  const within = join(folder, RUNS);
  return new RunFolder(existsSync(join(folder, 'store.json')) || !existsSync(within) ? folder : within);
}

async function listed(store: RunFolder): Promise<readonly ListedRun[]> {
  const [{ runs, refused }, sizes] = [await store.list(), await store.sizes()];
  for (const { message } of refused) process.stderr.write(`mplp: left out: ${message}\n`);
  return Promise.all(runs.map(async (run) => listedRun(run, await store.curve(run), sizes.get(run.id) ?? 0)));
}

/** The run whose id begins so. @throws UsageError unless there is one. */
function runOf(runs: readonly ListedRun[], begin: string): ListedRun {
  const found = runs.filter(({ run }) => run.id.startsWith(begin));
  const [first, second] = [found.find(({ run }) => run.id === begin) ?? found[0], found[1]];
  if (first === undefined) throw new UsageError(`there is no run ${begin}; mplp runs DIR lists them`);
  if (second !== undefined && first.run.id !== begin)
    throw new UsageError(`${begin} is how ${found.length} runs begin; give more of the id`);
  return first;
}

const lossText = (loss: number | undefined) => loss?.toPrecision(3) ?? '-';
const sizeText = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const dateText = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** Rows under heads, two blanks between columns. */
function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function tableOf(runs: readonly ListedRun[]): string {
  const heads = ['id', 'status', 'meta-steps', 'held-out loss', 'trained for', 'begun (UTC)', 'size', 'seed', 'name'];
  const rows = runs.map(({ run, heldOut, bytes }) => [
    ...[run.id, run.status, String(run.metaSteps), lossText(heldOut), duration(run.trainedMs)],
    ...[dateText(run.createdMs), sizeText(bytes), String(run.spec.seeds.training), run.name],
  ]);
  return tableText([heads, ...rows]);
}

function differencesOf(a: ListedRun, b: ListedRun): string {
  const { settings, results } = runDifferences(a, b);
  const result = (what: keyof typeof RESULT_WORDS, value: string | number | undefined) => {
    if (typeof value !== 'number') return value ?? '-';
    if (what === 'metaSteps') return String(value);
    return what === 'trained' ? duration(value) : lossText(value);
  };
  return tableText([
    ['', a.run.id, b.run.id],
    ...(a.run.name === b.run.name ? [] : [['name', a.run.name, b.run.name]]),
    ...settings.map(({ field, from, to }) => [field, textOfValue(from), textOfValue(to)]),
    ...results.map(({ what, from, to }) => [RESULT_WORDS[what], result(what, from), result(what, to)]),
  ]);
}

/** Takes in the runs of a file, or refuses all of it. */
async function takeIn(folder: string, path: string): Promise<string> {
  if (!existsSync(path)) throw new UsageError(`--import ${path} does not exist`);
  const file = Uint8Array.from(readFileSync(path)).buffer;
  const unlock = lockFolder(folder, 'DIR');
  try {
    const read = await importRuns(storeOf(folder), file);
    if (!read.ok) throw new UsageError(`--import ${path}: ${read.failure.message}`);
    const { taken, kept } = read.value;
    const there = kept.length === 0 ? '' : `; ${kept.length} stood there as far or further and stayed as they were`;
    return `${taken.length} taken in${there}: ${folder}`;
  } finally {
    unlock();
  }
}

export async function runsCommand(args: readonly string[]): Promise<number> {
  const about = 'a folder of runs, of a study or of a training';
  const { operand: folder, rest } = operandOf(RUNS_OPTIONS, joinedPair(args), 'DIR', about);
  const options = readOptions(RUNS_OPTIONS, rest);
  const { find = '', sort: key, reverse, json, diff } = options;
  const say = (words: string) => void process.stdout.write(`${words}\n`);
  if ([options.export, options.import, diff].filter((given) => given !== undefined).length > 1)
    throw new UsageError('--export, --import and --diff were given together; allowed: one of them');
  if (options.import !== undefined) {
    say(await takeIn(folder, options.import));
    return 0;
  }
  if (!existsSync(folder)) throw new UsageError(`${folder} does not exist; name ${about}`);
  const store = storeOf(folder);
  const all = await listed(store);
  if (diff !== undefined) {
    const [a, b] = [runOf(all, diff[0]), runOf(all, diff[1])];
    say(json ? JSON.stringify({ from: a.run.id, to: b.run.id, ...runDifferences(a, b) }) : differencesOf(a, b));
    return 0;
  }
  const found = sortedRuns(foundRuns(all, find), { key, down: DOWN_FIRST.has(key) !== reverse });
  if (options.export !== undefined) {
    if (found.length === 0) throw new UsageError(`${folder} holds no run${find === '' ? '' : ` with ${find}`}`);
    expectFile('--export', options.export);
    writeWhole(
      options.export,
      await exportRuns(
        store,
        found.map(({ run }) => run),
      ),
    );
    say(`${found.length} written: ${options.export}`);
  } else if (json) for (const { run, heldOut, bytes } of found) say(JSON.stringify({ ...run, heldOut, bytes }));
  else say(found.length === 0 ? `no run in ${folder}${find === '' ? '' : ` with ${find}`}` : tableOf(found));
  return 0;
}
