// mplp ship: put a trained rule into public/checkpoints, evaluated, with a cached first episode.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startNodeBackend } from '../backend/node.ts';
import { refuseShippedWords } from '../checkpoints/shipped.ts';
import type { ShippedRule } from '../checkpoints/types.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS, startIn, startOf } from '../experiment/presets.ts';
import { figuresOf } from './evaluate.ts';
import { encodeEpisode } from '../record/episode.ts';
import { defined } from '../lib/defined.ts';
import { firstMoment } from '../record/sections.ts';
import { recordEpisode } from '../training/episode.ts';
import { readRule, readShipped, SHIPPED, writeRule, writeShipped } from './files.ts';
import { flag, MOST, readOptions, text, whole, word } from './options.ts';
import { expectFolder, writeWhole } from './output.ts';
import { expectUsable, UsageError } from './usage.ts';

/**
 * The rule that the page opens on; the rules of studies after the others; then by held-out loss after the steps they were
 * trained for, lowest first.
 */
function inOrder(rules: readonly ShippedRule[], first: string | undefined): readonly ShippedRule[] {
  const place = ({ id, study }: ShippedRule) => (id === first ? 0 : study === undefined ? 1 : 2);
  const finalLoss = (rule: ShippedRule) => rule.evaluation.meanLoss.at(-1) ?? Infinity;
  return [...rules].sort((a, b) => place(a) - place(b) || finalLoss(a) - finalLoss(b));
}

const NEEDED = '--checkpoint and --id are needed';
export const SHIP_OPTIONS = {
  checkpoint: text({ value: 'PATH', about: 'the rule to ship', needed: NEEDED }),
  id: text({ value: 'ID', about: 'its name in links and files', needed: NEEDED }),
  preset: word(PRESET_IDS, { value: 'P', about: 'the experiment it stands with; the one in the file by default' }),
  title: text({ value: 'TEXT', about: "what the page calls it; the preset's title by default" }),
  study: text({ value: 'NAME', about: 'the study it belongs to' }),
  first: flag('the page opens on it, in place of the one before'),
  tasks: whole({ about: 'held-out tasks of its evaluation', otherwise: 1000 }, 1, MOST.tasks),
  seed: whole({ about: 'seed of these tasks', otherwise: 0 }, 0, MOST.seed),
  command: text({ value: 'TEXT', about: 'the command that made it; the one in the file by default' }),
};

/** What a shipped rule is called, and its files. Rules of a study are many: only one that is painted first has an episode. */
function namesOf(id: string, study: string | undefined, first: boolean) {
  const painted = first || study === undefined;
  return { id, file: `${id}.mplp`, ...defined({ study, episode: painted ? `${id}.episode` : undefined }) };
}

export async function shipCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(SHIP_OPTIONS, args);
  const trained = readRule(values.checkpoint);
  const preset = values.preset ?? PRESET_IDS.find((id) => id === trained.preset);
  if (preset === undefined) throw new UsageError(`${values.checkpoint} does not say which preset it was trained for`);
  const title = values.title ?? PRESETS[preset].title;
  const command = values.command ?? trained.command ?? '';
  const before = readShipped();
  const first = values.first ? values.id : before.rules[0]?.id;
  const names = namesOf(values.id, values.study, first === values.id);
  expectUsable(refuseShippedWords({ ...names, title, command }));
  expectFolder('--out', SHIPPED);
  expectUsable(await startNodeBackend('wasm'));
  const evaluation = await figuresOf(trained, 'wasm', {
    tasks: values.tasks,
    steps: trained.spec.recipe.innerSteps,
    seed: values.seed,
  });
  const { optimiser: _unused, ...rule } = { ...trained, preset, evaluation, command };
  const entry: ShippedRule = {
    ...names,
    preset,
    title,
    rule: rule.spec.rule,
    ...(isDeepStrictEqual(rule.spec.task, PRESETS[preset].spec.task) ? {} : { task: rule.spec.task }),
    ...(startIn(rule.spec) === startOf(preset) ? {} : { start: startIn(rule.spec) }),
    metaSteps: rule.metaSteps,
    evaluation,
    command,
  };
  writeRule(join(SHIPPED, entry.file), rule);
  if (entry.episode !== undefined) {
    const probe = { ...FIRST_PROBE, steps: rule.spec.recipe.innerSteps };
    const about = { backend: 'wasm', ruleId: values.id };
    const record = await recordEpisode(rule, probe, { fit: true, agents: true }, about);
    writeWhole(join(SHIPPED, entry.episode), encodeEpisode(firstMoment(record)));
  }
  const others = before.rules.filter((other) => other.id !== values.id);
  writeShipped({ rules: inOrder([...others, entry], first) });
  process.stdout.write(
    `${values.id}: mean held-out loss ${evaluation.meanLoss.map((loss) => loss.toPrecision(3)).join(', ')}\n`,
  );
  return 0;
}
