import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from './presets.ts';
import { anySpec } from './testing/arbitraries.ts';
import { refuseForTraining, validateProbe, validateSpec } from './validate.ts';

const preset = PRESETS['5x10'].spec;

/** The 5x10 preset as plain data, with one field set (undefined removes it). */
function altered(path: string, value: unknown): unknown {
  const root: unknown = JSON.parse(JSON.stringify(preset));
  const names = path.split('.');
  let at = root as Record<string, unknown>;
  for (const name of names.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const last = names.at(-1) ?? '';
  at[last] = value;
  return root;
}

function refusal(value: unknown) {
  const result = validateSpec(value);
  if (result.ok) throw new Error('expected a refusal');
  return result.failure;
}

const ends = (...layers: unknown[]) => [{ kind: 'dense', units: 20 }, ...layers];
const one = { kind: 'dense', units: 1 };
const softmax = { kind: 'softmax' };

/** Field, value, and the field named in the refusal where it is another. */
const WRONG: [path: string, value: unknown, where?: string][] = [
  ['task.kind', 'digits'],
  ['task.amplitude', [0.5, 0.1]],
  ['task.amplitude', [0.1]],
  ['task.x', [-5, 101], 'task.x.1'],
  ['task.phase', 'wide'],
  ['network', null],
  ['network.inputs', 2],
  ['network.inputs', 1.5],
  ['network.layers', []],
  ['network.layers', { length: 3 }],
  ['network.layers', [{ kind: 'activation', name: 'relu' }]],
  ['network.layers', Array.from({ length: 9 }, () => one)],
  ['network.layers.0', 20],
  ['network.layers.0', { kind: 'conv' }, 'network.layers.0.kind'],
  ['network.layers.0.units', 513],
  ['network.layers.1.name', 'gelu'],
  ['network.layers.4.units', 2],
  ['network.layers', ends(softmax, one), 'network.layers.1'],
  ['network.layers', ends(one, softmax), 'network.layers.2'],
  ['network.loss', 'huber'],
  ['network.loss', 'crossEntropy'],
  ['network.weightSd', 0],
  ['network.weightSd', NaN],
  ['rule.hiddenSize', -1],
  ['rule.hiddenSize', 65],
  ['rule.learnerHidden', [32]],
  ['rule.learnerHidden', [32, 0], 'rule.learnerHidden.1'],
  ['rule.learnerActivation', 'gelu'],
  ['rule.sharing', 1],
  ['rule.aggregation', 'max'],
  ['rule.standardiseInputs', 'yes'],
  ['rule.centreOutputs', 1],
  ['rule.learnOutputScale', null],
  ['recipe.innerSteps', 101],
  ['recipe.batch', 257],
  ['recipe.tasks', 0],
  ['recipe.heldOutPoints', 1001],
  ['recipe.hintWeight', -1],
  ['recipe.heldOutWeight', Infinity],
  ['recipe.heldOutEveryStep', 0],
  ['recipe.learnedPrior', 'no'],
  ['recipe.ownStepSizes', -1],
  ['recipe.ownStepSizes', 101],
  ['recipe.learningRate', 0],
  ['recipe.learningRate', 1.01],
  ['recipe.metaSteps', 1e6 + 1],
  ['recipe.unitNorm', undefined],
  ['recipe.outputScaleRate', -1],
  ['recipe.standardiserBatches', 257],
  ['seeds.rule', 2 ** 31],
  ['seeds.training', 0.5],
];

describe('validateSpec', () => {
  it.each(['5x10', '2x10'] as const)('accepts the preset %s unchanged', (id) => {
    expect(validateSpec(PRESETS[id].spec)).toEqual({ ok: true, value: PRESETS[id].spec });
  });

  it('accepts every spec in range', () => {
    fc.assert(fc.property(anySpec, (spec) => validateSpec(spec).ok));
  });

  it('words a refusal as field, value, allowed', () => {
    expect(refusal(altered('rule.messageSize', 0))).toEqual({
      where: 'rule.messageSize',
      message: 'rule.messageSize is 0; allowed: a whole number from 1 to 64',
    });
    expect(refusal(altered('recipe.schedule', 'warm')).message).toBe(
      'recipe.schedule is "warm"; allowed: one of constant, cosine',
    );
    expect(refusal(altered('rule.stateful', undefined)).message).toBe(
      'rule.stateful is missing; allowed: true or false',
    );
  });

  it.each(WRONG)('refuses %s = %j by name', (path, value, where = path) => {
    const found = refusal(altered(path, value));
    expect(found.where).toBe(where);
    expect(found.message.startsWith(`${where} `)).toBe(true);
    expect(found.message).toContain('; allowed: ');
  });

  it('refuses unknown fields by name', () => {
    expect(refusal(altered('rule.colour', 'red')).message).toMatch(
      /^rule\.colour is not a known field; known: stateful,/,
    );
    expect(refusal(altered('network.layers.0.name', 'relu')).where).toBe('network.layers.0.name');
    expect(refusal(JSON.parse('{"__proto__": 1}')).where).toBe('__proto__');
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => !validateSpec(value).ok),
    );
    fc.assert(
      fc.property(fc.constantFrom('task.x', 'network.layers', 'rule', 'recipe.batch'), fc.anything(), (path, value) => {
        validateSpec(altered(path, value));
      }),
    );
  });

  it('accepts cross-entropy after softmax or sigmoid', () => {
    const sigmoid = { kind: 'activation', name: 'sigmoid' };
    for (const last of [softmax, sigmoid]) {
      const network = { ...preset.network, loss: 'crossEntropy', layers: ends(one, last) };
      expect(validateSpec({ ...preset, network }).ok).toBe(true);
    }
  });
});

describe('refuseForTraining', () => {
  it('passes the presets', () => {
    expect(refuseForTraining(preset)).toEqual({ ok: true, value: preset });
  });

  it('refuses the step activation, which a spec may hold for evaluation', () => {
    const spec = validateSpec(altered('network.layers.1.name', 'step'));
    if (!spec.ok) throw new Error(spec.failure.message);
    const refused = refuseForTraining(spec.value);
    expect(refused).toMatchObject({ ok: false, failure: { where: 'network.layers.1.name' } });
  });

  it('refuses a meta-loss of nothing', () => {
    const recipe = { ...preset.recipe, hintWeight: 0, heldOutWeight: 0 };
    expect(refuseForTraining({ ...preset, recipe })).toMatchObject({
      ok: false,
      failure: { where: 'recipe.heldOutWeight' },
    });
  });
});

describe('validateProbe', () => {
  const probe = { taskSeed: 7, networkSeed: 3, steps: 5 };

  it('accepts probes with and without a task set by hand', () => {
    expect(validateProbe(probe, preset)).toEqual({ ok: true, value: probe });
    const byHand = { ...probe, amplitude: -5, phase: 2 * Math.PI };
    expect(validateProbe(byHand, preset)).toEqual({ ok: true, value: byHand });
  });

  it.each([
    ['taskSeed', -1],
    ['networkSeed', 1.5],
    ['steps', 0],
    ['steps', 101],
    ['amplitude', 5.1],
    ['amplitude', NaN],
    ['phase', 6.3],
    ['phase', '1'],
    ['unknown', 1],
    ['noise', 2],
    ['frequency', -1],
    ['curve', [0.1, 0.2, NaN].slice(0, 1)],
    ['support', []],
  ])('refuses %s = %j', (name, value) => {
    expect(validateProbe({ ...probe, [name]: value }, preset)).toMatchObject({
      ok: false,
      failure: { where: `probe.${name}` },
    });
  });
});

it('takes a shortest horizon up to the horizon itself', () => {
  const { spec } = PRESETS['5x10'];
  const shortest = (shortestHorizon: number) => ({ ...spec, recipe: { ...spec.recipe, shortestHorizon } });
  expect(validateSpec(shortest(5)).ok).toBe(true);
  expect(validateSpec(shortest(6)).ok).toBe(false);
});
