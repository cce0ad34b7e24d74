// The most remarkable fact of one instant of an adaptation, computed from its record.

import type { AgentGroup } from '../../experiment/layout.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import { stepsApplied } from '../../record/moment.ts';
import { heldOutLosses, read } from '../../record/sections.ts';
import { clockOf, hasSpoken, layerNumber } from '../clocks/turns.ts';
import { alike, grouped, countWord, plural, lossText } from '../common/format.ts';
import { groupsOf } from './agentData.ts';
import { groupCaption, groupTitle } from './agentNames.ts';

export interface Fact {
  /** What is so, which stands out. */
  readonly what: string;
  /** By how much. */
  readonly more: string;
  /** The agents it is about. */
  readonly group?: string;
  /** How remarkable, from 0 to 1; the strongest is told. */
  readonly strength: number;
}

interface Instant {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
}

/** `layer 2` of a group; the loss agents belong to none. */
const layerOf = (record: EpisodeRecord, group: AgentGroup) => `layer ${layerNumber(record.header.spec, group.id) ?? 0}`;

const squares = (values: Float32Array) => values.reduce((sum, v) => sum + v * v, 0);

/** Groups whose change of this step is known by now, with their changes. */
function changes({ record, moment }: Instant): { readonly group: AgentGroup; readonly values: Float32Array }[] {
  const { spec } = record.header;
  return groupsOf(spec).flatMap((group) => {
    const values = hasSpoken(spec, moment, group.id) ? read.update(record, moment.step, group.id)?.data : undefined;
    return values === undefined || !values.every(Number.isFinite) ? [] : [{ group, values }];
  });
}

/** A whole group that moves one way, or else the group that moves most. */
function movements(instant: Instant): Fact[] {
  const { record, moment } = instant;
  const known = changes(instant);
  const all = known.reduce((sum, { values }) => sum + squares(values), 0);
  if (all === 0) return [];
  const applied = clockOf(record.header.spec).phases[moment.phase]?.kind === 'update';
  return known.flatMap(({ group, values }) => {
    const share = squares(values) / all;
    const part = `${Math.round(100 * share)} % of this step’s movement${applied ? '' : ' so far'}`;
    const [low, high] = [values.reduce((a, v) => Math.min(a, v)), values.reduce((a, v) => Math.max(a, v))];
    const name = `${groupCaption(record.header.spec, group)} of ${layerOf(record, group)}`;
    if (values.length < 4 || low * high <= 0)
      return [
        {
          what: `The ${name} ${applied ? 'move' : 'ask to move'} most`,
          more: `: ${part}.`,
          group: group.id,
          strength: 0.4 * share,
        },
      ];
    const [from = '', to = ''] = alike([
      Math.min(Math.abs(low), Math.abs(high)),
      Math.max(Math.abs(low), Math.abs(high)),
    ]);
    return [
      {
        what: `All ${name} ${applied ? '' : 'ask to '}${low > 0 ? 'rise' : 'fall'} together`,
        more: `, by ${from} to ${to}: ${part}.`,
        group: group.id,
        strength: share,
      },
    ];
  });
}

/** Beyond this share of what is said in common, messages count as the same. */
const SAME = 0.98;

/** Weights of one unit that all say the same, whatever they weigh. */
function chorus({ record, moment }: Instant): Fact[] {
  const { spec } = record.header;
  return groupsOf(spec).flatMap((group) => {
    if (group.kind !== 'weight' || group.outputs < 4 || !hasSpoken(spec, moment, group.id)) return [];
    const said = read.said(record, moment.step, group);
    if (said === undefined) return [];
    const { section, channels, from, count } = said;
    let [within, total] = [0, 0];
    for (let unit = 0; unit < section.data.length / channels / group.outputs; unit++) {
      for (let c = 0; c < count; c++) {
        const at = (j: number) => section.data[(unit * group.outputs + j) * channels + from + c]!;
        let mean = 0;
        for (let j = 0; j < group.outputs; j++) mean += at(j) / group.outputs;
        for (let j = 0; j < group.outputs; j++) {
          within += (at(j) - mean) ** 2;
          total += at(j) ** 2;
        }
      }
    }
    const common = 1 - within / total;
    if (!(common >= SAME)) return [];
    return [
      {
        what: `Every weight from one unit of ${layerOf(record, group)} says the same`,
        more: `: ${(100 * common).toFixed(1)} % of what they say is in common.`,
        group: group.id,
        strength: 0.5 * common,
      },
    ];
  });
}

/** Activations that are off at every point: nothing passes through them. */
function silent({ record, moment }: Instant): Fact[] {
  const { spec } = record.header;
  return groupsOf(spec).flatMap((group) => {
    const layer = spec.network.layers[group.layer];
    if (group.kind !== 'activation' || layer?.kind !== 'activation' || layer.name !== 'relu') return [];
    const state = read.state(record, moment.step, group.id);
    const [rows = 0, units = 0] = state?.shape ?? [];
    const off = Array.from({ length: units }, (_, unit) =>
      Array.from({ length: rows }, (__, b) => state?.data[b * units + unit] ?? 0).every((x) => x <= 0),
    ).filter(Boolean).length;
    if (off === 0) return [];
    return [
      {
        what: `${grouped(off)} of the ${groupCaption(spec, group)} of ${layerOf(record, group)} ${off === 1 ? 'is' : 'are'} silent`,
        more: `: off at every point, so nothing passes through ${off === 1 ? 'it' : 'them'}.`,
        group: group.id,
        strength: 0.7 * (off / units),
      },
    ];
  });
}

/** What more steps than the rule was trained for do to the loss. */
function pastTraining({ record, moment }: Instant): Fact[] {
  const { spec } = record.header;
  const trained = spec.recipe.innerSteps;
  const losses = heldOutLosses(record);
  const taken = stepsApplied(moment, clockOf(spec).phases);
  const [then, now] = [losses[trained], losses[taken]];
  if (taken <= trained || then === undefined || now === undefined) return [];
  const times = now / then;
  if (times < 2) return [];
  const grown = times < 1000 ? `${times < 10 ? times.toFixed(1) : Math.round(times)} times` : 'beyond all measure';
  return [
    {
      what: `Past the ${trained === 1 ? 'one step' : `${countWord(trained)} steps`} it was trained for, the loss grows`,
      more: ` ${grown}: ${lossText(then)} after step ${trained}, ${lossText(now)} after step ${taken}.`,
      strength: Math.min(1, 0.5 + Math.log10(times) / 2),
    },
  ];
}

/** Told before anything has been said in a step. */
function forward({ record, moment }: Instant): Fact {
  const { spec } = record.header;
  const first = groupsOf(spec).at(-1);
  return {
    what: 'Nobody has spoken yet in this step',
    more: `: ${plural(read.batch(record, moment.step, 'input')?.shape[0] ?? 0, 'point')} run forward, and the ${first === undefined ? 'loss' : groupTitle(spec, first)} will speak first.`,
    strength: 0,
  };
}

/** The strongest of all that can be said of an instant. */
export function strongestFact(record: EpisodeRecord, moment: Moment): Fact {
  const instant = { record, moment };
  const facts = [...movements(instant), ...chorus(instant), ...silent(instant), ...pastTraining(instant)];
  return facts.reduce((best, fact) => (fact.strength > best.strength ? fact : best), forward(instant));
}
