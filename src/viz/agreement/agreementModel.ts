// How a selected agent, or all of its group, stand to the true gradient in one inner step.

import type { AgentGroup } from '../../experiment/layout.ts';
import { heardAgreement, sentAgreement, updateAgreement, type Cosine } from '../../record/agreement.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { read } from '../../record/sections.ts';
import { agentIndex, groupOf } from '../agents/agentData.ts';
import { agentName, groupTitle } from '../agents/agentNames.ts';
import { layerNumber } from '../clocks/turns.ts';
import { cosineText, timesText } from './agreementFact.ts';

/** One update beside the negative gradient. */
export interface UpdateRow {
  readonly name: string;
  readonly cosine: string;
  readonly times: string;
}

export interface Dots {
  /** Applied update and negative gradient of every agent of the group. */
  readonly update: Float32Array;
  readonly descent: Float32Array;
  /** Position of the selected agent among them. */
  readonly chosen: number;
}

export interface AgreementModel {
  readonly group: AgentGroup;
  /** Whose messages are compared: the agent's, or those of all its group. */
  readonly who: string;
  readonly updates: readonly UpdateRow[];
  /** Cosine of each channel; undefined where nothing is heard, or the record does not hold it. */
  readonly hears: readonly Cosine[] | undefined;
  readonly sends: readonly Cosine[] | undefined;
  /** Undefined for agents without a parameter. */
  readonly dots: Dots | undefined;
}

/** Whether a record holds the true gradients. */
export const hasGradients = (record: EpisodeRecord): boolean => updateAgreement(record, 1).size > 0;

function updateRows(record: EpisodeRecord, step: number, group: AgentGroup): UpdateRow[] {
  const { spec } = record.header;
  const found = updateAgreement(record, step);
  const layer = layerNumber(spec, group.id);
  const rows = [
    [group.id, groupTitle(spec, group)],
    [String(group.layer), `layer ${layer ?? 0}, weights and biases`],
    ['all', 'all weights and biases'],
  ] as const;
  return rows.flatMap(([key, name]) => {
    const own = found.get(key);
    return own === undefined ? [] : [{ name, cosine: cosineText(own.cosine, 3), times: timesText(own) }];
  });
}

/**
 * @param whole of all agents of the selected one's group together.
 * @returns undefined where the network has no such agent.
 */
export function agreementModel(
  record: EpisodeRecord,
  step: number,
  ref: AgentRef,
  whole: boolean,
): AgreementModel | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  const chosen = agentIndex(group, ref.unit);
  const one = whole ? undefined : chosen;
  const [update, gradient] = [read.update(record, step, group.id)?.data, read.gradient(record, step, group.id)?.data];
  return {
    group,
    who: whole ? groupTitle(spec, group) : agentName(spec, ref),
    updates: updateRows(record, step, group),
    hears: heardAgreement(record, step, group, one),
    sends: sentAgreement(record, step, group, one),
    dots:
      update === undefined || gradient === undefined ? undefined : { update, descent: gradient.map((v) => -v), chosen },
  };
}

/** Where dots lie in a drawing, and what its ends stand for. */
export interface Scatter {
  readonly x: (descent: number) => number;
  readonly y: (update: number) => number;
  readonly ends: { readonly descent: number; readonly update: number };
  /** Indices of the agents that go that way, as many as can be drawn; `neither`: one of the two numbers is 0. */
  readonly downhill: readonly number[];
  readonly uphill: readonly number[];
  readonly neither: readonly number[];
}

/** More dots than this could not be told apart. */
const MOST_DOTS = 2000;

const largest = (values: Float32Array) =>
  values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1e-12);

/** Both axes are symmetrical about 0, so that the quadrants say downhill and uphill. */
export function scatterOf({ update, descent, chosen }: Dots, width: number, height: number, pad: number): Scatter {
  const ends = { descent: largest(descent), update: largest(update) };
  const at = (size: number, share: number) => size / 2 + (size / 2 - pad) * share;
  const every = Math.max(1, Math.ceil(update.length / MOST_DOTS));
  const drawn = [...update.keys()].filter((i) => i % every === 0 || i === chosen);
  const way = (i: number) => Math.sign((update[i] ?? 0) * (descent[i] ?? 0));
  return {
    x: (v) => at(width, v / ends.descent),
    y: (v) => at(height, -v / ends.update),
    ends,
    downhill: drawn.filter((i) => way(i) > 0),
    uphill: drawn.filter((i) => way(i) < 0),
    neither: drawn.filter((i) => way(i) === 0),
  };
}

/** The drawn dot nearest to a place; undefined where none is near. */
export function nearestDot(dots: Dots, scatter: Scatter, x: number, y: number, within: number): number | undefined {
  let [best, nearest] = [within, undefined as number | undefined];
  for (const i of [...scatter.downhill, ...scatter.uphill, ...scatter.neither]) {
    const away = Math.hypot(scatter.x(dots.descent[i] ?? 0) - x, scatter.y(dots.update[i] ?? 0) - y);
    if (away <= best) [best, nearest] = [away, i];
  }
  return nearest;
}
