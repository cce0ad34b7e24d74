// What each name of a formula stands for, for each kind of agent.

import type { AgentKind, ExperimentSpec } from '../../experiment/types.ts';
import { ACTIVATION_NAMES } from '../../viz/agents/agentNames.ts';

const KIND_NAMES: Readonly<Record<AgentKind, string>> = {
  loss: 'Loss',
  activation: 'Activation',
  softmax: 'Softmax',
  bias: 'Bias',
  weight: 'Weight',
};

/** `ReLU` where all activations are one. */
export function kindName(kind: AgentKind, { network }: ExperimentSpec): string {
  const names = new Set(network.layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.name] : [])));
  const [only] = names;
  return kind === 'activation' && only !== undefined && names.size === 1 ? ACTIVATION_NAMES[only] : KIND_NAMES[kind];
}

/** What an agent did going forward. */
export const DID: Readonly<Record<AgentKind, string>> = {
  loss: 'compares the prediction with the target',
  activation: 'lets x through, or not',
  softmax: 'makes shares of the whole: y = e / s',
  bias: 'adds b to the sum z',
  weight: 'multiplies x by w',
};

const HEARS: Readonly<Record<AgentKind, string>> = {
  loss: 'what it hears: its own loss',
  activation: 'what it hears from the agents after it',
  softmax: 'what it hears from the agents after it',
  bias: 'what it hears from the agent after it',
  weight: 'what it hears from its unit’s bias',
};

const COMMON: Readonly<Record<string, string>> = {
  w: 'its weight now',
  b: 'its bias now',
  z: 'the sum it adds to',
  target: 'what should have come out',
  error: 'target − x',
  q: 'the share it gave, kept off 0 and 1',
  logq: 'log of q',
  t: 'x less the largest x',
  e: 'exp(t)',
  s: 'the sum of all e',
  c: 'what it kept in the last step, 0 at first',
  rate: 'the number above',
  fixed: 'a random number that never changes, one for each weight',
};

const X: Readonly<Record<AgentKind, string>> = {
  loss: 'the prediction',
  activation: 'what came in',
  softmax: 'what came in',
  bias: '',
  weight: 'what came in',
};

/** @param batch points in a batch. */
export function nameWords(name: string, kind: AgentKind, batch: number): string {
  if (name === 'm') return HEARS[kind];
  if (name === 'x') return X[kind];
  if (name === 'B') return `points in a batch, ${batch}`;
  return COMMON[name] ?? '';
}
