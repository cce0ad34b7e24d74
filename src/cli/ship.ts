// mplp ship: put a trained rule into public/checkpoints, evaluated, with a cached first episode.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startNodeBackend } from '../backend/node.ts';
import type { ShippedRule } from '../checkpoints/types.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import { figuresOf } from './evaluate.ts';
import { writeEpisode } from './episode.ts';
import { readRule, readShipped, SHIPPED, writeRule, writeShipped } from './files.ts';
import { expectUsable, UsageError, wholeNumber } from './usage.ts';

/** The rules of studies after the others; then by held-out loss after the steps they were trained for, lowest first. */
function inOrder(a: ShippedRule, b: ShippedRule): number {
  const place = (rule: ShippedRule) => (rule.study === undefined ? 0 : 1);
  const finalLoss = (rule: ShippedRule) => rule.evaluation.meanLoss.at(-1) ?? Infinity;
  return place(a) - place(b) || finalLoss(a) - finalLoss(b);
}

/** `ship --checkpoint PATH --id ID [--title TEXT] [--study NAME] [--tasks 1000] [--seed 0] [--command TEXT]`. */
export async function shipCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { checkpoint: text, id: text, title: text, study: text, tasks: text, seed: text, command: text },
  });
  if (values.checkpoint === undefined || values.id === undefined)
    throw new UsageError('--checkpoint and --id are needed');
  const trained = readRule(values.checkpoint);
  const preset = PRESET_IDS.find((id) => id === trained.preset);
  if (preset === undefined) throw new UsageError(`${values.checkpoint} does not say which preset it was trained for`);
  expectUsable(await startNodeBackend('wasm'));
  const evaluation = await figuresOf(trained, 'wasm', {
    tasks: wholeNumber('tasks', values.tasks, 1) ?? 1000,
    steps: trained.spec.recipe.innerSteps,
    seed: wholeNumber('seed', values.seed) ?? 0,
  });
  const { optimiser: _unused, ...rule } = { ...trained, evaluation, command: values.command ?? trained.command ?? '' };
  const entry: ShippedRule = {
    id: values.id,
    preset,
    title: values.title ?? PRESETS[preset].title,
    ...(values.study !== undefined && { study: values.study }),
    rule: rule.spec.rule,
    file: `${values.id}.mplp`,
    // Rules of a study are many, and never the first thing painted.
    ...(values.study === undefined && { episode: `${values.id}.episode` }),
    metaSteps: rule.metaSteps,
    evaluation,
    command: rule.command,
  };
  writeRule(join(SHIPPED, entry.file), rule);
  if (entry.episode !== undefined) {
    const probe = { ...FIRST_PROBE, steps: rule.spec.recipe.innerSteps };
    await writeEpisode(rule, join(SHIPPED, entry.episode), probe, values.id);
  }
  const others = readShipped().rules.filter((other) => other.id !== values.id);
  writeShipped({ rules: [...others, entry].sort(inOrder) });
  process.stdout.write(
    `${values.id}: mean held-out loss ${evaluation.meanLoss.map((loss) => loss.toPrecision(3)).join(', ')}\n`,
  );
  return 0;
}
