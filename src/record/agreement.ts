// Is it gradient descent? Cosines of what a rule does with true gradients, from a record that holds them. By
// maths.md section 10: an update with the negative gradient, a message with the gradient on the wire it travels.

import { agentsIn, type AgentGroup } from '../experiment/layout.ts';
import { topologyOf } from '../experiment/topology.ts';
import type { EpisodeRecord } from './episode.ts';
import { read } from './sections.ts';

/** A cosine; null where one of the vectors is zero. */
export type Cosine = number | null;

/** Sums that cosines and lengths are made of; those of two parts add up. */
interface Products {
  readonly dot: number;
  readonly a: number;
  readonly b: number;
}

function productsOf(count: number, a: (i: number) => number, b: (i: number) => number): Products {
  const sums = { dot: 0, a: 0, b: 0 };
  for (let i = 0; i < count; i++) {
    const [x, y] = [a(i), b(i)];
    sums.dot += x * y;
    sums.a += x * x;
    sums.b += y * y;
  }
  return sums;
}

const plus = (p: Products, q: Products): Products => ({ dot: p.dot + q.dot, a: p.a + q.a, b: p.b + q.b });

function cosineOf({ dot, a, b }: Products): Cosine {
  return a === 0 || b === 0 ? null : dot / Math.sqrt(a) / Math.sqrt(b);
}

/** How an update stands to the negative gradient. */
export interface UpdateAgreement {
  readonly cosine: Cosine;
  /** Lengths of update and gradient. */
  readonly update: number;
  readonly gradient: number;
}

const agreementOf = (products: Products): UpdateAgreement => ({
  cosine: cosineOf(products),
  update: Math.sqrt(products.a),
  gradient: Math.sqrt(products.b),
});

/** Update and negative gradient of every agent of a group in a step; undefined where the record holds no gradients. */
function updatesAndDescent(
  record: EpisodeRecord,
  step: number,
  group: string,
): { readonly update: Float32Array; readonly descent: Float32Array } | undefined {
  const [update, gradient] = [read.update(record, step, group), read.gradient(record, step, group)];
  if (update === undefined || gradient === undefined) return undefined;
  return { update: update.data, descent: gradient.data.map((value) => -value) };
}

/** Agreement of a step's updates: of every group that owns parameters, of every dense layer by index, and of `all`. */
export function updateAgreement(record: EpisodeRecord, step: number): ReadonlyMap<string, UpdateAgreement> {
  const sums = new Map<string, Products>();
  for (const { id, layer, ownsParameter } of topologyOf(record.header.spec).groups) {
    const both = ownsParameter ? updatesAndDescent(record, step, id) : undefined;
    if (both === undefined) continue;
    const own = productsOf(
      both.update.length,
      (i) => both.update[i] ?? 0,
      (i) => both.descent[i] ?? 0,
    );
    for (const key of [id, String(layer), 'all']) {
      const before = sums.get(key);
      sums.set(key, before === undefined ? own : plus(before, own));
    }
  }
  return new Map([...sums].map(([key, products]) => [key, agreementOf(products)]));
}

/** Values of a message: of a sample, an agent and a channel. */
type Messages = (row: number, channel: number) => number;

/** What a group hears, row = sample and agent of its outputs. */
function heardBy(record: EpisodeRecord, step: number, group: AgentGroup): Messages | undefined {
  const sender = topologyOf(record.header.spec).senderTo(group.id);
  if (sender === undefined) return undefined;
  const channels = record.header.spec.rule.messageSize;
  if (sender.kind !== 'weight') return sentBy(record, step, sender);
  const aggregate = read.aggregate(record, step, sender.id);
  return aggregate && ((row, channel) => aggregate.data[row * channels + channel] ?? 0);
}

function sentBy(record: EpisodeRecord, step: number, group: AgentGroup): Messages | undefined {
  const said = read.said(record, step, group);
  return said && ((row, channel) => said.section.data[row * said.channels + said.from + channel] ?? 0);
}

/** By a group's input for every sample and agent; a weight's is w_ij times that by z_j. */
export function gradientByInput(
  record: EpisodeRecord,
  step: number,
  group: AgentGroup,
): ((row: number) => number) | undefined {
  if (group.kind !== 'weight') {
    const input = read.gradientIn(record, step, group.id);
    return input && ((row) => input.data[row] ?? 0);
  }
  const [weight, output] = [read.parameter(record, step, group.id), read.gradientOut(record, step, group.id)];
  if (weight === undefined || output === undefined) return undefined;
  const agents = agentsIn(group);
  return (row) => {
    const [sample, agent] = [Math.floor(row / agents), row % agents];
    return (weight.data[agent] ?? 0) * (output.data[sample * group.outputs + (agent % group.outputs)] ?? 0);
  };
}

/** Rows of a message: of every sample and agent, or of one agent of a group. */
interface Rows {
  readonly samples: number;
  readonly agents: number;
  readonly one: number | undefined;
}

function perChannel(record: EpisodeRecord, rows: Rows, messages: Messages, gradient: (row: number) => number) {
  const { samples, agents, one } = rows;
  const count = one === undefined ? samples * agents : samples;
  const row = (i: number) => (one === undefined ? i : i * agents + one);
  return Array.from({ length: record.header.spec.rule.messageSize }, (_, channel) =>
    cosineOf(
      productsOf(
        count,
        (i) => messages(row(i), channel),
        (i) => gradient(row(i)),
      ),
    ),
  );
}

/**
 * Cosine of each channel that a group hears with the gradient by its output; undefined for the loss.
 *
 * @param one position of a single agent in its group, whose samples alone count.
 */
export function heardAgreement(
  record: EpisodeRecord,
  step: number,
  group: AgentGroup,
  one?: number,
): readonly Cosine[] | undefined {
  const [messages, output] = [heardBy(record, step, group), read.gradientOut(record, step, group.id)];
  const [samples, agents] = output?.shape ?? [];
  if (messages === undefined || output === undefined || samples === undefined || agents === undefined) return undefined;
  // The weights into one unit hear the same.
  const at = one === undefined ? undefined : one % agents;
  return perChannel(record, { samples, agents, one: at }, messages, (row) => output.data[row] ?? 0);
}

/** Cosine of each channel that a group sends with the gradient by its input; `one` as above. */
export function sentAgreement(
  record: EpisodeRecord,
  step: number,
  group: AgentGroup,
  one?: number,
): readonly Cosine[] | undefined {
  const [messages, gradient] = [sentBy(record, step, group), gradientByInput(record, step, group)];
  const samples = read.batch(record, step, 'input')?.shape[0];
  if (messages === undefined || gradient === undefined || samples === undefined) return undefined;
  return perChannel(record, { samples, agents: agentsIn(group), one }, messages, gradient);
}
