// The oracle's known answers for formula rules (maths.md section 11), on every backend.

import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseFormula } from '../../formula/parse.ts';
import { SHIPPED_FORMULAS, type FormulaName } from '../../formula/shipped.ts';
import { fixedName } from '../formula.ts';
import { freshParameters } from '../fresh.ts';
import { namedViews, splitViews } from '../rule.ts';
import { checkForward, onBackend } from './conformance.ts';
import {
  disagreement,
  fixtureLayout,
  numbers,
  specOf,
  type Fixture,
  type FixtureStep,
  type Nested,
} from './fixtures.ts';

type Networks = readonly (readonly { readonly weight?: Nested; readonly bias?: Nested }[])[];

interface FormulaFile {
  readonly config: Fixture['config'];
  readonly rate: number;
  readonly start: Fixture['start'];
  readonly batches: readonly Pick<FixtureStep, 'input' | 'target'>[];
  readonly fixed: Readonly<Record<string, Nested>>;
  readonly direct: Readonly<Record<'sgd' | 'momentum', Networks>>;
  readonly rules: Readonly<
    Record<
      FormulaName,
      {
        readonly formulas: Readonly<Record<string, Readonly<Record<string, string>>>>;
        readonly steps: readonly Omit<FixtureStep, 'input' | 'target'>[];
      }
    >
  >;
}

const file = JSON.parse(
  readFileSync(new URL('../fixtures/formula-rules.json', import.meta.url), 'utf8'),
) as FormulaFile;

/** The shipped text at the oracle's rate. */
const textOf = (name: FormulaName) => `${SHIPPED_FORMULAS[name]}\nrate = ${file.rate}`;

function fixtureOf(name: FormulaName): Fixture {
  const { config, start, batches, rules } = file;
  const off = { stateful: false, standardiseInputs: false, centreOutputs: false, learnOutputScale: false };
  return {
    config: { ...config, ...off, sharing: 'none', formula: textOf(name) },
    rules: [],
    start,
    steps: rules[name].steps.map((step, i) => ({ ...step, ...batches[i]! })),
    metaLoss: 0,
    metaGradient: {},
  };
}

/** Messages, updates, carries and networks of every shipped formula, and that SGD and momentum are what they are called. */
export function formulaSuite(backend: string, prepare: () => Promise<void>): void {
  onBackend('formula rules', backend, prepare, (scoped) => {
    it.each(Object.keys(file.rules) as FormulaName[])('%s', (name) =>
      scoped(async () => {
        const fixture = fixtureOf(name);
        const layout = fixtureLayout(fixture);
        const views = splitViews(layout, tf.tensor1d(freshParameters(specOf(fixture), layout)));
        const parameters = new Map(namedViews(layout, views));
        for (const group of layout.groups) {
          const fixed = group.kind === 'weight' ? file.fixed[group.layer] : undefined;
          const shape = [1, 1, group.inputs, group.outputs, 1];
          if (fixed !== undefined) parameters.set(fixedName(group.id), tf.tensor(numbers(fixed), shape));
        }
        await checkForward(fixture, () => undefined, parameters);
      }),
    );

    it('are written as the oracle has them', () => {
      for (const [name, { formulas }] of Object.entries(file.rules)) {
        const lines = Object.entries(formulas).flatMap(([kind, parts]) =>
          Object.entries(parts).map(([part, expression]) => `${kind}.${part} = ${expression}`),
        );
        const read = (text: string) => parseFormula(text, file.config);
        expect(read(textOf(name as FormulaName)), name).toEqual(read([...lines, `rate = ${file.rate}`].join('\n')));
      }
    });

    it('sgd and momentum end where they end without agents', () => {
      for (const [name, networks] of Object.entries(file.direct))
        networks.forEach((layers, step) =>
          layers.forEach((layer, index) => {
            const own = file.rules[name as FormulaName].steps[step]!.network[index]!;
            for (const part of ['weight', 'bias'] as const)
              if (layer[part] !== undefined)
                expect(disagreement(numbers(own[part]!), numbers(layer[part]), 1e-9)).toBeLessThanOrEqual(1);
          }),
        );
    });
  });
}
