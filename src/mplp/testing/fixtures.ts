// Reads the oracle's fixtures (maths.md section 8): small networks with every intermediate value, in float64.

import * as tf from '@tensorflow/tfjs-core';
import { readFileSync, readdirSync } from 'node:fs';
import { layoutOf, type RuleLayout } from '../../experiment/layout.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec, LayerSpec, LossName, RuleSpec } from '../../experiment/types.ts';
import type { InnerState } from '../innerStep.ts';

export type Nested = number | readonly Nested[];

export interface FixtureLayer {
  readonly weight?: Nested;
  readonly bias?: Nested;
  readonly weightDelta?: Nested;
  readonly biasDelta?: Nested;
  readonly weightCarry?: Nested;
  readonly biasCarry?: Nested;
  readonly carry?: Nested;
}

export interface FixtureStep {
  readonly input: Nested;
  readonly target: Nested;
  readonly prediction: Nested;
  readonly loss: Nested;
  readonly messages: readonly { readonly from: string; readonly value: Nested; readonly perSynapse?: Nested }[];
  readonly network: readonly FixtureLayer[];
}

export interface FixtureTask {
  readonly start: readonly FixtureLayer[];
  readonly steps: readonly FixtureStep[];
  readonly heldOut?: { readonly input: Nested; readonly target: Nested };
}

export interface Fixture extends FixtureTask {
  readonly config: RuleSpec & {
    readonly inputs: number;
    readonly layers: readonly LayerSpec[];
    readonly loss: LossName;
    readonly batch: number;
    readonly tasks?: number;
    readonly metaLoss?: string;
    readonly learnedStart?: boolean;
  };
  readonly rules: readonly Record<string, unknown>[];
  readonly tasks?: readonly FixtureTask[];
  readonly metaLoss: number;
  readonly metaGradient: Readonly<Record<string, Nested>>;
  readonly startGradient?: Readonly<Record<string, Nested>>;
}

const FOLDER = new URL('../fixtures/', import.meta.url);

export const FIXTURE_NAMES: readonly string[] = readdirSync(FOLDER)
  .map((file) => file.replace('.json', ''))
  .filter((name) => name.startsWith('state'));

export function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Fixture;
}

/** Any nesting of numbers, flat. */
export function numbers(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(numbers);
}

/** The tasks of a fixture: itself where it has one. */
export function tasksOf(fixture: Fixture): readonly FixtureTask[] {
  return fixture.tasks ?? [fixture];
}

/** The fixture's variant as an experiment. */
export function specOf(fixture: Fixture): ExperimentSpec {
  const { inputs, layers, loss, batch, tasks = 1, metaLoss = 'hint', learnedStart = false, ...rule } = fixture.config;
  const base = PRESETS['5x10'].spec;
  const [hintWeight, heldOutWeight] = metaLoss === 'hint' ? [1, 0] : metaLoss === 'heldOut' ? [0, 1] : [0.7, 0.3];
  return {
    ...base,
    network: { inputs, layers, loss, weightSd: 0.05 },
    rule: { ...base.rule, ...rule },
    recipe: { ...base.recipe, innerSteps: 2, batch, tasks, hintWeight, heldOutWeight, learnedPrior: learnedStart },
  };
}

/** Looks a dotted path up in the fixture's rules: `2.weight.learner.gru.updateInput`. */
function lookUp(fixture: Fixture, path: string): Nested {
  let at: unknown = fixture.rules;
  for (const key of path.split('.')) at = (at as Record<string, unknown>)[key];
  return at as Nested;
}

/** The fixture's rule (and learned start) as the flat vector of its layout. */
export function flatParameters(fixture: Fixture, layout: RuleLayout): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const view of layout.parameters) {
    const [, layer, which] = view.name.split('.');
    const value =
      view.role === 'start'
        ? (fixture.start[Number(layer)]?.[which as 'weight' | 'bias'] ?? 0)
        : view.role === 'stepSizes'
          ? Array.from({ length: view.size }, () => 1)
          : lookUp(fixture, view.name);
    flat.set(numbers(value), view.offset);
  }
  return flat;
}

/** One tensor of all tasks, [T, ...shape]. */
export function stacked(values: readonly Nested[], shape: readonly number[]): tf.Tensor {
  return tf.tensor(values.flatMap(numbers), [values.length, ...shape]);
}

/** Start state of all tasks of a fixture, zero carries included so that they are exercised. */
export function startState(fixture: Fixture, layout: RuleLayout): InnerState {
  const tasks = tasksOf(fixture);
  const network = new Map<number, { weight: tf.Tensor; bias: tf.Tensor }>();
  for (const group of layout.groups) {
    if (group.kind !== 'weight') continue;
    const at = (key: 'weight' | 'bias') => tasks.map((task) => task.start[group.layer]?.[key] ?? 0);
    network.set(group.layer, {
      weight: stacked(at('weight'), [group.inputs, group.outputs]),
      bias: stacked(at('bias'), [group.outputs]),
    });
  }
  return { network, carries: new Map(), steps: 0 };
}

export function fixtureLayout(fixture: Fixture): RuleLayout {
  return layoutOf(specOf(fixture));
}

/** Largest |a - b| over tol * max|b| + 1e-9: at most 1 where the tensors agree (maths.md section 8). */
export function disagreement(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): number {
  if (actual.length !== expected.length) return Infinity;
  let [difference, magnitude] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i]! - expected[i]!);
    difference = Number.isNaN(gap) ? Infinity : Math.max(difference, gap);
    magnitude = Math.max(magnitude, Math.abs(expected[i]!));
  }
  // Float32 cannot follow a tensor that is below 1e-6 throughout in relative terms.
  return difference / (magnitude < 1e-6 ? 1e-9 + tolerance * 1e-6 : tolerance * magnitude + 1e-9);
}
