// The runs of a study: one for each cell and seed, named by what it trains, so that none is ever trained twice.

import type { ExperimentSpec } from '../experiment/types.ts';
import { RUN_FORMAT, type RunMachine, type TrainedRun } from '../record/trainedRun.ts';
import { isComplete } from '../runs/complete.ts';
import { digest } from '../runs/format.ts';
import type { Cell, Study } from './study.ts';

/** One run that a study asks for. */
export interface CellRun {
  /** Its `runKey`, whatever the study and its name. */
  readonly id: string;
  readonly name: string;
  /** Index of its cell. */
  readonly cell: number;
  readonly seed: number;
  readonly spec: ExperimentSpec;
}

/**
 * The same for equal spec and budget; of a kept run as it is read back, with the fields that came after it filled in. A
 * field that came after runs had been named is left out where it says what they did without it.
 */
export function runKey({ spec, budget }: Pick<TrainedRun, 'spec' | 'budget'>): string {
  const { ownStepSizes, ...rest } = spec.recipe;
  const recipe = ownStepSizes === 0 ? rest : spec.recipe;
  return digest(JSON.stringify([{ ...spec, recipe }, budget]));
}

/** A value of a setting, short. */
const valueText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A cell in short words: `messageSize 8, sharing none`. */
export function cellName({ settings }: Cell): string {
  const parts = Object.entries(settings).map(([field, value]) => `${field.split('.')[1] ?? field} ${valueText(value)}`);
  return parts.length === 0 ? 'as it is' : parts.join(', ');
}

/** Every run of a study: all cells of the first seed, then of the second, so that one cut short has whole seeds. */
export function runsOf(study: Study, cells: readonly Cell[]): readonly CellRun[] {
  return study.seeds.flatMap((seed) =>
    cells.map((cell, index) => {
      const spec = { ...cell.spec, seeds: { rule: seed, training: seed } };
      const id = runKey({ spec, budget: study.budget });
      return { id, name: `${cellName(cell)}, seed ${seed}`, cell: index, seed, spec };
    }),
  );
}

/** The command that trains one run by itself. */
export function commandOf(study: Study, cell: Cell, seed: number): string {
  const { metaSteps, minutes } = study.budget;
  const settings = { ...study.set, ...cell.settings, 'seeds.rule': seed, 'seeds.training': seed };
  const length = metaSteps === undefined ? { '--minutes': minutes } : { '--set': `recipe.metaSteps=${metaSteps}` };
  const words = [
    ...['--preset', study.preset],
    ...Object.entries(settings).flatMap(([field, value]) => ['--set', `${field}=${valueText(value)}`]),
    ...Object.entries(length).flat().map(String),
  ];
  return `npm run --silent mplp -- train ${words.join(' ')} --out DIR`;
}

/** Where and when a run is trained. */
interface Here {
  readonly createdMs: number;
  readonly machine: RunMachine;
  readonly version: string;
}

/** A run that waits to be trained. */
function waitingRun(
  study: Study,
  cells: readonly Cell[],
  { id, name, cell, seed, spec }: CellRun,
  here: Here,
): TrainedRun {
  const trained = cells[cell];
  return {
    ...{ runFormat: RUN_FORMAT, id, name, tags: ['study'], spec, preset: study.preset, budget: study.budget },
    ...{ status: 'waiting', from: 0, metaSteps: 0, trainedMs: 0, attempts: 0 },
    ...{ createdMs: here.createdMs, updatedMs: here.createdMs, versions: [here.version], machine: here.machine },
    ...{ checkpoints: [], evaluations: [] },
    ...(trained === undefined ? {} : { command: commandOf(study, trained, seed) }),
  };
}

/** What a study still has to do: runs that wait, and those that are there in part. @param there by `runKey`. */
export function runsToDo(
  study: Study,
  cells: readonly Cell[],
  there: ReadonlyMap<string, TrainedRun>,
  here: Here,
): readonly TrainedRun[] {
  return runsOf(study, cells).flatMap((cell) => {
    const found = there.get(cell.id);
    if (found === undefined) return [waitingRun(study, cells, cell, here)];
    if (isComplete(found, study.evaluation)) return [];
    return [{ ...found, versions: [...new Set([...found.versions, here.version])] }];
  });
}
