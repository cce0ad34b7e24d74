// From the losses of an intact and a changed run on the same tasks to what the change does. Pure.

import { bootstrapInterval, mean, standardDeviation } from '../../lib/statistics.ts';
import { rngFrom } from '../../lib/rng.ts';
import type { Effect, Lesion, LesionMap, MeasurementReport, Verdict } from '../../record/measurement.ts';
import { countDiverged } from './statistics.ts';

/** [tasks][steps + 1]. */
export type Losses = readonly (readonly number[])[];

/** An effect under this share of the intact loss is tiny. */
const TINY = 0.1;
const SHUFFLES = 1000;

/** Mean difference with its interval; the seed of the tasks names the resampling. */
function effectOf(differences: readonly number[], seed: number): Effect {
  const rng = rngFrom(seed, 'bootstrap');
  const [low, high] = bootstrapInterval(differences, () => rng.uniform());
  return { mean: mean(differences), low, high };
}

function verdictOf(differences: Losses, { mean: effect, low, high }: Effect, intact: number): Verdict {
  if (differences.every((row) => row.every((difference) => difference === 0))) return 'exactlyZero';
  if (!(low > 0 || high < 0)) return 'none';
  return Math.abs(effect) < TINY * intact ? 'tiny' : 'matters';
}

/** What a change does. @param intact and `changed` hold the same tasks in the same order. @param limit as of `countDiverged`. */
export function effectsOf(
  intact: Losses,
  changed: Losses,
  seed: number,
  limit: number,
): Pick<MeasurementReport, 'intact' | 'changed' | 'difference' | 'worse' | 'diverged' | 'verdict'> {
  const both = intact.flatMap((row, t) => {
    const other = changed[t] ?? [];
    return [...row, ...other].every(Number.isFinite) ? [[row, other] as const] : [];
  });
  const steps = Array.from(intact[0]?.keys() ?? []);
  const column = (which: 0 | 1) => steps.map((k) => mean(both.map((pair) => pair[which][k] ?? NaN)));
  const differences = both.map(([a, b]) => steps.map((k) => (b[k] ?? NaN) - (a[k] ?? NaN)));
  const difference = steps.map((k) =>
    effectOf(
      differences.map((row) => row[k] ?? NaN),
      seed,
    ),
  );
  const [means, last] = [column(0), difference.at(-1)];
  const size = (loss: number | undefined) => (loss !== undefined && Number.isFinite(loss) ? loss : Infinity);
  const isWorse = (row: readonly number[], t: number) => size(changed[t]?.at(-1)) > size(row.at(-1));
  return {
    intact: means,
    changed: column(1),
    difference,
    worse: mean(intact.map((row, t) => Number(isWorse(row, t)))),
    diverged: { intact: countDiverged(intact, limit), changed: countDiverged(changed, limit) },
    // Where tasks are lost in one run only, the rest cannot show that nothing changed.
    verdict:
      last === undefined
        ? 'none'
        : both.length < intact.length
          ? 'matters'
          : verdictOf(differences, last, means.at(-1) ?? 0),
  };
}

/**
 * Whether units differ by more than chance: if they were exchangeable, any order of their effects within a task would be
 * as likely, so the spread of their means is compared with that of orders drawn at random.
 *
 * @param effects [units][tasks].
 * @returns the share of orders with at least the spread found (counting the one found).
 */
export function chanceOf(effects: Losses, seed: number): number {
  const rng = rngFrom(seed, 'exchangeable');
  const found = standardDeviation(effects.map((row) => mean(row)));
  const tasks = Array.from(effects[0]?.keys() ?? []);
  let atLeast = 1;
  for (let s = 0; s < SHUFFLES; s++) {
    const sums = effects.map(() => 0);
    for (const t of tasks) {
      const order = effects.map((row) => row[t] ?? 0);
      for (let i = order.length - 1; i >= 0; i--) {
        const j = Math.floor(rng.uniform() * (i + 1));
        sums[i]! += order[j]!;
        order[j] = order[i]!;
      }
    }
    if (standardDeviation(sums.map((sum) => sum / tasks.length)) >= found) atLeast++;
  }
  return atLeast / (SHUFFLES + 1);
}

/** One lesion's losses after the last step, for every task. */
export interface LesionLosses {
  readonly at: string;
  readonly of: string;
  readonly losses: readonly number[];
}

/** A map that is filled one lesion after the other. */
export class LesionEffects {
  private readonly intact: readonly number[];
  private readonly seed: number;
  private readonly lesions: Lesion[] = [];
  private readonly layers = new Map<string, number[][]>();

  /** @param intact the intact run's losses after the last step. */
  constructor(intact: readonly number[], seed: number) {
    this.intact = intact;
    this.seed = seed;
  }

  add({ at, of, losses }: LesionLosses): void {
    const effects = losses.map((loss, t) => loss - (this.intact[t] ?? NaN));
    this.layers.set(of, [...(this.layers.get(of) ?? []), effects]);
    this.lesions.push({ at, of, effect: effectOf(effects, this.seed) });
  }

  /** What was silenced so far, no layer tested yet. */
  soFar(): LesionMap {
    return { intact: mean(this.intact), lesions: [...this.lesions], chance: {} };
  }

  /** The same; layers of which more than one unit was silenced are tested. */
  map(): LesionMap {
    const tested = [...this.layers].filter(([, rows]) => rows.length > 1);
    const chance = Object.fromEntries(tested.map(([of, rows]) => [of, chanceOf(rows, this.seed)]));
    return { ...this.soFar(), chance };
  }
}
