// What a measurement found, as the page writes it.

import type { Effect, MeasurementReport } from '../../record/measurement.ts';
import { VERDICT_WORDS } from '../../record/measurement.ts';
import { fixed, grouped, plural, signed } from '../common/format.ts';

/** So many decimals that the smallest of an effect's numbers that is not 0 has two digits. */
function decimalsOf({ mean, low, high }: Effect): number {
  const sizes = [mean, low, high].map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  const largest = Math.max(...sizes, 0);
  return largest === 0 ? 2 : Math.min(9, Math.max(3, 1 - Math.floor(Math.log10(largest))));
}

/** `+.013` and its interval `.011 to .015`, with one number of digits. */
export function effectText(effect: Effect): { readonly mean: string; readonly interval: string } {
  const decimals = decimalsOf(effect);
  return {
    mean: signed(effect.mean, decimals),
    interval: `${fixed(effect.low, decimals)} to ${fixed(effect.high, decimals)}`,
  };
}

/** `+.013 (95 % interval .011 to .015), 256 tasks: it matters`. */
export function measuredText({ difference, tasks, verdict }: MeasurementReport): string {
  const last = difference.at(-1);
  const { mean, interval } = effectText(last ?? { mean: NaN, low: NaN, high: NaN });
  return `${mean} (95 % interval ${interval}), ${plural(tasks, 'task')}: ${VERDICT_WORDS[verdict]}`;
}

/** `worse in 99.6 % of the tasks; diverged: 0 intact, 3 changed`. */
export function sharesText({ worse, diverged }: MeasurementReport): string {
  const share = Number((100 * worse).toFixed(1));
  return `Worse in ${share} % of the tasks; diverged: ${grouped(diverged.intact)} intact, ${grouped(diverged.changed)} changed`;
}
