// The response of one agent's rule: one input swept around its recorded value, everything else as recorded.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { groupOf, outputStandard } from '../agents/agentData.ts';
import { recordedInputs, runStateful, runStateless, standardisersOf, type RuleInputs } from './gates.ts';

/** One number the rule is given: a channel of what it hears, a stored value, a channel of its memory. From 0. */
export type SweepInput = `${'message' | 'state' | 'carry'}:${number}`;
/** `raw` is the update d; `change` is (d - mean) * scale, in units of the parameter; else a channel said, from 0. */
export type SweepOutput = 'change' | 'raw' | `message:${number}`;

/** How far a sweep goes by default, in standard deviations of the input. */
export const DEFAULT_REACH = 3;
/** Memory has no standardiser; its channels lie within (-1, 1), so the default sweep covers that much. */
const CARRY_SD = 1 / DEFAULT_REACH;
const SAMPLES = 41;

export interface Choice<T> {
  readonly value: T;
  readonly name: string;
}

const numbered = <T extends string>(prefix: string, count: number, name: (at: number) => string): Choice<T>[] =>
  Array.from({ length: count }, (_, at) => ({ value: `${prefix}:${at}` as T, name: name(at) }));

/** A parameter is stored under its kind's name; people read its letter. */
const stateName = (name: string): string => ({ weight: 'weight w', bias: 'bias b', input: 'input x' })[name] ?? name;

/** Place of a memory channel in words: the raw update, private memory, the last message. */
function carryName({ rule }: ExperimentSpec, group: AgentGroup, at: number): string {
  const own = group.ownsParameter ? 1 : 0;
  if (at < own) return 'memory: last raw update';
  if (at < own + rule.hiddenSize) return `memory ${at - own + 1}`;
  return `memory: last message ${at - own - rule.hiddenSize + 1}`;
}

/** Every input of a group's rule that can be swept. */
export function sweepInputs(spec: ExperimentSpec, group: AgentGroup): readonly Choice<SweepInput>[] {
  return [
    ...numbered<SweepInput>('message', group.messageIn, (c) =>
      group.kind === 'loss' ? 'loss heard' : `heard ${c + 1}`,
    ),
    ...numbered<SweepInput>('state', group.states.length, (s) => `stored ${stateName(group.states[s] ?? '')}`),
    ...numbered<SweepInput>('carry', group.carry, (c) => carryName(spec, group, c)),
  ];
}

/** Every output of a group's rule that can be read. */
export function sweepOutputs(spec: ExperimentSpec, group: AgentGroup): readonly Choice<SweepOutput>[] {
  const letter = group.kind === 'weight' ? 'w' : 'b';
  const own: Choice<SweepOutput>[] = [
    { value: 'change', name: `change \u0394${letter}` },
    { value: 'raw', name: 'raw update d' },
  ];
  return [
    ...(group.ownsParameter ? own : []),
    ...numbered<SweepOutput>('message', spec.rule.messageSize, (c) => `said ${c + 1}`),
  ];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface ResponseCurve {
  /** In units of the input as it was heard or stored, and of the output. */
  readonly points: readonly CurvePoint[];
  /** Where the record stands: the curve passes through it, where its range holds it. */
  readonly recorded: CurvePoint;
  /** Change of the output per unit of the input at the recorded value. */
  readonly slope: number;
}

export interface SweepRequest {
  readonly ref: AgentRef;
  readonly step: number;
  readonly sample: number;
  readonly input: SweepInput;
  readonly output: SweepOutput;
  /** Standard deviations of the input to either side. */
  readonly reach: number;
  /** Middle of the sweep; without it the recorded value. */
  readonly around?: number;
  /** Points of the curve, an odd number so that one of them is the middle. */
  readonly samples?: number;
}

const parts = (text: string): readonly [string, number] => {
  const [kind = '', at = '0'] = text.split(':');
  return [kind, Number(at)];
};

/** The field of `RuleInputs` and the index that an input names. */
function placeOf(input: SweepInput): readonly [keyof RuleInputs, number] {
  const [kind, at] = parts(input);
  return [kind === 'state' ? 'states' : kind === 'carry' ? 'carry' : 'message', at];
}

/** Standard deviation of an input when the standardisers were set: 1 / scale. */
function inputSd(record: EpisodeRecord, group: AgentGroup, input: SweepInput): number {
  const [kind, at] = parts(input);
  if (kind === 'carry') return CARRY_SD;
  const scale = standardisersOf(record, group)?.[kind === 'state' ? at + 1 : 0]?.scale ?? 1;
  return scale === 0 ? 1 : 1 / Math.abs(scale);
}

/** Runs the group's rule and reads one of its outputs; undefined where the record or the rule has no such number. */
function reader(record: EpisodeRecord, group: AgentGroup, { ref, step, output }: SweepRequest) {
  const { rule } = record.header.spec;
  const standard = outputStandard(record, ref, step);
  const [kind, channel] = parts(output);
  return (inputs: RuleInputs): number | undefined => {
    const memory = runStateful(record, group, inputs)?.carryAfter;
    const stateless = memory === undefined ? runStateless(record, group, inputs) : undefined;
    if (kind === 'message') return memory?.[group.carry - rule.messageSize + channel] ?? stateless?.message[channel];
    const raw = group.ownsParameter ? (memory?.[0] ?? stateless?.update) : undefined;
    if (kind === 'raw' || raw === undefined) return raw;
    return standard && (raw - standard.mean) * standard.scale;
  };
}

/** Sweep one input of one agent's rule for one sample of one inner step. */
export function responseCurve(record: EpisodeRecord, request: SweepRequest): ResponseCurve | undefined {
  const group = groupOf(record.header.spec, request.ref.group);
  const recorded = recordedInputs(record, request.ref, request.step, request.sample);
  const [field, at] = placeOf(request.input);
  const x0 = recorded?.[field][at];
  if (group === undefined || recorded === undefined || x0 === undefined) return undefined;
  const read = reader(record, group, request);
  const respond = (x: number): number => read({ ...recorded, [field]: recorded[field].with(at, x) }) ?? NaN;
  const sd = inputSd(record, group, request.input);
  const reach = sd * request.reach;
  const y0 = respond(x0);
  if (Number.isNaN(y0)) return undefined;
  // A loss is never negative, so nobody hears less than 0.
  const { around: middle = x0, samples = SAMPLES } = request;
  const points = Array.from({ length: samples }, (_, k) => {
    const x = middle + reach * ((2 * k) / (samples - 1) - 1);
    return { x, y: respond(x) };
  }).filter(({ x }) => group.kind !== 'loss' || field !== 'message' || x >= 0);
  const h = sd * 1e-3;
  return { points, recorded: { x: x0, y: y0 }, slope: (respond(x0 + h) - respond(x0 - h)) / (2 * h) };
}
