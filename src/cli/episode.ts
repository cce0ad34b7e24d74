// mplp episode: record one adaptation in full, as the page does.

import { startNodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { encodeEpisode } from '../record/episode.ts';
import { layersFromText } from '../experiment/layerText.ts';
import { interventionFromText } from '../link/interventionText.ts';
import { curveFromText, numberOr, supportFromText } from '../link/ownText.ts';
import { refuseProbeFormulas } from '../formula/refuse.ts';
import { FIRST_PROBE, PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import { MOST_INNER_STEPS, type ExperimentSpec, type ProbeSpec } from '../experiment/types.ts';
import { validateProbe } from '../experiment/validate.ts';
import { defined } from '../lib/defined.ts';
import { recordEpisode } from '../training/episode.ts';
import { freshRule } from '../training/trainer.ts';
import { refuseTooLarge } from '../training/memory.ts';
import { readRule } from './files.ts';
import { flag, MOST, option, readOptions, text, texts, whole, word } from './options.ts';
import { expectFile, writeWhole } from './output.ts';
import { withSettings } from './settings.ts';
import { expectUsable, UsageError } from './usage.ts';
import { read } from '../record/sections.ts';

/** How each option that sets the target by hand is read; `validateProbe` judges it. */
const OWN_OPTIONS = {
  amplitude: option((_, given) => numberOr(given), { value: 'A', about: 'amplitude of the target' }),
  phase: option((_, given) => numberOr(given), { value: 'RADIANS', about: 'phase of the target' }),
  frequency: option((_, given) => numberOr(given), { value: 'F', about: 'frequency of the target', newLine: true }),
  noise: option((_, given) => numberOr(given), { value: 'SD', about: 'noise on the support points' }),
  curve: option((_, given) => curveFromText(given), { value: 'Y,Y,...', about: 'heights of a target drawn by hand' }),
  support: option((_, given) => supportFromText(given), {
    value: 'STEP,X,OFFSET,...[:STEP,...]',
    about: 'support points of single inner steps, as x and height above the target',
  }),
  on: option((_, given) => layersFromText(given) ?? given, {
    value: 'LAYERS',
    about: 'layers of another network to run the rule on, for example 30r.30r.1',
    newLine: true,
  }),
  intervention: texts({
    value: 'TEXT',
    about: 'what is changed while the rule learns, for example silence@w2',
    newLine: true,
  }),
};

export const EPISODE_OPTIONS = {
  checkpoint: text({ value: 'ID|PATH', about: 'the id of a shipped rule, or a path', shown: 'bare' }),
  preset: word(PRESET_IDS, { value: 'P', about: 'an untrained rule of this preset', or: true }),
  set: texts({ value: 'field=value', about: 'a setting of the untrained rule' }),
  out: text({ value: 'FILE', about: 'the file to write', needed: true }),
  task: whole({ value: 'N', about: 'seed of the task', otherwise: FIRST_PROBE.taskSeed, newLine: true }, 0, MOST.seed),
  network: whole({ value: 'N', about: 'seed of the network', otherwise: FIRST_PROBE.networkSeed }, 0, MOST.seed),
  steps: whole({ value: 'K', about: "inner steps; the recipe's by default" }, 1, MOST_INNER_STEPS),
  ...OWN_OPTIONS,
  gradients: flag('with the true gradients of every step'),
};
type EpisodeOptions = ReturnType<typeof readOptions<typeof EPISODE_OPTIONS>>;

/** The rule to adapt: a checkpoint's, or a fresh one of a preset, as the page starts it. */
async function ruleOf({ checkpoint, preset, set }: EpisodeOptions): Promise<RuleCheckpoint> {
  if (checkpoint !== undefined && preset === undefined && set.length === 0) return readRule(checkpoint);
  if (checkpoint !== undefined)
    throw new UsageError('--checkpoint is a rule as it is: --preset and --set make a fresh one');
  if (preset === undefined) throw new UsageError('--checkpoint, or --preset for an untrained rule, is needed');
  const { spec } = PRESETS[preset];
  return freshRule(expectUsable(refuseTooLarge(expectUsable(withSettings(spec, set)), 'adapt')));
}

function probeOf(
  { task, network, steps, amplitude, phase, frequency, noise, curve, support, on, intervention }: EpisodeOptions,
  spec: ExperimentSpec,
): ProbeSpec {
  const interventions = intervention.length === 0 ? undefined : intervention.map(interventionFromText);
  const own = defined({ amplitude, phase, frequency, noise, curve, support, layers: on, interventions });
  const probe = { taskSeed: task, networkSeed: network, steps: steps ?? spec.recipe.innerSteps, ...own };
  return expectUsable(refuseProbeFormulas(expectUsable(validateProbe(probe, spec)), spec));
}

export async function episodeCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(EPISODE_OPTIONS, args);
  expectUsable(await startNodeBackend('wasm'));
  const rule = await ruleOf(values);
  const probe = probeOf(values, rule.spec);
  expectUsable(refuseTooLarge(rule.spec, 'adapt'));
  expectFile('--out', values.out);
  const parts = { fit: true, agents: true, gradients: values.gradients };
  const record = await recordEpisode(rule, probe, parts, { backend: 'wasm' });
  writeWhole(values.out, encodeEpisode(record));
  const losses = Array.from(read.heldOutLoss(record).data, (loss) => loss.toFixed(5));
  process.stdout.write(`held-out loss before learning and after each inner step: ${losses.join(' ')}\n`);
  return 0;
}
