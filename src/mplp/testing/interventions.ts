// The oracle's known answers for interventions (maths.md section 10), on every backend.

import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Intervention, InterventionKind, Where } from '../../experiment/types.ts';
import { validateProbe } from '../../experiment/validate.ts';
import { SHIPPED_FORMULAS } from '../../formula/shipped.ts';
import type { Draws } from '../touch/draws.ts';
import { touchOf } from '../touch/touch.ts';
import { checkForward, onBackend } from './conformance.ts';
import { numbers, readFixture, specOf, type Fixture, type FixtureStep, type Nested } from './fixtures.ts';

interface Listed {
  readonly steps: readonly [number, number | null];
  readonly what: string;
  readonly at: readonly { readonly group: string; readonly agents?: readonly (number | readonly number[])[] }[];
  readonly value?: number;
  readonly factor?: number;
  readonly rate?: number;
  readonly channels?: readonly number[];
  readonly with?: readonly string[];
  readonly permutations?: readonly Nested[];
  readonly noise?: readonly Nested[];
}

interface Case {
  readonly name: string;
  readonly base?: string;
  readonly interventions: readonly Listed[];
  readonly steps: readonly FixtureStep[];
}

interface CaseFile {
  readonly base: string;
  readonly batch?: number;
  readonly cases: readonly Case[];
}

const FILES = ['stateful-l2', 'stateless-l2', 'batch-4', 'others'];

function readCases(name: string): CaseFile {
  const url = new URL(`../fixtures/interventions-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as CaseFile;
}

/** `layers.2.weight` as the lab's `2.weight`. */
function groupId(fixture: Fixture, name: string): string {
  return name === 'loss' ? `${fixture.config.layers.length}.loss` : name.replace('layers.', '');
}

function placesOf(fixture: Fixture, { at }: Listed): Where[] {
  return at.flatMap(({ group, agents }): Where[] => {
    const id = groupId(fixture, group);
    return agents === undefined
      ? [{ kind: 'group', group: id }]
      : agents.map((agent) => ({ kind: 'agent', group: id, unit: typeof agent === 'number' ? [agent] : agent }));
  });
}

function interventionOf(fixture: Fixture, listed: Listed): Intervention {
  const { steps, what, value, factor, rate, channels, with: partners, noise } = listed;
  const told = what === 'rule.formula' ? undefined : (value ?? factor ?? rate ?? (noise === undefined ? undefined : 1));
  return {
    what: what as InterventionKind,
    at: placesOf(fixture, listed),
    from: steps[0],
    to: steps[1],
    ...(told === undefined ? {} : { value: told }),
    ...(channels === undefined ? {} : { channels }),
    ...(what === 'rule.formula' ? { formula: `${SHIPPED_FORMULAS.sgd}\nrate = ${rate ?? 0}` } : {}),
    ...(partners === undefined ? {} : { with: partners.map((group) => groupId(fixture, group)) }),
  };
}

/** What the file lists in place of random numbers, one entry for each step from the first. */
function listedDraws(listed: ReadonlyMap<Intervention, Listed>): Draws {
  const entry = (one: Intervention, values: readonly Nested[] | undefined, step: number) =>
    numbers(values?.[step - one.from] ?? []);
  return {
    noise: (one, step, _, shape) => tf.tensor(entry(one, listed.get(one)?.noise, step), [1, ...shape]),
    permutations: (one, step, _, samples) =>
      tf.tensor2d(entry(one, listed.get(one)?.permutations, step), [1, samples], 'int32'),
  };
}

async function checkCase(file: CaseFile, { base = file.base, interventions, steps }: Case): Promise<void> {
  const intact = readFixture(base);
  const fixture = { ...intact, config: { ...intact.config, batch: file.batch ?? intact.config.batch }, steps };
  const pairs = interventions.map((listed) => [interventionOf(fixture, listed), listed] as const);
  const list = pairs.map(([one]) => one);
  const spec = specOf(fixture);
  if (list.length > 0) {
    const probe = { taskSeed: 0, networkSeed: 0, steps: steps.length, interventions: list };
    expect(validateProbe(probe, spec)).toEqual({ ok: true, value: probe });
  }
  const draws = listedDraws(new Map(pairs));
  await checkForward(fixture, (step) => touchOf(spec, list, step + 1, draws));
}

/** Every case of every file: messages as sent, carries, updates and networks to 1e-5. */
export function interventionSuite(backend: string, prepare: () => Promise<void>): void {
  onBackend('interventions', backend, prepare, (scoped) => {
    for (const name of FILES) {
      const file = readCases(name);
      it.each(file.cases.map((each) => [`${name}: ${each.base ?? ''} ${each.name}`, each] as const))('%s', (_, each) =>
        scoped(() => checkCase(file, each)),
      );
    }
  });
}
