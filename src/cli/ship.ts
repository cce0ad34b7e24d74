// mplp ship: put a trained rule into public/checkpoints, evaluated, with a cached first episode.

import { join } from 'node:path';
import { startNodeBackend } from '../backend/node.ts';
import type { ShippedRule } from '../checkpoints/types.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import { figuresOf } from './evaluate.ts';
import { writeEpisode } from './episode.ts';
import { readRule, readShipped, SHIPPED, writeRule, writeShipped } from './files.ts';
import { readOptions, text, whole } from './options.ts';
import { expectUsable, UsageError } from './usage.ts';

/** The rules of studies after the others; then by held-out loss after the steps they were trained for, lowest first. */
function inOrder(a: ShippedRule, b: ShippedRule): number {
  const place = (rule: ShippedRule) => (rule.study === undefined ? 0 : 1);
  const finalLoss = (rule: ShippedRule) => rule.evaluation.meanLoss.at(-1) ?? Infinity;
  return place(a) - place(b) || finalLoss(a) - finalLoss(b);
}

const NEEDED = '--checkpoint and --id are needed';
export const SHIP_OPTIONS = {
  checkpoint: text({ value: 'PATH', about: 'the rule to ship', needed: NEEDED }),
  id: text({ value: 'ID', about: 'its name in links and files', needed: NEEDED }),
  title: text({ value: 'TEXT', about: "what the page calls it; the preset's title by default" }),
  study: text({ value: 'NAME', about: 'the study it belongs to' }),
  tasks: whole({ about: 'held-out tasks of its evaluation', otherwise: 1000 }, 1),
  seed: whole({ about: 'seed of these tasks', otherwise: 0 }),
  command: text({ value: 'TEXT', about: 'the command that made it; the one in the file by default' }),
};

export async function shipCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(SHIP_OPTIONS, args);
  const trained = readRule(values.checkpoint);
  const preset = PRESET_IDS.find((id) => id === trained.preset);
  if (preset === undefined) throw new UsageError(`${values.checkpoint} does not say which preset it was trained for`);
  expectUsable(await startNodeBackend('wasm'));
  const evaluation = await figuresOf(trained, 'wasm', {
    tasks: values.tasks,
    steps: trained.spec.recipe.innerSteps,
    seed: values.seed,
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
