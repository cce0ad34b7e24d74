// One suite, run on every backend: the core against the oracle's fixtures.

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layerUnits, type RuleLayout } from '../../experiment/layout.ts';
import { metaLoss, type MetaBatch } from '../../training/metaLoss.ts';
import { valueAndGradients } from '../../training/gradient.ts';
import { innerStep, type InnerState } from '../innerStep.ts';
import type { Touch } from '../touch/touch.ts';
import type { Parameters } from '../learner.ts';
import { contextOf, initialState, namedViews, splitViews, startFromPrior } from '../rule.ts';
import {
  disagreement,
  FIXTURE_NAMES,
  fixtureLayout,
  flatParameters,
  numbers,
  readFixture,
  specOf,
  stacked,
  startState,
  tasksOf,
  type Fixture,
  type FixtureStep,
} from './fixtures.ts';

const FORWARD = 1e-5;
const GRADIENT = 1e-4;

/** One tensor against the oracle. */
interface Check {
  readonly name: string;
  readonly actual: tf.Tensor;
  readonly expected: readonly number[];
  readonly tolerance: number;
}

/** All in one readback: on a GPU each costs a round trip. */
async function verify(checks: readonly Check[]): Promise<void> {
  const packed = await tf.concat(checks.map(({ actual }) => tf.reshape(actual, [-1]))).data();
  let from = 0;
  for (const { name, actual, expected, tolerance } of checks) {
    const values = packed.subarray(from, from + actual.size);
    from += actual.size;
    expect(
      disagreement(values, expected, tolerance),
      `${name}: disagreement over tolerance ${tolerance}`,
    ).toBeLessThanOrEqual(1);
  }
}

export function supportOf(fixture: Fixture, step: number): { input: tf.Tensor; target: tf.Tensor } {
  const spec = specOf(fixture);
  const outputs = layerUnits(spec.network.inputs, spec.network.layers).at(-1) ?? 1;
  const steps = tasksOf(fixture).map((task) => task.steps[step]!);
  return {
    input: stacked(
      steps.map((s) => s.input),
      [spec.recipe.batch, spec.network.inputs],
    ),
    target: stacked(
      steps.map((s) => s.target),
      [spec.recipe.batch, outputs],
    ),
  };
}

/** The fixture's value for a name the core reports, over all tasks. */
function expectedOf(layout: RuleLayout, steps: readonly FixtureStep[], name: string): number[] | undefined {
  if (name === 'prediction' || name === 'loss') return steps.flatMap((s) => numbers(s[name]));
  const [id = '', what] = name.split('/');
  const [layer = '', kind] = id.split('.');
  const from = kind === 'loss' ? 'loss' : `layers.${layer}.${kind}`;
  const messages = steps.map((s) => s.messages.find((m) => m.from === from)!);
  const entries = steps.map((s) => s.network[Number(layer)]!);
  if (what === 'aggregate') return messages.flatMap((m) => numbers(m.value));
  if (what === 'message') return messages.flatMap((m) => numbers(m.perSynapse ?? m.value));
  if (what === 'update') return entries.flatMap((e) => numbers((kind === 'weight' ? e.weightDelta : e.biasDelta)!));
  if (what === 'carry') {
    return entries.flatMap((e) =>
      numbers((kind === 'weight' ? e.weightCarry : kind === 'bias' ? e.biasCarry : e.carry)!),
    );
  }
  expect(['raw', 'state'], `unknown report ${name} of ${layout.size}`).toContain(what);
  return undefined;
}

/** The fixture's own rule. */
function parametersOf(fixture: Fixture): Parameters {
  const layout = fixtureLayout(fixture);
  return namedViews(layout, splitViews(layout, tf.tensor1d(flatParameters(fixture, layout))));
}

/**
 * @param touches what is changed in each inner step, counted from 0.
 * @param parameters the fixture's own unless given.
 */
export async function checkForward(
  fixture: Fixture,
  touches: (step: number) => Touch | undefined,
  parameters = parametersOf(fixture),
): Promise<void> {
  const spec = specOf(fixture);
  const layout = fixtureLayout(fixture);
  let state: InnerState = startState(fixture, layout);
  const checks: Check[] = [];
  const check = (name: string, actual: tf.Tensor, expected: readonly number[]) =>
    checks.push({ name, actual, expected, tolerance: FORWARD });
  for (let step = 0; step < (tasksOf(fixture)[0]?.steps.length ?? 0); step++) {
    const seen = new Map<string, tf.Tensor>();
    const context = contextOf(spec, layout, parameters, {
      batch: (part, value) => seen.set(part, value),
      agents: (group, part, value) => seen.set(`${group}/${part}`, value),
    });
    const { input, target } = supportOf(fixture, step);
    state = innerStep({ ...context, touch: touches(step) }, state, input, target).state;
    const steps = tasksOf(fixture).map((task) => task.steps[step]!);
    let compared = 0;
    for (const [name, value] of seen) {
      const expected = expectedOf(layout, steps, name);
      if (expected === undefined) continue;
      check(`step ${step} ${name}`, value, expected);
      compared++;
    }
    expect(compared).toBeGreaterThan(layout.groups.length);
    for (const [layer, own] of state.network) {
      check(
        `step ${step} weight ${layer}`,
        own.weight,
        steps.flatMap((s) => numbers(s.network[layer]!.weight!)),
      );
      check(
        `step ${step} bias ${layer}`,
        own.bias,
        steps.flatMap((s) => numbers(s.network[layer]!.bias!)),
      );
    }
  }
  await verify(checks);
}

async function checkGradient(fixture: Fixture): Promise<void> {
  const spec = specOf(fixture);
  const layout = fixtureLayout(fixture);
  const tasks = tasksOf(fixture);
  const held = tasks.map((task) => task.heldOut).filter((h) => h !== undefined);
  const batch: MetaBatch = {
    support: [0, 1].map((step) => supportOf(fixture, step)),
    heldOut:
      held.length === 0
        ? undefined
        : {
            input: stacked(
              held.map((h) => h.input),
              [spec.recipe.batch, 1],
            ),
            target: stacked(
              held.map((h) => h.target),
              [spec.recipe.batch, 1],
            ),
          },
  };
  const views = splitViews(layout, tf.tensor1d(flatParameters(fixture, layout)));
  const parameters = namedViews(layout, views);
  const { value, gradients } = valueAndGradients(() => {
    const start = spec.recipe.learnedPrior
      ? initialState(startFromPrior(layout.groups, tasks.length, parameters))
      : startState(fixture, layout);
    return metaLoss(contextOf(spec, layout, parameters), spec.recipe, start, batch).total;
  }, views);
  const checks: Check[] = [{ name: 'meta-loss', actual: value, expected: [fixture.metaLoss], tolerance: FORWARD }];
  const expected = new Map(Object.entries(fixture.metaGradient));
  for (const [path, gradient] of Object.entries(fixture.startGradient ?? {})) expected.set(`start.${path}`, gradient);
  expect(new Set(layout.parameters.map((view) => view.name))).toEqual(new Set(expected.keys()));
  for (const [i, view] of layout.parameters.entries()) {
    checks.push({
      name: `gradient of ${view.name}`,
      actual: gradients[i]!,
      expected: numbers(expected.get(view.name)!),
      tolerance: GRADIENT,
    });
  }
  await verify(checks);
}

/**
 * Runs what compares tensors on one backend, and looks whether any of them is left.
 *
 * @param backend the tfjs backend that must really run; `prepare` makes it available.
 */
export function onBackend(
  title: string,
  backend: string,
  prepare: () => Promise<void>,
  suite: (scoped: (check: () => Promise<void>) => Promise<void>) => void,
): void {
  describe(`${title} on ${backend}`, () => {
    beforeAll(async () => {
      await prepare();
      expect(await tf.setBackend(backend)).toBe(true);
      await tf.ready();
    });
    suite(async (check) => {
      expect(tf.getBackend()).toBe(backend);
      const before = tf.memory().numTensors;
      tf.engine().startScope();
      try {
        await check();
      } finally {
        tf.engine().endScope();
      }
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

/**
 * Fixtures on one backend: predictions, losses, messages, updates, carries and weights to 1e-5, meta-gradients to 1e-4
 * of each tensor's largest entry.
 */
export function fixtureSuite(backend: string, prepare: () => Promise<void>): void {
  onBackend('fixtures', backend, prepare, (scoped) => {
    it.each(FIXTURE_NAMES)('%s', (name) => {
      const fixture = readFixture(name);
      return scoped(async () => {
        await checkForward(fixture, () => undefined);
        await checkGradient(fixture);
      });
    });
  });
}
