// mplp episode: record one adaptation in full, as the page does.

import { parseArgs } from 'node:util';
import { startNodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { encodeEpisode } from '../record/episode.ts';
import { FIRST_PROBE } from '../spec/presets.ts';
import type { ProbeSpec } from '../spec/types.ts';
import { recordEpisode } from '../training/episode.ts';
import { readRule, writeWhole } from './files.ts';
import { expectUsable, UsageError, wholeNumber } from './usage.ts';

/** Adapts a rule to a probe on the running backend and writes the episode record. */
export async function writeEpisode(
  rule: RuleCheckpoint,
  path: string,
  probe: ProbeSpec,
  ruleId: string | undefined,
): Promise<void> {
  const record = await recordEpisode(
    rule,
    probe,
    { fit: true, agents: true },
    { backend: 'wasm', ...(ruleId === undefined ? {} : { ruleId }) },
  );
  writeWhole(path, encodeEpisode(record));
}

/** `episode --checkpoint ID|PATH --out FILE [--task N] [--network N] [--steps K]`. */
export async function episodeCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { checkpoint: text, out: text, task: text, network: text, steps: text },
  });
  if (values.checkpoint === undefined || values.out === undefined)
    throw new UsageError('--checkpoint and --out are needed');
  const rule = readRule(values.checkpoint);
  expectUsable(await startNodeBackend('wasm'));
  const probe = {
    taskSeed: wholeNumber('task', values.task) ?? FIRST_PROBE.taskSeed,
    networkSeed: wholeNumber('network', values.network) ?? FIRST_PROBE.networkSeed,
    steps: wholeNumber('steps', values.steps, 1) ?? rule.spec.recipe.innerSteps,
  };
  await writeEpisode(rule, values.out, probe, undefined);
  return 0;
}
