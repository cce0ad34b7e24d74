// An episode record made from an oracle's fixture (maths.md section 8): every number comes from there. Runs in the
// browser too.

import { buildRecord, type EpisodeRecord } from '../../record/episode.ts';
import { agentGroups, layoutOf, layerUnits, type AgentGroup } from '../../experiment/layout.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { ActivationName, ExperimentSpec } from '../../experiment/types.ts';

type Json = number | string | boolean | readonly Json[] | { readonly [key: string]: Json };
type Tensors = Record<string, { data: Float32Array; shape: number[] }>;

const ACTIVATE: Readonly<Record<ActivationName, (v: number) => number>> = {
  relu: (v) => Math.max(0, v),
  tanh: Math.tanh,
  sigmoid: (v) => 1 / (1 + Math.exp(-v)),
  step: (v) => (v > 0 ? 1 : 0),
  linear: (v) => v,
};

const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((v, key) => (v as Record<string | number, Json> | undefined)?.[key], value);

function flat(value: Json | undefined): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return (value as Json[]).flatMap(flat);
  throw new Error('the fixture lacks a number');
}

function specOf(config: Json): ExperimentSpec {
  const base = PRESETS['5x10'].spec;
  const given = config as unknown as ExperimentSpec['rule'] & ExperimentSpec['network'] & { batch: number };
  const {
    messageSize,
    hiddenSize,
    learnerHidden,
    learnerActivation,
    sharing,
    aggregation,
    stateful,
    inputs,
    layers,
    loss,
    batch,
  } = given;
  return {
    ...base,
    network: { ...base.network, inputs, layers, loss },
    rule: { ...base.rule, messageSize, hiddenSize, learnerHidden, learnerActivation, sharing, aggregation, stateful },
    recipe: { ...base.recipe, batch, innerSteps: 2 },
  };
}

function ruleVector(fixture: Json, spec: ExperimentSpec): Float32Array {
  const layout = layoutOf(spec);
  const vector = new Float32Array(layout.size);
  for (const { name, offset } of layout.parameters) vector.set(flat(at(fixture, 'rules', ...name.split('.'))), offset);
  return vector;
}

interface Scope {
  readonly spec: ExperimentSpec;
  readonly step: Json;
  readonly before: Json;
  readonly s: number;
  readonly put: (name: string, shape: number[], values: readonly number[]) => void;
}

/** The forward pass, which fixtures leave out: what each unit column held for one sample. */
function forward({ spec, step, before }: Scope): Map<string, number[][]> {
  const states = new Map<string, number[][]>();
  for (const row of at(step, 'input') as number[][]) {
    let x = row;
    spec.network.layers.forEach((layer, index) => {
      const keep = (kind: string, values: number[]): void =>
        void states.set(`${index}.${kind}`, [...(states.get(`${index}.${kind}`) ?? []), values]);
      if (layer.kind === 'dense') {
        const weight = at(before, index, 'weight') as number[][];
        const bias = at(before, index, 'bias') as number[];
        keep('weight', x);
        const z = bias.map((_, j) => x.reduce((sum, v, i) => sum + v * weight[i]![j]!, 0));
        keep('bias', z);
        x = z.map((v, j) => v + bias[j]!);
      } else if (layer.kind === 'activation') {
        keep('activation', x);
        x = x.map(ACTIVATE[layer.name]);
      } else {
        keep('softmax', x);
        const exps = x.map((v) => Math.exp(v - Math.max(...x)));
        x = exps.map((v) => v / exps.reduce((a, b) => a + b, 0));
      }
    });
  }
  return states;
}

function putGroup(scope: Scope, group: AgentGroup, states: Map<string, number[][]>): void {
  const { spec, step, before, s, put } = scope;
  const { id, layer, kind, inputs, outputs } = group;
  const batch = spec.recipe.batch;
  const agents = kind === 'weight' ? [inputs, outputs] : [outputs];
  const after = at(step, 'network', layer);
  const messages = (at(step, 'messages') as { from: string }[]).find(
    ({ from }) => from === (kind === 'loss' ? 'loss' : `layers.${id}`),
  ) as Json | undefined;
  if (group.ownsParameter) {
    put(`${s}/${id}/parameter`, agents, flat(at(before, layer, kind)));
    put(`${s}/${id}/update`, agents, flat(at(after, `${kind}Delta`)));
  }
  if (kind !== 'loss') put(`${s}/${id}/state`, [batch, kind === 'weight' ? inputs : outputs], flat(states.get(id)));
  if (kind === 'weight')
    put(`${s}/${id}/aggregate`, [batch, inputs, spec.rule.messageSize], flat(at(messages, 'value')));
  if (spec.rule.stateful)
    put(
      `${s}/${id}/carry`,
      [batch, ...agents, group.carry],
      flat(at(after, group.ownsParameter ? `${kind}Carry` : 'carry')),
    );
  else
    put(
      `${s}/${id}/message`,
      [batch, ...agents, spec.rule.messageSize],
      flat(at(messages, kind === 'weight' ? 'perSynapse' : 'value')),
    );
}

/** A fixture with one task, as JSON, as a record of two inner steps. */
export function recordOfFixture(json: string): EpisodeRecord {
  const fixture = JSON.parse(json) as Json;
  const spec = specOf(at(fixture, 'config') ?? 0);
  const tensors: Tensors = {};
  const put = (key: string, shape: number[], values: readonly number[]): void => {
    tensors[key] = { shape, data: Float32Array.from(values) };
  };
  const outputs = layerUnits(spec.network.inputs, spec.network.layers).at(-1) ?? 1;
  const rule = ruleVector(fixture, spec);
  put('rule', [rule.length], [...rule]);
  put('heldOutLoss', [3], [0.4, 0.2, 0.1]);
  const grid = [-1, -0.5, 0, 0.5, 1];
  put(
    'grid/input',
    [grid.length, spec.network.inputs],
    grid.flatMap((x) => Array.from({ length: spec.network.inputs }, () => x)),
  );
  put(
    'grid/target',
    [grid.length, outputs],
    grid.flatMap((x) => Array.from({ length: outputs }, () => 0.4 * x)),
  );
  for (let s = 0; s <= 2; s++)
    put(
      `grid/${s}/prediction`,
      [grid.length, outputs],
      grid.flatMap((x) => Array.from({ length: outputs }, () => 0.2 * s * x)),
    );
  for (let s = 1; s <= 2; s++) {
    const step = at(fixture, 'steps', s - 1) ?? 0;
    const before = (s === 1 ? at(fixture, 'start') : at(fixture, 'steps', s - 2, 'network')) ?? 0;
    const scope: Scope = { spec, step, before, s, put };
    put(`${s}/input`, [spec.recipe.batch, spec.network.inputs], flat(at(step, 'input')));
    for (const what of ['target', 'prediction', 'loss'])
      put(`${s}/${what}`, [spec.recipe.batch, outputs], flat(at(step, what)));
    const states = forward(scope);
    for (const group of agentGroups(spec)) putGroup(scope, group, states);
  }
  for (const group of agentGroups(spec)) {
    if (group.ownsParameter)
      put(
        `3/${group.id}/parameter`,
        tensors[`2/${group.id}/parameter`]!.shape,
        flat(at(fixture, 'steps', 1, 'network', group.layer, group.kind)),
      );
  }
  const probe = { taskSeed: 1, networkSeed: 1, steps: 2 };
  return buildRecord(
    { spec, probe, task: { amplitude: 0.4, phase: 0 }, metaStep: 0, backend: 'oracle', omitted: [] },
    tensors,
  );
}
