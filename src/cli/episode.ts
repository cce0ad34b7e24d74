// mplp episode: record one adaptation in full, as the page does.

import { parseArgs } from 'node:util';
import { startNodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { encodeEpisode, requireSection, type EpisodeRecord } from '../record/episode.ts';
import { curveFromText, numberOr, supportFromText } from '../experiment/ownText.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { validateProbe } from '../experiment/validate.ts';
import { recordEpisode } from '../training/episode.ts';
import { freshRule } from '../training/trainer.ts';
import { readRule, writeWhole } from './files.ts';
import { withSettings } from './settings.ts';
import { expectUsable, oneOf, UsageError, wholeNumber } from './usage.ts';

/** Adapts a rule to a probe on the running backend and writes the episode record. */
export async function writeEpisode(
  rule: RuleCheckpoint,
  path: string,
  probe: ProbeSpec,
  ruleId: string | undefined,
): Promise<EpisodeRecord> {
  const record = await recordEpisode(
    rule,
    probe,
    { fit: true, agents: true },
    { backend: 'wasm', ...(ruleId === undefined ? {} : { ruleId }) },
  );
  writeWhole(path, encodeEpisode(record));
  return record;
}

/** The rule to adapt: a checkpoint's, or a fresh one of a preset, as the page starts it. */
async function ruleOf(values: {
  readonly checkpoint?: string | undefined;
  readonly preset?: string | undefined;
  readonly set?: readonly string[] | undefined;
}): Promise<RuleCheckpoint> {
  const { checkpoint, preset, set = [] } = values;
  if (checkpoint !== undefined && preset === undefined && set.length === 0) return readRule(checkpoint);
  if (checkpoint !== undefined)
    throw new UsageError('--checkpoint is a rule as it is: --preset and --set make a fresh one');
  if (preset === undefined) throw new UsageError('--checkpoint, or --preset for an untrained rule, is needed');
  const { spec } = PRESETS[oneOf('preset', preset, PRESET_IDS)];
  return freshRule(expectUsable(withSettings(spec, set)));
}

/** How each option that sets the target by hand is read; `validateProbe` judges it. */
const OWN_OPTIONS = {
  amplitude: numberOr,
  phase: numberOr,
  frequency: numberOr,
  noise: numberOr,
  curve: curveFromText,
  support: supportFromText,
} as const;
type OwnOption = keyof typeof OWN_OPTIONS;

function probeOf(
  values: Readonly<Partial<Record<'task' | 'network' | 'steps' | OwnOption, string | undefined>>>,
  spec: ExperimentSpec,
): ProbeSpec {
  const own = Object.entries(OWN_OPTIONS).flatMap(([name, read]) => {
    const text = values[name as OwnOption];
    return text === undefined ? [] : [[name, read(text)] as const];
  });
  const probe = {
    taskSeed: wholeNumber('task', values.task) ?? FIRST_PROBE.taskSeed,
    networkSeed: wholeNumber('network', values.network) ?? FIRST_PROBE.networkSeed,
    steps: wholeNumber('steps', values.steps, 1) ?? spec.recipe.innerSteps,
    ...Object.fromEntries(own),
  };
  return expectUsable(validateProbe(probe, spec));
}

/** `episode --checkpoint ID|PATH | --preset P [--set ...] --out FILE [--task N] ... [--amplitude A] [--support STEP,X,OFFSET]`. */
export async function episodeCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      checkpoint: text,
      preset: text,
      set: { type: 'string', multiple: true },
      out: text,
      task: text,
      network: text,
      steps: text,
      amplitude: text,
      phase: text,
      frequency: text,
      noise: text,
      curve: text,
      support: text,
    },
  });
  if (values.out === undefined) throw new UsageError('--out is missing: the file to write');
  expectUsable(await startNodeBackend('wasm'));
  const rule = await ruleOf(values);
  const record = await writeEpisode(rule, values.out, probeOf(values, rule.spec), undefined);
  const losses = Array.from(requireSection(record, 'heldOutLoss').data, (loss) => loss.toFixed(5));
  process.stdout.write(`held-out loss before learning and after each inner step: ${losses.join(' ')}\n`);
  return 0;
}
