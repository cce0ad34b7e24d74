// mplp explain: is a rule gradient descent, and what do its channels mean, on many tasks.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { startNodeBackend } from '../backend/node.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import { meaningOf, meaningWords, type Explanation } from '../record/explanation.ts';
import { meaningsOf, parseMeanings } from '../record/meanings.ts';
import { explain } from '../training/explain.ts';
import { refuseTooLarge } from '../training/memory.ts';
import { readJson, readRule, readShipped } from './files.ts';
import { flag, MOST, readOptions, text, whole } from './options.ts';
import { writeWhole } from './output.ts';
import { expectUsable, UsageError } from './usage.ts';

/** What the page reads. */
const MEANINGS = resolve('docs', 'meanings.json');

export const EXPLAIN_OPTIONS = {
  checkpoint: text({ value: 'ID|PATH', about: 'the id of a shipped rule, a path, or formula:NAME', needed: true }),
  tasks: whole({ about: 'tasks; every second one is for fitting', otherwise: 256 }, 2, MOST.tasks),
  steps: whole({ value: 'K', about: 'inner steps; as trained by default' }, 1, MOST_INNER_STEPS),
  seed: whole({ about: 'seed of the tasks', otherwise: 0 }, 0, MOST.seed),
  json: flag('one JSON object instead of tables'),
  ship: flag('also names the channels of a shipped rule in docs/meanings.json'),
};

const dash = (value: number | null | undefined, words: (value: number) => string) =>
  value === null || value === undefined ? '-' : words(value);
const hundredths = (value: number | null | undefined) => dash(value, (found) => found.toFixed(2));
const digits = (value: number) => value.toPrecision(2);

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function updateRows({ updates }: Explanation): string[][] {
  return updates.map(({ of, step, cosine, uphill, ratio }) => [
    String(step),
    /^\d+$/.test(of) ? `layer ${of}` : of,
    cosine === null ? '-' : `${cosine.mean.toFixed(3)} (${cosine.low.toFixed(3)} to ${cosine.high.toFixed(3)})`,
    dash(uphill, (share) => `${(100 * share).toFixed(1)} %`),
    ratio === null ? '-' : `${digits(ratio.median)} (${digits(ratio.lower)} to ${digits(ratio.upper)})`,
  ]);
}

/** An explanation as lines of text. */
function explanationText(found: Explanation): string {
  const { tasks, leftOut, seed, steps, backend } = found;
  const channelWords = (values: readonly (number | null)[] | undefined) =>
    (values ?? []).map(hundredths).join(' ') || '-';
  return [
    ...table([
      ['step', 'update of', 'cosine with -gradient (95 %)', 'uphill', 'times as long: median (quartiles)'],
      ...updateRows(found),
    ]),
    '',
    ...table([
      ['step', 'group', 'hears, by channel', 'sends, by channel: cosine with the gradient on the wire'],
      ...found.messages.map(({ step, group, hears, sends }) => [
        String(step),
        group,
        channelWords(hears),
        channelWords(sends),
      ]),
    ]),
    '',
    ...table([
      [
        'group',
        'channel',
        'gradient',
        'error',
        'gives',
        'weight',
        'receives',
        'step',
        'together',
        'so it is (R², fresh tasks)',
      ],
      ...found.channels.map((one) => [
        one.group,
        String(one.channel),
        ...Object.values(one.r2).map(hundredths),
        hundredths(one.together),
        meaningWords(meaningOf(one)),
      ]),
    ]),
    `${tasks} tasks (${leftOut} not finite, left out), ${steps} inner steps, seed ${seed}; ${backend}`,
    '',
  ].join('\n');
}

/** The shipped file with what was found of one rule, rules in alphabetical order. */
export function withMeanings(checkpoint: string, found: Explanation): string {
  const before = existsSync(MEANINGS) ? readJson(MEANINGS, parseMeanings).rules : {};
  const rules = Object.entries({ ...before, [checkpoint]: meaningsOf(found) }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, rules: Object.fromEntries(rules) })}\n`;
}

export async function explainCommand(args: readonly string[]): Promise<number> {
  const { checkpoint, tasks, seed, json, ship, steps: given } = readOptions(EXPLAIN_OPTIONS, args);
  if (ship && !readShipped().rules.some(({ id }) => id === checkpoint))
    throw new UsageError(`--ship is for shipped rules; ${checkpoint} is none`);
  const rule = readRule(checkpoint);
  const steps = given ?? rule.spec.recipe.innerSteps;
  expectUsable(refuseTooLarge(rule.spec, 'adapt'));
  expectUsable(await startNodeBackend('wasm'));
  const show = process.stderr.isTTY;
  const goOn = (done: number) => {
    if (show) process.stderr.write(`\r${done} of ${tasks} tasks`);
    return true;
  };
  const found = await explain(rule, { tasks, steps, seed, backend: 'wasm' }, { goOn });
  if (ship) writeWhole(MEANINGS, withMeanings(checkpoint, found));
  process.stdout.write(json ? `${JSON.stringify({ checkpoint, ...found })}\n` : explanationText(found));
  return 0;
}
