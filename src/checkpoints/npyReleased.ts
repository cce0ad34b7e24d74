// The rules the paper's authors released, maths.md section 9: the flat vectors, and what each number is. The files are
// not part of the lab; who has them can import them to compare.

import { failure, success, type Result } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { agentGroups, layoutOf, type AgentGroup, type ParameterView } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import type { ExperimentSpec, NetworkSpec, RuleSpec, Sharing } from '../experiment/types.ts';
import { parseNpy } from './npy.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

export const RELEASED_IDS = ['5x10-released', '2x10-released'] as const;
export type ReleasedId = (typeof RELEASED_IDS)[number];

const NETWORK: NetworkSpec = {
  inputs: 1,
  layers: [
    { kind: 'dense', units: 20 },
    { kind: 'activation', name: 'relu' },
    { kind: 'dense', units: 20 },
    { kind: 'activation', name: 'relu' },
    { kind: 'dense', units: 1 },
  ],
  loss: 'l2',
  weightSd: 0.05,
};

const RULE = {
  messageSize: 8,
  hiddenSize: 15,
  learnerHidden: [80, 40],
  aggregation: 'mean',
  standardiseInputs: true,
  centreOutputs: true,
  learnOutputScale: true,
} as const satisfies Partial<RuleSpec>;

/** Meta-training as published: Adam at 1e-4 on unit-norm gradients, four tasks. */
const RECIPE = { tasks: 4, batch: 10, learningRate: 1e-4, schedule: 'constant', unitNorm: true } as const;

/**
 * The experiment a released rule is for.
 *
 * @param sharing the authors' code also knows shared rules where they are stateful.
 */
export function releasedSpec(id: ReleasedId, sharing: Sharing = 'none'): ExperimentSpec {
  const stateful = id === '5x10-released';
  const near = PRESETS[stateful ? '5x10' : '2x10'].spec;
  return {
    task: { kind: 'sinusoid', amplitude: [0.1, 0.5], phase: [0, Math.PI], x: [-5, 5] },
    network: NETWORK,
    rule: { ...RULE, stateful, learnerActivation: stateful ? 'tanh' : 'relu', sharing },
    recipe: {
      ...near.recipe,
      ...RECIPE,
      innerSteps: stateful ? 5 : 2,
      learnedPrior: !stateful,
      hintWeight: stateful ? 0.7 : 0,
      heldOutWeight: stateful ? 0.3 : 1,
      heldOutEveryStep: false,
    },
    seeds: { rule: 0, training: 0 },
  };
}

/** A piece of the released vector: which numbers of ours it holds, one after another. */
export interface ReleasedPiece {
  /** Name in `layoutOf(spec)`. */
  readonly name: string;
  readonly size: number;
}

const GRU = ['updateInput', 'updateCarry', 'updateBias', 'resetInput', 'resetCarry', 'resetBias', 'nextBias'];
const PERCEPTRON = ['0.kernel', '0.bias', '1.kernel', '1.bias', '2.kernel', '2.bias'];

/** Parameters of a gated learner. Its perceptrons end without a bias. */
const gruNames = (learner: string) => [
  ...GRU.map((name) => `${learner}.gru.${name}`),
  ...['nextInput', 'nextCarry'].flatMap((part) =>
    PERCEPTRON.slice(0, -1).map((name) => `${learner}.gru.${part}.${name}`),
  ),
];

const perceptronNames = (learner: string, part: string) => PERCEPTRON.map((name) => `${learner}.${part}.${name}`);

/** What the file holds of one group of agents, in order. */
function namesOf(rule: RuleSpec, group: AgentGroup, ownLearner: boolean): string[] {
  const standards = [`${group.standardiser}.scale`, `${group.standardiser}.shift`];
  const output = group.output === undefined ? [] : [`${group.output}.scale`, `${group.output}.mean`];
  if (ruleKind(rule).kind === 'stateful')
    return [...standards, ...(ownLearner ? gruNames(group.learner) : []), ...output];
  const update = group.ownsParameter ? perceptronNames(group.learner, 'update') : [];
  return [...standards, ...update, ...output, ...perceptronNames(group.learner, 'message')];
}

/**
 * The order of a released vector: for each layer, then the loss, its agents' parameters; shared learners once, at the end.
 *
 * @param spec of `releasedSpec`, sharing none or, where stateful, rules.
 */
export function releasedOrder(spec: ExperimentSpec): readonly ReleasedPiece[] {
  const shared = spec.rule.sharing !== 'none';
  const groups = agentGroups(spec);
  const own = groups.flatMap((group) => namesOf(spec.rule, group, !(shared && group.ownsParameter)));
  const learners = shared ? [...new Set(groups.flatMap((group) => (group.ownsParameter ? [group.learner] : [])))] : [];
  const views = viewsByName(spec);
  return [...own, ...learners.flatMap(gruNames)].map((name) => ({ name, size: views.get(name)?.size ?? 0 }));
}

function viewsByName(spec: ExperimentSpec): ReadonlyMap<string, ParameterView> {
  return new Map(layoutOf(spec).parameters.map((view) => [view.name, view]));
}

/** The order of the second file, the learned prior: weight, bias of each dense layer. */
export function priorOrder(spec: ExperimentSpec): readonly ReleasedPiece[] {
  return layoutOf(spec)
    .parameters.filter((view) => view.role === 'start')
    .map(({ name, size }) => ({ name, size }));
}

const totalOf = (pieces: readonly ReleasedPiece[]) => pieces.reduce((sum, piece) => sum + piece.size, 0);

/** A form a released vector can have, known by its length. */
interface Form {
  readonly id: ReleasedId;
  readonly spec: ExperimentSpec;
  readonly order: readonly ReleasedPiece[];
  readonly prior: readonly ReleasedPiece[];
}

function formOf(id: ReleasedId, sharing: Sharing): Form {
  const spec = releasedSpec(id, sharing);
  return { id, spec, order: releasedOrder(spec), prior: priorOrder(spec) };
}

const forms = () => [
  formOf('5x10-released', 'none'),
  formOf('5x10-released', 'rules'),
  formOf('2x10-released', 'none'),
];

/** `115,081`. */
const countText = (count: number) => count.toLocaleString('en-US');

/** What the lab takes, for refusals. */
function knownForms(all: readonly Form[]): string {
  return all
    .map(({ id, spec, order }) => {
      const shared = spec.rule.sharing === 'none' ? '' : ' with shared rules';
      return `${countText(totalOf(order))} for ${id}${shared}`;
    })
    .join(', ');
}

/** Writes the numbers of `values` to their places in `flat`. */
function place(spec: ExperimentSpec, flat: Float32Array, pieces: readonly ReleasedPiece[], values: Float32Array): void {
  const views = viewsByName(spec);
  let at = 0;
  for (const { name, size } of pieces) {
    flat.set(values.subarray(at, at + size), views.get(name)?.offset ?? 0);
    at += size;
  }
}

/** The released files as bytes, with what to call them. */
export interface ReleasedFiles {
  readonly rule: ArrayBuffer;
  /** The learned initial weights of the 2x10 rule. */
  readonly prior?: ArrayBuffer;
}

function readPrior({ id, prior }: Form, bytes: ArrayBuffer | undefined): Result<Float32Array | undefined> {
  const wanted = totalOf(prior);
  const where = 'prior';
  if (bytes === undefined) {
    if (wanted === 0) return success(undefined);
    return failure(where, `a ${id} rule starts from a learned prior: its file of ${wanted} numbers is needed too`);
  }
  if (wanted === 0) return failure(where, `a ${id} rule starts from random weights; a prior has no place in it`);
  const values = parseNpy(bytes);
  if (!values.ok) return failure(where, `the prior: ${values.failure.message}`);
  if (values.value.length === wanted) return values;
  return failure(where, `the prior: ${wanted} numbers expected, ${countText(values.value.length)} found`);
}

/**
 * A released rule from the authors' files.
 *
 * @param files the bytes of the .npy files; neither kept nor changed.
 * @param id which rule it should be; without it, its length decides.
 * @returns a checkpoint with a spec that matches, or what was expected and what was found. Never throws.
 */
export function importReleased(files: ReleasedFiles, id?: ReleasedId): Result<RuleCheckpoint> {
  const values = parseNpy(files.rule);
  if (!values.ok) return values;
  const known = forms().filter((form) => id === undefined || form.id === id);
  const form = known.find(({ order }) => totalOf(order) === values.value.length);
  if (form === undefined) {
    const [priorOf] = known.filter(({ prior }) => prior.length > 0 && totalOf(prior) === values.value.length);
    if (priorOf !== undefined) {
      const rule = countText(totalOf(priorOf.order));
      const message = `the file holds the ${values.value.length} numbers of a learned prior; the ${priorOf.id} rule's own file of ${rule} numbers is needed too`;
      return failure('.npy file', message);
    }
    const message = `the file holds ${countText(values.value.length)} numbers; expected: ${knownForms(known)}`;
    return failure('.npy file', message);
  }
  const prior = readPrior(form, files.prior);
  if (!prior.ok) return prior;
  const parameters = new Float32Array(layoutOf(form.spec).size);
  place(form.spec, parameters, form.order, values.value);
  if (prior.value !== undefined) place(form.spec, parameters, form.prior, prior.value);
  return success({ spec: form.spec, metaSteps: 0, parameters, preset: form.id });
}
