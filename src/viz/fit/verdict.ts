// The headline: what came of this adaptation, computed from its record.

import { agentCount } from '../../experiment/layout.ts';
import { familyOf } from '../../tasks/families.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { heldOutLosses, read } from '../../record/sections.ts';
import { countWord, grouped, lossText } from '../common/format.ts';
import { accuraciesOf } from './boundaryGeometry.ts';

export interface Verdict {
  readonly title: string;
  readonly more: string;
}

/** From this share of the target on, what is drawn cannot be told from it at a glance. */
const FITS = 0.97;
const NEARLY = 0.8;
/** A loss so many times that of before has exploded, or has been lost again. */
const EXPLODED = 2;
const LOST = 3;

/** Share of the target that the prediction after `step` accounts for, of its variance. */
function shareOfTarget(record: EpisodeRecord, step: number): number {
  const prediction = read.gridPrediction(record, step)?.data;
  const target = read.gridTarget(record).data;
  if (prediction === undefined) return NaN;
  const mean = target.reduce((sum, v) => sum + v, 0) / target.length;
  const around = (of: (at: number) => number) => target.reduce((sum, _, at) => sum + of(at) ** 2, 0);
  return (
    1 -
    around((at) => prediction[at]! - target[at]!) /
      Math.max(
        1e-12,
        around((at) => target[at]! - mean),
      )
  );
}

const steps = (count: number) => `${countWord(count)} ${count === 1 ? 'step' : 'steps'}`;

function title(record: EpisodeRecord, losses: readonly number[]): string {
  const { spec, metaStep } = record.header;
  const { words } = familyOf(spec.task);
  const end = losses.length - 1;
  const [start = NaN, now = NaN] = [losses[0], losses[end]];
  const best = losses.reduce((least, loss, at) => (loss < (losses[least] ?? Infinity) ? at : least), 0);
  const written = spec.rule.formula !== undefined;
  const whose = written ? 'A rule written by hand: ' : metaStep === 0 ? 'An untrained rule: ' : '';
  const line = whose === '' ? `The ${words.pulled}` : `the ${words.pulled}`;
  if (!(now < EXPLODED * start)) return `${whose}${line} explodes`;
  const right = accuraciesOf(record)?.[end];
  const shares = right === undefined ? losses.map((_, step) => shareOfTarget(record, step)) : [];
  const share = shares[end] ?? NaN;
  // Of two lines that fit, one may have many times the loss of the other: neither is lost.
  if (share >= FITS) return `${whose}${line} fits after ${steps(shares.findIndex((found) => found >= FITS))}`;
  if (best < end && now > LOST * (losses[best] ?? NaN) && best > 0)
    return `${whose}${line} is best after ${steps(best)}, then lost again`;
  if (right !== undefined)
    return `${whose}${Math.round(100 * right)} % of the plane is named right after ${steps(end)}`;
  if (share >= NEARLY) return `${whose}${line} nearly fits after ${steps(end)}`;
  if (now < 0.9 * start) return `${whose}${line} has come nearer after ${steps(end)}, and does not fit`;
  return `${whose}${line} does not come nearer`;
}

/** What came of the whole adaptation, whatever moment of it is on show. */
export function verdictOf(record: EpisodeRecord): Verdict {
  const losses = heldOutLosses(record);
  const [start = NaN, end = NaN] = [losses[0], losses.at(-1)];
  const agents = `${grouped(agentCount(record.header.spec))} agents, no backprop`;
  return { title: title(record, losses), more: `${agents}: loss ${lossText(start)} → ${lossText(end)} on this task.` };
}
