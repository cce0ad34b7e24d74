// A lesion map as the page shows it: which units or groups are coloured and how strongly, its sentence, its table.

import { capital } from '../../lib/capital.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { topologyOf } from '../../experiment/topology.ts';
import type { AgentRef } from '../../record/moment.ts';
import { BY_CHANCE, type Lesion, type LesionMap, type MapOf } from '../../record/measurement.ts';
import { groupTitle } from '../agents/agentNames.ts';
import { layerNumber } from '../clocks/turns.ts';
import { fixed, lossText, plural } from '../common/format.ts';
import { effectText } from './effectWords.ts';

export interface LesionCell {
  readonly lesion: Lesion;
  /** `unit 17 of layer 2`, `layer 2 weights`. */
  readonly name: string;
  /** The effect: `+.024`, `0` where it is exactly that, `no number` where runs diverged. */
  readonly text: string;
  /** Square root of the effect as a share of the largest, with its sign; undefined: not coloured. */
  readonly share: number | undefined;
  /** Silencing it changes nothing at all. */
  readonly zero: boolean;
}

/** The agent that stands for what a cell silenced, in the inspector: a unit's bias; undefined for a whole group. */
export function agentOf({ lesion: { at, of } }: LesionCell): AgentRef | undefined {
  return at.startsWith('u') ? { group: `${of}.bias`, unit: [Number(at.split(':')[1])] } : undefined;
}

export interface LesionModel {
  readonly cells: readonly LesionCell[];
  /** How many there would be, had it not been ended. */
  readonly all: number;
  /** The largest coloured effect; undefined where nothing is coloured. */
  readonly top: number | undefined;
  /** Some coloured effect is a lower loss. */
  readonly signed: boolean;
  /** What the map says, first what matters most. */
  readonly sentence: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface MapAsked {
  readonly spec: ExperimentSpec;
  readonly map: LesionMap;
  readonly of: MapOf;
  /** Inner steps. */
  readonly steps: number;
  /** More is being measured. */
  readonly going?: boolean;
}

const biasOf = (layer: string) => `${layer}.bias`;

/**
 * Effects that can be told from chance: units of a layer by the test of the layer, all others by their interval. While a
 * map grows its layers wait for their test.
 */
function beyondChance({ map: { chance }, of: what, going }: MapAsked, { of, effect }: Lesion): boolean {
  if (going === true && what === 'units') return false;
  const p = chance[of];
  return p === undefined ? !(effect.low <= 0 && effect.high >= 0) : p < BY_CHANCE;
}

function nameOf({ spec, of: what }: MapAsked, { at, of }: Lesion): string {
  if (what === 'units') return `unit ${Number(at.split(':')[1]) + 1} of layer ${layerNumber(spec, biasOf(of)) ?? of}`;
  const group = topologyOf(spec).group(of);
  return group === undefined ? of : groupTitle(spec, group);
}

function mostWords({ steps }: MapAsked, cells: readonly LesionCell[]): string[] {
  const coloured = cells.filter(({ share }) => share !== undefined && share !== 0);
  const [first] = [...coloured].sort((a, b) => Math.abs(b.share ?? 0) - Math.abs(a.share ?? 0));
  if (first === undefined) return [];
  const { effect } = first.lesion;
  if (!Number.isFinite(effect.mean)) return [`Silencing ${first.name} matters most: runs diverge then.`];
  const [way, { mean, interval }] = [effect.mean > 0 ? 'rises' : 'falls', effectText(effect)];
  return [
    `Silencing ${first.name} matters most: the loss after step ${steps} ${way} by ${mean.replace(/^[+−]/, '')} (95 % interval ${interval}).`,
  ];
}

/** What is said of layers whose units cannot be told apart. */
function flatWords({ spec, map: { chance } }: MapAsked): string[] {
  const flat = Object.entries(chance).filter(([, p]) => !(p < BY_CHANCE));
  if (flat.length === 0) return [];
  const all = flat.length === Object.keys(chance).length;
  const layers = flat.map(([of, p]) => `${layerNumber(spec, biasOf(of)) ?? of} (p = ${fixed(p, 2)})`);
  const where = `layer ${layers.join(' and layer ')}`;
  return [
    `${all ? 'The map is flat: the' : 'The'} units of ${where} do not differ by more than chance, so they are not coloured.`,
  ];
}

function sentenceOf(asked: MapAsked, cells: readonly LesionCell[], all: number): string {
  if (asked.going === true)
    return `${cells.length} of ${all} silenced so far.${asked.of === 'units' ? ' Colours come with the test at the end.' : ''}`;
  if (cells.length === 0) return 'Ended before anything was silenced.';
  const zeros = cells.filter(({ zero }) => zero).length;
  const none = cells.every(({ share }) => share === undefined);
  const flat = flatWords(asked);
  return [
    ...mostWords(asked, cells),
    ...(none && flat.length === 0 ? ['The map is flat: no effect can be told from 0.'] : flat),
    ...(zeros === 0 ? [] : [`Exactly 0: ${plural(zeros, asked.of === 'units' ? 'unit' : 'group')}.`]),
    ...(cells.length < all ? [`Ended early: ${cells.length} of ${all} are done.`] : []),
  ].join(' ');
}

/** A lesion map as it is shown. */
export function lesionModel(asked: MapAsked): LesionModel {
  const { spec, map, of } = asked;
  const { groups } = topologyOf(spec);
  const all = of === 'groups' ? groups.length : groups.reduce((sum, g) => sum + (g.kind === 'bias' ? g.outputs : 0), 0);
  const coloured = map.lesions.filter((lesion) => beyondChance(asked, lesion));
  const sizes = coloured.map(({ effect }) => Math.abs(effect.mean)).filter((size) => size > 0 && Number.isFinite(size));
  const top = sizes.length === 0 ? undefined : Math.max(...sizes);
  const cells = map.lesions.map((lesion): LesionCell => {
    const { mean, low, high } = lesion.effect;
    const zero = mean === 0 && low === 0 && high === 0;
    const finite = Number.isFinite(mean);
    return {
      lesion,
      name: nameOf(asked, lesion),
      text: finite ? effectText(lesion.effect).mean : 'no number',
      share:
        zero || !coloured.includes(lesion)
          ? undefined
          : finite
            ? Math.sign(mean) * Math.sqrt(Math.abs(mean) / (top ?? 1))
            : 1,
      zero,
    };
  });
  return {
    ...{ cells, all, top },
    signed: cells.some(({ share }) => share !== undefined && share < 0),
    sentence: sentenceOf(asked, cells, all),
    columns: ['silenced', 'effect', '95 % interval', 'coloured'],
    rows: cells.map(({ name, text, lesion, share, zero }) => [
      name,
      text,
      effectText(lesion.effect).interval,
      zero ? 'exactly 0' : share === undefined ? 'no' : 'yes',
    ]),
  };
}

/** What stands under the sentence: of which rule, on what. */
export function mapWords({
  map,
  of,
  tasks,
  steps,
  ruleLabel,
}: MapAsked & { readonly tasks: number; readonly ruleLabel: string }): string {
  return `${capital(of)} silenced one by one: ${ruleLabel}, ${plural(tasks, 'task')}, ${steps} steps; intact loss ${lossText(map.intact)}.`;
}

/** The stated test. */
export const MAP_TEST =
  'Units are coloured where those of their layer differ by more than chance: their effects, shuffled within every task, differ as much in under 5 % of 1,000 shuffles. A layer of one unit and groups: where the 95 % interval leaves out 0.';
