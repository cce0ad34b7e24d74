// The command lines that repeat what is on screen.

import { TASKS_MEASURED, type MapOf } from '../../record/measurement.ts';
import type { Budget } from '../../record/run.ts';
import { diffSpecs, type SpecValue } from '../../experiment/diff.ts';
import { layersToText } from '../../experiment/layerText.ts';
import { interventionToText } from '../../link/interventionText.ts';
import { curveToText, supportToText } from '../../link/ownText.ts';
import { PRESETS, type PresetId } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { nearestPreset, ruleFileName, type ExperimentSlice } from '../experiment/experiment.ts';

export interface CommandLine {
  readonly command: string;
  /** What has to be done for the command to work as it stands; empty for nothing. */
  readonly note: string;
}

const RUN = ['npm', 'run', '--silent', 'mplp', '--'];

/** A word as a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const lineOf = (words: readonly (string | number)[]) => [...RUN, ...words].map(String).map(quoted).join(' ');

const settingText = (value: SpecValue) => (typeof value === 'string' ? value : JSON.stringify(value));

/** `--set` for every field in which a spec differs from where it starts. */
function settings(from: ExperimentSpec, to: ExperimentSpec): string[] {
  return diffSpecs(from, to).flatMap(({ field, to: value }) => ['--set', `${field}=${settingText(value)}`]);
}

/** How the command line finds the rule in use, and what it takes. */
function ruleWords({ rule }: ExperimentSlice, option: '--checkpoint' | '--resume'): { words: string[]; note: string } {
  if (rule === undefined) return { words: [], note: '' };
  if (rule.shippedId !== undefined) return { words: [option, rule.shippedId], note: '' };
  if (option === '--checkpoint' && rule.metaSteps === 0 && rule.preset === undefined) {
    const preset = nearestPreset(rule.spec);
    return { words: ['--preset', preset, ...settings(PRESETS[preset].spec, rule.spec)], note: '' };
  }
  const file = ruleFileName(rule);
  return { words: [option, file], note: `It reads the rule from ${file}: save that file into the folder first.` };
}

/** `mplp episode` for the adaptation on screen: the same rule, task, start and number of steps. */
export function episodeCommandLine(experiment: ExperimentSlice): CommandLine {
  const { words, note } = ruleWords(experiment, '--checkpoint');
  const { taskSeed, networkSeed, steps, curve, support, layers, interventions = [], ...numbers } = experiment.probe;
  const probe = ['--task', taskSeed, '--network', networkSeed, '--steps', steps];
  const on = layers && layersToText(layers);
  const own = Object.entries({ ...numbers, curve: curveToText(curve), support: supportToText(support), on });
  // With "=", so that a negative number is not taken for an option.
  for (const [name, value] of own) if (value !== undefined) probe.push(`--${name}=${value}`);
  for (const one of interventions) probe.push('--intervention', interventionToText(one));
  return { command: lineOf(['episode', ...words, ...probe, '--out', `task-${taskSeed}.episode`]), note };
}

/** `mplp intervene` on the tasks and steps of a measurement. */
function measuring(experiment: ExperimentSlice, what: readonly string[], tasks: number): CommandLine {
  const { words, note } = ruleWords(experiment, '--checkpoint');
  const { steps } = experiment.probe;
  return {
    command: lineOf(['intervene', ...words, ...what, '--steps', steps, '--tasks', tasks, '--seed', 0]),
    note,
  };
}

/** `mplp intervene` for what is changed on screen: what it does to the loss on many tasks. */
export function interveneCommandLine(experiment: ExperimentSlice, tasks = TASKS_MEASURED): CommandLine {
  const { layers, interventions = [] } = experiment.probe;
  const changes = interventions.flatMap((one) => ['--intervention', interventionToText(one)]);
  const { command, note } = measuring(experiment, changes, tasks);
  return { command, note: layers === undefined ? note : `${note} It measures on the rule's own network.`.trim() };
}

/** `mplp intervene --map` for the rule on screen. */
export function lesionCommandLine(experiment: ExperimentSlice, of: MapOf, tasks: number): CommandLine {
  return measuring(experiment, ['--map', of], tasks);
}

/** `mplp explain` for the rule on screen, over the inner steps it was trained for. */
export function explainCommandLine(experiment: ExperimentSlice, tasks: number): CommandLine {
  const { words, note } = ruleWords(experiment, '--checkpoint');
  return { command: lineOf(['explain', ...words, '--tasks', tasks, '--seed', 0]), note };
}

export interface TrainingRequest {
  readonly start: 'scratch' | 'continue';
  readonly preset: PresetId;
  readonly spec: ExperimentSpec;
  readonly budget: Budget;
}

/** `mplp train` for what the form says; an empty budget trains for the recipe's own meta-steps. */
export function trainCommandLine(request: TrainingRequest, experiment: ExperimentSlice): CommandLine {
  const { start, preset, spec, budget } = request;
  const { rule } = experiment;
  const goesOn = start === 'continue' && rule !== undefined;
  const from = goesOn ? ruleWords(experiment, '--resume') : { words: [], note: '' };
  const words: (string | number)[] = ['train', ...from.words, '--preset', goesOn ? nearestPreset(rule.spec) : preset];
  words.push(...settings(goesOn ? rule.spec : PRESETS[preset].spec, spec));
  if (budget.metaSteps !== undefined) words.push('--steps', budget.metaSteps);
  if (budget.minutes !== undefined) words.push('--minutes', budget.minutes);
  if (budget.heldOutBelow !== undefined) words.push('--held-out-below', budget.heldOutBelow);
  return { command: lineOf([...words, '--out', 'trained']), note: from.note };
}
