// mplp train: meta-train a rule headlessly; safe to interrupt, resumes exactly.

import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { NODE_BACKENDS, startNodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { PRESET_IDS, PRESETS, type PresetId } from '../experiment/presets.ts';
import { refuseForContinuing } from '../experiment/diff.ts';
import { MOST_INNER_STEPS, type ExperimentSpec } from '../experiment/types.ts';
import { refuseForTraining } from '../experiment/validate.ts';
import { continuedUnder, restingFrom } from '../mplp/fresh.ts';
import { refuseTooLarge, trainingWork, type Work } from '../training/memory.ts';
import { freshRule } from '../training/trainer.ts';
import { chained, readRule, TRAINED } from './files.ts';
import { MOST, oneOf, positive, readOptions, text, texts, whole, word } from './options.ts';
import { appendTo, expectFolder } from './output.ts';
import { RUNS } from './runs.ts';
import { withSettings } from './settings.ts';
import { LOG, runPlan } from './trainRun.ts';
import { defaultImplementation, IMPLEMENTATIONS } from './trainers.ts';
import { expectUsable, INTERRUPTED, UsageError } from './usage.ts';

export const TRAIN_OPTIONS = {
  preset: word(PRESET_IDS, {
    value: 'P',
    about: `the experiment to start from: ${PRESET_IDS.join(', ')}`,
    shown: 'bare',
  }),
  minutes: positive({ value: 'N', about: 'stop after so many minutes' }, MOST.minutes),
  steps: whole({ value: 'N', about: 'stop after so many meta-steps more', or: true }, 1, MOST.metaSteps),
  'held-out-below': positive(
    { value: 'X', about: 'stop when the held-out loss, smoothed, is below' },
    Number.MAX_VALUE,
  ),
  set: texts({ value: 'field=value', about: 'a setting of the experiment, for example recipe.tasks=16' }),
  then: texts({
    value: 'field=value,...',
    about: 'a stage that begins where the recipe before it ends; with --resume the stage that was reached goes on',
    newLine: true,
  }),
  resume: text({ value: 'DIR', about: 'go on with the rule of this folder' }),
  'rest-from': whole(
    { value: 'K', about: 'with --resume: inner steps from this one on begin with step sizes of 0' },
    1,
    MOST_INNER_STEPS,
  ),
  'keep-every': whole({ value: 'N', about: 'leave a copy of the rule every so many meta-steps' }, 1, MOST.metaSteps),
  out: text({ value: 'DIR', about: 'the folder to write to', needed: true }),
  runs: text({ value: 'DIR', about: 'the folder of runs it is written to; runs in the other by default' }),
  backend: word(NODE_BACKENDS, { about: 'where to compute', otherwise: 'wasm', shown: 'hidden' }),
  implementation: word(IMPLEMENTATIONS, { about: 'stock operations or fused kernels', shown: 'hidden' }),
  threads: whole(
    { value: 'N', about: 'threads of the fused kernels; all by default', shown: 'hidden' },
    1,
    MOST.threads,
  ),
};
type TrainOptions = ReturnType<typeof readOptions<typeof TRAIN_OPTIONS>>;

/** The spec with settings applied, as far as it can be trained here. */
function trainable(spec: ExperimentSpec, settings: readonly string[], work: Work): ExperimentSpec {
  return expectUsable(
    refuseTooLarge(expectUsable(refuseForTraining(expectUsable(withSettings(spec, settings)))), work),
  );
}

async function startingRule(
  values: Pick<TrainOptions, 'resume' | 'preset' | 'set' | 'rest-from'>,
  work: Work,
): Promise<{ from: RuleCheckpoint; preset: PresetId }> {
  const { set: settings, 'rest-from': rest } = values;
  if (values.resume !== undefined) {
    const kept = readRule(values.resume, 'resume');
    const named = values.preset ?? kept.preset;
    if (named === undefined) throw new UsageError(`${values.resume} does not say its preset; give it by --preset`);
    const spec = expectUsable(refuseForContinuing(kept.spec, trainable(kept.spec, settings, work)));
    const { ownStepSizes } = spec.recipe;
    if (rest !== undefined && rest > ownStepSizes)
      throw new UsageError(`--rest-from is ${rest}; allowed: up to the ${ownStepSizes} of recipe.ownStepSizes`);
    const from = continuedUnder(kept, spec);
    return {
      from: rest === undefined ? from : restingFrom(from, rest),
      preset: oneOf('preset', named, PRESET_IDS),
    };
  }
  if (rest !== undefined) throw new UsageError('--rest-from needs --resume: a fresh rule has no step to rest');
  const { preset } = values;
  if (preset === undefined) throw new UsageError(`--preset is missing; allowed: ${PRESET_IDS.join(', ')}`);
  // Standardisers of a fresh rule are set by stock ops.
  const spec = expectUsable(refuseTooLarge(trainable(PRESETS[preset].spec, settings, work), 'adapt'));
  return { from: await freshRule(spec), preset };
}

/** Settings of a later stage: `recipe.learningRate=0.0005,recipe.metaSteps=40000`. */
const settingsOf = (stage: string) => stage.split(/,(?=\w+\.\w+=)/);

/**
 * The specs of the stages that are not done yet: that of `from`, then with the settings of each `--then` on top.
 *
 * @throws UsageError where a stage is not longer than the one before it.
 */
function stagesOf(from: RuleCheckpoint, later: readonly string[], work: Work): ExperimentSpec[] {
  const stages = [from.spec];
  for (const stage of later) {
    const before = stages.at(-1) ?? from.spec;
    const spec = expectUsable(refuseForContinuing(before, trainable(before, settingsOf(stage), work)));
    // A rule resumed in this stage, or past it, already has its settings.
    if (from.metaSteps > 0 && from.spec.recipe.metaSteps >= spec.recipe.metaSteps) continue;
    if (spec.recipe.metaSteps <= before.recipe.metaSteps)
      throw new UsageError(
        `--then ${stage} ends at meta-step ${spec.recipe.metaSteps}; it needs a recipe.metaSteps above ${before.recipe.metaSteps}`,
      );
    stages.push(spec);
  }
  return stages;
}

export async function trainCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(TRAIN_OPTIONS, args);
  const target = join(values.out, TRAINED);
  if (existsSync(target) && values.resume !== values.out)
    throw new UsageError(`${target} exists; go on with it by --resume ${values.out}, or choose another folder`);
  const { backend, implementation = defaultImplementation(backend), threads = availableParallelism() } = values;
  expectUsable(await startNodeBackend(backend));
  const work = implementation === 'stock' ? 'train' : trainingWork(backend);
  const { from, preset } = await startingRule(values, work);
  const stages = stagesOf(from, values.then, work);
  const { steps, 'held-out-below': heldOutBelow } = values;
  let { minutes } = values;
  const limited = steps !== undefined || minutes !== undefined || heldOutBelow !== undefined;
  const untilStep = steps === undefined ? Infinity : from.metaSteps + steps;
  if (Number.isFinite(untilStep) && untilStep > MOST.metaSteps)
    throw new UsageError(`--steps ${steps} would end at meta-step ${untilStep}; allowed: up to ${MOST.metaSteps}`);
  const { out, runs = join(out, RUNS) } = values;
  expectFolder('--out', out);
  expectFolder('--runs', runs);
  appendTo(join(values.out, LOG), '');
  if (values.resume === undefined) rmSync(join(values.out, LOG), { force: true });
  const said = `npm run --silent mplp -- train ${args.join(' ')}`;
  const command = values.resume !== undefined ? chained(from.command, said) : said;
  for (const [i, spec] of stages.entries()) {
    const start = i === 0 ? from : continuedUnder(readRule(values.out), spec);
    const stageEnd = limited && i === stages.length - 1 ? Infinity : spec.recipe.metaSteps;
    const end = Math.min(untilStep, stageEnd);
    if (start.metaSteps >= end && i < stages.length - 1) continue;
    const budget = {
      ...(Number.isFinite(end) ? { metaSteps: end - start.metaSteps } : {}),
      ...(minutes === undefined ? {} : { minutes }),
      ...(heldOutBelow === undefined ? {} : { heldOutBelow }),
    };
    const plan = { from: start, preset, out, runs, command, keepEvery: values['keep-every'], budget };
    const done = await runPlan(plan, { backend, implementation, threads });
    if (done.fault !== undefined) {
      process.stderr.write(`mplp: ${done.fault}\n`);
      return 1;
    }
    if (done.interrupted) return INTERRUPTED;
    if (!done.finished || end === untilStep) break;
    if (minutes !== undefined) minutes -= done.minutes;
  }
  return 0;
}
