// mplp ship: put a trained rule into public/checkpoints, evaluated, with a cached first episode.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startNodeBackend } from '../backend/node.ts';
import type { ShippedRule } from '../checkpoints/types.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS } from '../spec/presets.ts';
import { figuresOf } from './evaluate.ts';
import { writeEpisode } from './episode.ts';
import { readRule, readShipped, SHIPPED, writeRule, writeShipped } from './files.ts';
import { expectUsable, UsageError, wholeNumber } from './usage.ts';

/** Held-out loss after the steps a rule was trained for: what decides which rule the page opens on. */
function finalLoss(rule: ShippedRule): number {
  return rule.evaluation.meanLoss.at(-1) ?? Infinity;
}

/** `ship --checkpoint PATH --id ID [--tasks 1000] [--seed 0] [--command TEXT]`. */
export async function shipCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { checkpoint: text, id: text, tasks: text, seed: text, command: text },
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
    title: PRESETS[preset].title,
    file: `${values.id}.mplp`,
    episode: `${values.id}.episode`,
    metaSteps: rule.metaSteps,
    evaluation,
    command: rule.command,
  };
  writeRule(join(SHIPPED, entry.file), rule);
  await writeEpisode(
    rule,
    join(SHIPPED, `${values.id}.episode`),
    { ...FIRST_PROBE, steps: rule.spec.recipe.innerSteps },
    values.id,
  );
  const others = readShipped().rules.filter((other) => other.id !== values.id);
  writeShipped({ rules: [...others, entry].sort((a, b) => finalLoss(a) - finalLoss(b)) });
  process.stdout.write(
    `${values.id}: mean held-out loss ${evaluation.meanLoss.map((loss) => loss.toPrecision(3)).join(', ')}\n`,
  );
  return 0;
}
