import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { layoutOf } from '../experiment/layout.ts';
import { unwrap } from '../lib/result.ts';
import { continuedUnder, freshParameters, restingFrom } from '../mplp/fresh.ts';
import { innerStep, type InnerState } from '../mplp/innerStep.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { trainingRng } from '../tasks/streams.ts';
import { batchTensors, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

const SPEC = tinySpec({}, { learnedPrior: true, ownStepSizes: 2 });
const LAYOUT = layoutOf(SPEC);

/** Weights and biases of one task after each of three inner steps, by group. */
function adapted(sizes: (group: string, size: number) => number[]): ReadonlyMap<string, Float32Array>[] {
  const all: ReadonlyMap<string, Float32Array>[] = [];
  tf.tidy(() => {
    const flat = freshParameters(SPEC, LAYOUT);
    for (const view of LAYOUT.parameters)
      if (view.role === 'stepSizes') flat.set(sizes(view.name.replace('stepSizes.', ''), view.size), view.offset);
    const parameters = namedViews(LAYOUT, splitViews(LAYOUT, tf.tensor1d(flat)));
    const drawn = drawTasks(SPEC, LAYOUT.groups, [trainingRng(0, 0, 0)], { steps: 3, heldOut: 5 });
    let state: InnerState = startOf(SPEC, LAYOUT.groups, drawn, parameters);
    const numbers = () =>
      new Map(
        [...state.network].flatMap(([layer, { weight, bias }]) => [
          [`${layer}.weight`, Float32Array.from(weight.dataSync())] as const,
          [`${layer}.bias`, Float32Array.from(bias.dataSync())] as const,
        ]),
      );
    all.push(numbers());
    for (const points of drawn.support) {
      const { input, target } = batchTensors(SPEC.network, 1, points);
      state = innerStep(contextOf(SPEC, LAYOUT, parameters), state, input, target).state;
      all.push(numbers());
    }
  });
  return all;
}

const moved = (all: readonly ReadonlyMap<string, Float32Array>[], step: number, group: string) =>
  all[step]!.get(group)!.map((value, n) => value - all[step - 1]!.get(group)![n]!);

describe("a rule's own step sizes", () => {
  it('change nothing while they are 1, as they are in a fresh rule', () => {
    const ones = adapted((_, size) => Array.from({ length: size }, () => 1));
    const fresh = freshParameters(SPEC, LAYOUT);
    const sizes = LAYOUT.parameters.filter(({ role }) => role === 'stepSizes');
    expect(sizes.map(({ name }) => name.replace('stepSizes.', ''))).toEqual(
      LAYOUT.groups.filter(({ ownsParameter }) => ownsParameter).map(({ id }) => id),
    );
    for (const { offset, size } of sizes) expect([...new Set(fresh.subarray(offset, offset + size))]).toEqual([1]);
    const plain = { ...SPEC, recipe: { ...SPEC.recipe, ownStepSizes: 0 } };
    const layout = layoutOf(plain);
    tf.tidy(() => {
      const parameters = namedViews(layout, splitViews(layout, tf.tensor1d(fresh.slice(0, layout.size))));
      const drawn = drawTasks(plain, layout.groups, [trainingRng(0, 0, 0)], { steps: 3, heldOut: 5 });
      let state: InnerState = startOf(plain, layout.groups, drawn, parameters);
      drawn.support.forEach((points, k) => {
        const { input, target } = batchTensors(plain.network, 1, points);
        state = innerStep(contextOf(plain, layout, parameters), state, input, target).state;
        for (const [layer, { weight }] of state.network)
          expect(Float32Array.from(weight.dataSync())).toEqual(ones[k + 1]!.get(`${layer}.weight`));
      });
    });
  });

  it('are factors of single agents: one weight three times as fast in the first step, all still in the later ones', () => {
    const plain = adapted((_, size) => Array.from({ length: size }, () => 1));
    const own = adapted((group, size) =>
      Array.from({ length: size }, (__, n) => (n >= size / 2 ? 0 : group === '2.weight' && n === 4 ? 3 : 1)),
    );
    for (const group of plain[0]!.keys()) {
      const [before, after] = [moved(plain, 1, group), moved(own, 1, group)];
      after.forEach((value, n) => expect(value).toBeCloseTo(before[n]! * (group === '2.weight' && n === 4 ? 3 : 1), 7));
      expect(before.some((value) => value !== 0)).toBe(true);
      for (const step of [2, 3]) expect([...new Set(moved(own, step, group).map(Math.abs))]).toEqual([0]);
    }
  });

  it('come to a rule that had none, with fresh moments, and leave the rest', async () => {
    const before = await freshRule(tinySpec({}, { learnedPrior: true }));
    const kept = before.parameters.slice();
    const optimiser = { since: 3, firstMoment: kept.map(() => 0.5), secondMoment: kept.map(() => 0.25) };
    const after = continuedUnder({ ...before, optimiser }, SPEC);
    expect(after.spec).toBe(SPEC);
    expect(after.parameters.subarray(0, kept.length)).toEqual(kept);
    const added = LAYOUT.size - kept.length;
    expect([...after.parameters.subarray(kept.length)]).toEqual(Array.from({ length: added }, () => 1));
    expect(after.optimiser!.since).toBe(3);
    for (const [name, was] of [
      ['firstMoment', 0.5],
      ['secondMoment', 0.25],
    ] as const) {
      expect([...new Set(after.optimiser![name].subarray(0, kept.length))]).toEqual([was]);
      expect([...new Set(after.optimiser![name].subarray(kept.length))]).toEqual([0]);
    }
    expect(before.parameters).toEqual(kept);
  });

  it('of further inner steps begin as those of the last', async () => {
    const before = continuedUnder(await freshRule(tinySpec({}, { learnedPrior: true })), SPEC);
    before.parameters.forEach((_, i) => (before.parameters[i] = i));
    const further = tinySpec({}, { learnedPrior: true, ownStepSizes: 4 });
    const after = continuedUnder(before, further);
    for (const { name, offset, size } of layoutOf(further).parameters) {
      const old = LAYOUT.parameters.find((view) => view.name === name)!;
      const was = [...before.parameters.subarray(old.offset, old.offset + old.size)];
      const last = was.slice(was.length / 2);
      const expected = name.startsWith('stepSizes.') ? [...was, ...last, ...last] : was;
      expect([...after.parameters.subarray(offset, offset + size)], name).toEqual(expected);
    }
  });

  it('are 0 from the step on that is to rest, with their moments; all else stays', async () => {
    const before = continuedUnder(await freshRule(tinySpec({}, { learnedPrior: true })), SPEC);
    const moment = before.parameters.map((_, i) => i + 1);
    const optimiser = { since: 3, firstMoment: moment, secondMoment: moment };
    const after = restingFrom({ ...before, optimiser }, 2);
    expect(after.spec).toBe(SPEC);
    for (const [was, is] of [
      [before.parameters, after.parameters],
      [moment, after.optimiser!.firstMoment],
      [moment, after.optimiser!.secondMoment],
    ] as const)
      for (const { role, name, offset, size } of LAYOUT.parameters) {
        const kept = role === 'stepSizes' ? size / 2 : size;
        const rest = Array.from({ length: size - kept }, () => 0);
        expect([...is.subarray(offset, offset + size)], name).toEqual([
          ...was.subarray(offset, offset + kept),
          ...rest,
        ]);
      }
  });
});
