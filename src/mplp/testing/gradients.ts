// The oracle's true gradients and cosines (maths.md section 10), on every backend.

import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { heardAgreement, sentAgreement, updateAgreement, type Cosine } from '../../record/agreement.ts';
import { buildRecord, type EpisodeRecord, type SectionInput } from '../../record/episode.ts';
import { sectionName } from '../../record/sections.ts';
import { innerStep, type InnerState } from '../innerStep.ts';
import { contextOf, namedViews, splitViews } from '../rule.ts';
import { onBackend, supportOf } from './conformance.ts';
import {
  disagreement,
  fixtureLayout,
  flatParameters,
  numbers,
  readFixture,
  specOf,
  startState,
  type Fixture,
  type Nested,
} from './fixtures.ts';

interface GradientStep {
  readonly loss: number;
  readonly gradient: readonly Readonly<Partial<Record<'weight' | 'bias' | 'input' | 'output', Nested>>>[];
  readonly cosine: {
    readonly update: Readonly<Record<string, Cosine>>;
    readonly heardAndOutput: Readonly<Record<string, readonly Cosine[]>>;
    readonly sentAndInput: Readonly<Record<string, readonly Cosine[]>>;
  };
  readonly length: { readonly update: number; readonly gradient: number };
}

const FILES = ['stateful-l2', 'stateful-softmax-cross-entropy', 'stateless-l2', 'stateless-learned-prior-held-out'];
const GRADIENT = 1e-4;
const COSINE = 1e-4;

/** The fixture's adaptation, recorded with gradients as an episode is. */
async function recordOf(fixture: Fixture): Promise<EpisodeRecord> {
  const [spec, layout] = [specOf(fixture), fixtureLayout(fixture)];
  const parameters = namedViews(layout, splitViews(layout, tf.tensor1d(flatParameters(fixture, layout))));
  let state: InnerState = startState(fixture, layout);
  const sections: [string, tf.Tensor][] = [];
  for (const step of [1, 2]) {
    const { input, target } = supportOf(fixture, step - 1);
    sections.push([sectionName.batch(step, 'input'), input]);
    for (const [layer, { weight, bias }] of state.network) {
      sections.push([sectionName.agents(step, `${layer}.weight`, 'parameter'), weight]);
      sections.push([sectionName.agents(step, `${layer}.bias`, 'parameter'), bias]);
    }
    const context = contextOf(spec, layout, parameters, {
      gradients: true,
      agents: (group, part, value) => sections.push([sectionName.agents(step, group, part), value]),
    });
    state = innerStep(context, state, input, target).state;
  }
  const read = sections.map(async ([name, value]) => {
    return [name, { data: await value.data<'float32'>(), shape: value.shape.slice(1) }] as const;
  });
  const probe = { taskSeed: 0, networkSeed: 0, steps: 2 };
  const about = { spec, probe, task: { amplitude: 1, phase: 0 }, metaStep: 0, backend: tf.getBackend(), omitted: [] };
  return buildRecord(about, Object.fromEntries(await Promise.all(read)) satisfies SectionInput);
}

function expectCosines(name: string, actual: readonly Cosine[] | undefined, expected: readonly Cosine[]): void {
  expect(actual, name).toHaveLength(expected.length);
  expected.forEach((cosine, i) => {
    if (cosine === null) expect(actual?.[i], name).toBeNull();
    else expect(Math.abs((actual?.[i] ?? NaN) - cosine), name).toBeLessThanOrEqual(COSINE);
  });
}

function checkGradients(record: EpisodeRecord, step: number, expected: GradientStep): void {
  expected.gradient.forEach((layer, index) => {
    const dense = layer.weight !== undefined;
    const kind = record.header.spec.network.layers[index]?.kind ?? '';
    const own = [
      [`${index}.weight`, 'gradient', layer.weight],
      [`${index}.bias`, 'gradient', layer.bias],
      [dense ? `${index}.bias` : `${index}.${kind}`, 'gradientOut', layer.output],
      [dense ? '' : `${index}.${kind}`, 'gradientIn', layer.input],
    ] as const;
    for (const [group, part, values] of own) {
      if (values === undefined || group === '') continue;
      const name = sectionName.agents(step, group, part);
      const { offset, shape } = record.header.sections[name]!;
      const size = shape.reduce((product, width) => product * width, 1);
      const actual = record.data.subarray(offset, offset + size);
      expect(disagreement(actual, numbers(values), GRADIENT), name).toBeLessThanOrEqual(1);
    }
  });
}

function checkCosines(fixture: Fixture, record: EpisodeRecord, step: number, { cosine, length }: GradientStep): void {
  const layout = fixtureLayout(fixture);
  const idOf = (name: string) => (name === 'loss' ? layout.groups.at(-1)!.id : name.replace('layers.', ''));
  const updates = updateAgreement(record, step);
  const all = Object.entries(cosine.update);
  expect(updates.size).toBe(all.length);
  for (const [name, value] of all) expectCosines(name, [updates.get(idOf(name))?.cosine ?? null], [value]);
  expect(updates.get('all')!.update / length.update).toBeCloseTo(1, 4);
  expect(updates.get('all')!.gradient / length.gradient).toBeCloseTo(1, 4);
  const groupOf = (name: string) => layout.groups.find(({ id }) => id === idOf(name))!;
  for (const [name, channels] of Object.entries(cosine.heardAndOutput))
    expectCosines(`${name} hears`, heardAgreement(record, step, groupOf(name)), channels);
  for (const [name, channels] of Object.entries(cosine.sentAndInput))
    expectCosines(`${name} sends`, sentAgreement(record, step, groupOf(name)), channels);
  expect(heardAgreement(record, step, layout.groups.at(-1)!)).toBeUndefined();
}

/** Gradients to 1e-4 of each tensor's largest entry, cosines to 1e-4. */
export function gradientSuite(backend: string, prepare: () => Promise<void>): void {
  onBackend('true gradients', backend, prepare, (scoped) => {
    it.each(FILES)('%s', (name) =>
      scoped(async () => {
        const url = new URL(`../fixtures/gradients-${name}.json`, import.meta.url);
        const file = JSON.parse(readFileSync(url, 'utf8')) as { base: string; steps: readonly GradientStep[] };
        const fixture = readFixture(file.base);
        const record = await recordOf(fixture);
        file.steps.forEach((expected, i) => {
          checkGradients(record, i + 1, expected);
          checkCosines(fixture, record, i + 1, expected);
        });
        expect(file.steps).toHaveLength(2);
      }),
    );
  });
}
