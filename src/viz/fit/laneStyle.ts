// How other learners are drawn beside the rule: a colour and a dash each, and what is said of them.

import type { BaselineStart } from '../../record/baselines.ts';
import type { Lane } from '../../record/lanes.ts';
import { lossText } from '../common/format.ts';

/** A lane with its look. */
export interface DrawnLane extends Lane {
  readonly name: string;
  /** Where it began: fresh random weights, or learned ones. */
  readonly start: BaselineStart['kind'];
  /** A CSS colour, the theme's. */
  readonly colour: string;
  readonly dash: string;
  /** Mean held-out loss over the evaluation's tasks by inner step, where it was measured. */
  readonly measured: Measured | undefined;
  /** Inner steps its rates, and its start, were found for; undefined for a rule. */
  readonly tunedFor?: number;
}

/** An evaluation over many tasks. */
export interface Measured {
  readonly meanLoss: readonly number[];
  readonly tasks: number;
  readonly seed: number;
}

/** Look of each lane, by its id. */
export const LANE_LOOKS: Readonly<Record<string, Pick<DrawnLane, 'colour' | 'dash'>>> = {
  sgd: { colour: 'var(--sgd)', dash: '1.5 3' },
  adam: { colour: 'var(--adam)', dash: '6 3' },
  maml: { colour: 'var(--maml)', dash: '7 2.5 1.5 2.5' },
  metaSgd: { colour: 'var(--meta-sgd)', dash: '10 3' },
  rival: { colour: 'var(--rival)', dash: '3 2' },
};

/** Its predictions on the grid after so many inner steps, or its last ones. */
export function laneAfter({ predictions }: Lane, step: number): Float32Array | undefined {
  return predictions[Math.min(step, predictions.length - 1)];
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const startOf = ({ start }: Pick<DrawnLane, 'start'>): string => `${start} start`;

/** Who is lower than the rule on this task at this step, in words. */
export function laneWords(losses: readonly number[], lanes: readonly DrawnLane[], step: number): string {
  const own = losses[step] ?? NaN;
  const at = (lane: DrawnLane) => lane.losses[step] ?? NaN;
  const lower = lanes.filter((lane) => at(lane) < own);
  const words = (some: readonly DrawnLane[]) =>
    listed(some.map((lane) => `${lane.name} ${lossText(at(lane))} (${startOf(lane)})`));
  const when = step === 0 ? 'Before learning' : `On this task after step ${step}`;
  if (lower.length === 0) return `${when} the rule's ${lossText(own)} is the lowest: ${words(lanes)}.`;
  return `${when} ${words(lower)} ${lower.length === 1 ? 'is' : 'are'} below the rule's ${lossText(own)}.`;
}

/** That no optimiser was measured for this rule's horizon; empty where one was, or none is on show. */
function unmeasuredWords(lanes: readonly DrawnLane[]): string {
  const tuned = lanes.find(({ tunedFor, measured }) => tunedFor !== undefined && measured === undefined);
  if (tuned?.tunedFor === undefined) return '';
  return `Rates found for ${tuned.tunedFor} inner steps; none were measured for this rule's horizon.`;
}

/** The same over the tasks of an evaluation; empty where the rule or every lane lacks one of that length and size. */
export function measuredWords(rule: Measured | undefined, lanes: readonly DrawnLane[], step: number): string {
  const own = rule?.meanLoss[step];
  if (rule === undefined || own === undefined) return unmeasuredWords(lanes);
  const known = lanes.filter(
    ({ measured }) =>
      measured?.meanLoss[step] !== undefined && measured.tasks === rule.tasks && measured.seed === rule.seed,
  );
  if (known.length === 0) return unmeasuredWords(lanes);
  const mean = (lane: DrawnLane) => lane.measured?.meanLoss[step] ?? NaN;
  const best = known.reduce((a, b) => (mean(b) < mean(a) ? b : a));
  const verdict = mean(best) < own ? `${best.name} wins` : 'the rule wins';
  const all = listed(known.map((lane) => `${lane.name} ${lossText(mean(lane))}`));
  return `Over ${rule.tasks.toLocaleString('en')} held-out tasks, step ${step}: rule ${lossText(own)}, ${all}; ${verdict}.`;
}
