// A run whose meta-step was no number: who went first in words, the way there, and a lower rate to go on with.

import { topologyOf } from '../../experiment/topology.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { agentsOfGroup, phasesOf, type Moment } from '../../record/moment.ts';
import type { Fault, RunEnd } from '../../record/run.ts';
import type { AgentPart } from '../../record/sections.ts';
import type { LabContext } from '../context.ts';
import { patch } from '../labStore.ts';
import { sentence } from '../page/notices.ts';
import type { Notice } from '../page/session.ts';

/** The rate is divided by this for the next try. */
const LOWER_BY = 10;

const KINDS = { weight: 'weights', bias: 'biases', softmax: 'softmax', loss: 'loss agents' } as const;
/** What a group was to give. */
const PARTS: Readonly<Partial<Record<AgentPart, string>>> = {
  state: 'the values stored going forward',
  carry: 'the carries',
  message: 'the messages',
  raw: 'the updates asked for',
  aggregate: 'the aggregated messages',
  update: 'the updates',
};

/** `the messages of the layer 2 weights, in inner step 3 of task 1`. */
function faultWords({ task, innerStep, group, part }: Fault, spec: ExperimentSpec): string {
  const { blocks } = topologyOf(spec);
  const block = blocks.find(({ groups }) => groups.some(({ id }) => id === group));
  const kind = topologyOf(spec).group(group)?.kind;
  const name = kind === undefined || kind === 'activation' ? 'activations' : KINDS[kind];
  const who = block === undefined || kind === 'loss' ? name : `layer ${block.number} ${name}`;
  return `${PARTS[part] ?? part} of the ${who}, in inner step ${innerStep} of task ${task + 1}`;
}

/** Where in the inner loop a group speaks. */
function momentOf({ innerStep, group, part }: Fault, spec: ExperimentSpec, steps: number): Moment {
  const { blocks } = topologyOf(spec);
  const phases = phasesOf(spec);
  const block = blocks.findIndex(({ groups }) => groups.some(({ id }) => id === group));
  const phase = phases.findIndex((each) => {
    if (part === 'update') return each.kind === 'update';
    if (part === 'state') return each.kind === 'forward';
    return each.kind === 'back' ? each.block === block : each.kind === 'loss' && group.endsWith('.loss');
  });
  return { step: Math.min(steps, innerStep), phase: Math.max(0, phase) };
}

/** The last good rule, the group and the moment at which it went; on the task on show. */
export function showFault({ store }: LabContext, first: Fault): void {
  const { rule, probe } = store.getState().experiment;
  const group = rule && topologyOf(rule.spec).group(first.group);
  if (rule === undefined || group === undefined) return;
  patch(store, 'selection', { agent: agentsOfGroup(group)[0], whole: true, cleared: false });
  patch(store, 'playback', { moment: momentOf(first, rule.spec, probe.steps), playing: false, touched: true });
}

/** The spec with which a run goes on after it failed. */
export function withLowerRate(spec: ExperimentSpec): ExperimentSpec {
  const learningRate = Number((spec.recipe.learningRate / LOWER_BY).toPrecision(3));
  return { ...spec, recipe: { ...spec.recipe, learningRate } };
}

export interface FaultActions {
  readonly show: (first: Fault) => void;
  readonly back: () => void;
  readonly rollBack: () => void;
}

/** @param saved meta-steps of the copy kept in this browser. */
export function faultNotice(
  { message, first }: Extract<RunEnd, { readonly by: 'failed' }>,
  { spec, metaStep }: { readonly spec: ExperimentSpec; readonly metaStep: number },
  saved: number | undefined,
  { show, back, rollBack }: FaultActions,
): Notice {
  const who =
    first === undefined
      ? 'Every task adapted in numbers; the gradient through it was none.'
      : `The first that was no number: ${faultWords(first, spec)}.`;
  const safe = saved === undefined ? '' : ` The copy of meta-step ${saved} is safe.`;
  const from = saved ?? metaStep;
  const { learningRate } = withLowerRate(spec).recipe;
  return {
    ...{ id: 'training', tone: 'bad', title: `Training stopped at meta-step ${metaStep}` },
    text: `${sentence(message)} ${who}${safe}`,
    actions: [
      ...(first === undefined ? [] : [{ label: 'Show who went first', run: () => show(first) }]),
      ...(saved === undefined ? [] : [{ label: `Go back to ${saved}`, run: back }]),
      { label: `Train on from ${from} at the rate ${learningRate}`, run: rollBack },
    ],
  };
}
