// Interventions: what they do at each place of an inner step, in the order of maths.md section 10. The inner step asks
// here and nowhere else; where nothing acts there is no touch at all.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../../lib/assert.ts';
import { actsIn, INTERVENTIONS, placesOf } from '../../experiment/interventions.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import { topologyOf } from '../../experiment/topology.ts';
import type { ExperimentSpec, Intervention, InterventionKind } from '../../experiment/types.ts';
import type { NetworkParameters } from '../network.ts';
import { choose } from '../ops.ts';
import type { Draws } from './draws.ts';

/** The interventions of one inner step. */
export interface Touch {
  /** Some update is replaced by the gradient, so the step has to compute it. */
  readonly needsGradient: boolean;
  /** Weights and biases that were set by hand. */
  readonly network: (network: NetworkParameters) => NetworkParameters;
  /** The group with the learner and standardiser in force. */
  readonly inForce: (group: AgentGroup) => AgentGroup;
  /** The formula in place of the group's rule. */
  readonly formula: (group: AgentGroup) => string | undefined;
  /** The carry the rule is given; undefined is zero. */
  readonly carryBefore: (group: AgentGroup, carry: tf.Tensor | undefined) => tf.Tensor | undefined;
  /** What is sent instead of `message` [...rows, M]. */
  readonly sent: (group: AgentGroup, message: tf.Tensor) => tf.Tensor;
  /** The carry that is kept; `given` is what the rule was given. */
  readonly carryAfter: (group: AgentGroup, given: tf.Tensor | undefined, next: tf.Tensor) => tf.Tensor;
  /** The update that is applied instead of `update`, [T, ...agents]. */
  readonly update: (group: AgentGroup, update: tf.Tensor, gradient: tf.Tensor | undefined) => tf.Tensor;
}

/** One intervention on one group: all of its agents, or those of a list. */
interface Act {
  readonly one: Intervention;
  /** How many of its kind and seed stand before it in the list: each draws its own numbers. */
  readonly nth: number;
  readonly agents: readonly number[] | undefined;
}

const seedOf = ({ seed = 0 }: Intervention) => seed;

/** Each intervention of this step by group, in listed order; of its places in a group, one act. */
function actsByGroup(
  spec: Pick<ExperimentSpec, 'network' | 'rule'>,
  list: readonly Intervention[],
  step: number,
): Map<string, Act[]> {
  const acts = new Map<string, Act[]>();
  for (const [at, one] of list.entries()) {
    if (!actsIn(one, step)) continue;
    const nth = list.slice(0, at).filter((other) => other.what === one.what && seedOf(other) === seedOf(one)).length;
    const here = new Map<string, number[] | undefined>();
    for (const { group, agents } of one.at.flatMap((at) => placesOf(spec, at))) {
      const before = here.has(group.id) ? here.get(group.id) : [];
      here.set(group.id, agents === undefined || before === undefined ? undefined : [...before, ...agents]);
    }
    for (const [group, agents] of here) acts.set(group, [...(acts.get(group) ?? []), { one, nth, agents }]);
  }
  return acts;
}

/** `changed` where the act acts, `before` elsewhere; both hold `width` numbers an agent. */
function within({ one, agents }: Act, group: AgentGroup, changed: tf.Tensor, before: tf.Tensor, width = 1): tf.Tensor {
  const channels = INTERVENTIONS[one.what].channels === true ? one.channels : undefined;
  if (agents === undefined && channels === undefined) return changed;
  const mask = new Float32Array(agentsIn(group) * width);
  for (const agent of agents ?? Array.from({ length: agentsIn(group) }, (_, i) => i))
    for (const channel of channels ?? Array.from({ length: width }, (_, i) => i)) mask[agent * width + channel] = 1;
  const flat = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, mask.length]);
  return tf.reshape(choose(tf.tensor2d(mask, [1, mask.length]), flat(changed), flat(before)), before.shape);
}

type MessageChange = (
  act: Pick<Act, 'one' | 'nth'>,
  message: tf.Tensor,
  group: AgentGroup,
  step: number,
  draws: Draws,
) => tf.Tensor;

const zeroed: MessageChange = (_, message) => tf.zerosLike(message);

/** What each kind does to the message of a group. */
const SENT: Readonly<Partial<Record<InterventionKind, MessageChange>>> = {
  silence: zeroed,
  'message.zero': zeroed,
  'message.clamp': ({ one: { value = 0 } }, message) => tf.fill(message.shape, value),
  'message.scale': ({ one: { value = 1 } }, message) => tf.mul(message, value),
  'message.noise': ({ one, nth }, message, group, step, draws) =>
    tf.add(message, draws.noise(one, step, group.id, message.shape.slice(1), nth)),
  'message.shuffle': ({ one, nth }, message, group, step, draws) =>
    tf.gather(message, draws.permutations(one, step, group.id, message.shape[1] ?? 0, nth), 1, 1),
};

function updateAfter({ one }: Act, update: tf.Tensor, gradient: tf.Tensor | undefined): tf.Tensor {
  if (one.what === 'update.scale') return tf.mul(update, one.value ?? 1);
  if (one.what !== 'update.gradient') return tf.zerosLike(update);
  assert(gradient !== undefined, 'the gradient was computed');
  return tf.mul(gradient, -(one.value ?? 0));
}

/** Learner and standardiser of every group after all swaps, in listed order. */
function swapped(
  spec: Pick<ExperimentSpec, 'network' | 'rule'>,
  list: readonly Intervention[],
): Map<string, AgentGroup> {
  const inForce = new Map(topologyOf(spec).groups.map((group) => [group.id, group]));
  for (const { what, at, with: partners = [] } of list) {
    if (what !== 'rule.swap') continue;
    at.forEach((place, i) => {
      const [a, b] = [place.kind === 'group' ? inForce.get(place.group) : undefined, inForce.get(partners[i] ?? '')];
      assert(a !== undefined && b !== undefined, 'a swap has been validated');
      inForce.set(a.id, { ...a, learner: b.learner, standardiser: b.standardiser });
      inForce.set(b.id, { ...b, learner: a.learner, standardiser: a.standardiser });
    });
  }
  return inForce;
}

const UPDATE: readonly InterventionKind[] = ['silence', 'parameter.freeze', 'update.scale', 'update.gradient'];
const KEPT: readonly InterventionKind[] = ['silence', 'carry.freeze'];

function setBy(acts: ReadonlyMap<string, readonly Act[]>, groups: readonly AgentGroup[], network: NetworkParameters) {
  const set = new Map(network);
  for (const group of groups) {
    const own = set.get(group.layer);
    for (const act of acts.get(group.id) ?? []) {
      if (act.one.what !== 'parameter.set' || own === undefined || !group.ownsParameter) continue;
      const which = group.kind === 'weight' ? 'weight' : 'bias';
      const before = set.get(group.layer)![which];
      const changed = tf.fill(before.shape, act.one.value ?? 0);
      set.set(group.layer, { ...set.get(group.layer)!, [which]: within(act, group, changed, before) });
    }
  }
  return set;
}

/**
 * What a list of interventions does in one inner step.
 *
 * @param list validated for `spec`.
 * @param step inner step, from 1.
 * @returns undefined where none of them acts. The tensors it makes belong to the caller's tidy.
 */
export function touchOf(
  spec: Pick<ExperimentSpec, 'network' | 'rule'>,
  list: readonly Intervention[],
  step: number,
  draws: Draws,
): Touch | undefined {
  const acting = list.filter((one) => actsIn(one, step));
  if (acting.length === 0) return undefined;
  const acts = actsByGroup(spec, list, step);
  const rules = swapped(spec, acting);
  const of = (group: AgentGroup, kinds: readonly InterventionKind[]) =>
    (acts.get(group.id) ?? []).filter(({ one }) => kinds.includes(one.what));
  return {
    needsGradient: acting.some(({ what }) => what === 'update.gradient'),
    network: (network) => setBy(acts, topologyOf(spec).groups, network),
    inForce: (group) => rules.get(group.id) ?? group,
    formula: (group) => of(group, ['rule.formula']).at(-1)?.one.formula,
    carryBefore: (group, carry) =>
      of(group, ['carry.reset']).reduce<tf.Tensor | undefined>(
        (kept, act) => kept && within(act, group, tf.zerosLike(kept), kept, kept.shape.at(-1)),
        carry,
      ),
    sent: (group, message) =>
      (acts.get(group.id) ?? []).reduce((sent, act) => {
        const changed = SENT[act.one.what]?.(act, sent, group, step, draws);
        return changed === undefined ? sent : within(act, group, changed, sent, sent.shape.at(-1));
      }, message),
    carryAfter: (group, given, next) =>
      of(group, KEPT).reduce(
        (kept, act) => within(act, group, given ?? tf.zerosLike(next), kept, kept.shape.at(-1)),
        next,
      ),
    update: (group, update, gradient) =>
      of(group, UPDATE).reduce(
        (applied, act) => within(act, group, updateAfter(act, applied, gradient), applied),
        update,
      ),
  };
}
