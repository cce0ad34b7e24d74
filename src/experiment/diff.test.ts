import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSpecs, fieldsOf, refuseForContinuing } from './diff.ts';
import { layersFromText, layersToText } from './layerText.ts';
import { PRESETS } from './presets.ts';
import { anySpec } from './testing/arbitraries.ts';

const spec = PRESETS['5x10'].spec;

describe('diffSpecs', () => {
  it('finds nothing between a spec and itself', () => {
    fc.assert(fc.property(anySpec, (any) => diffSpecs(any, structuredClone(any)).length === 0));
  });

  it('lists what changed, lists as one field', () => {
    const layers = [{ kind: 'dense', units: 1 }] as const;
    const other = {
      ...spec,
      task: { ...spec.task, x: [-5, 4] as const },
      network: { ...spec.network, layers },
      rule: { ...spec.rule, messageSize: 4, learnOutputScale: false },
    };
    expect(diffSpecs(spec, other)).toEqual([
      { field: 'task.x', from: [-5, 5], to: [-5, 4] },
      { field: 'network.layers', from: spec.network.layers, to: layers },
      { field: 'rule.messageSize', from: 8, to: 4 },
      { field: 'rule.learnOutputScale', from: true, to: false },
    ]);
  });

  it('turns around with its arguments', () => {
    fc.assert(
      fc.property(anySpec, anySpec, (a, b) => {
        const back = diffSpecs(b, a).map(({ field, from, to }) => ({ field, from: to, to: from }));
        expect(new Set(back)).toEqual(new Set(diffSpecs(a, b)));
      }),
      { numRuns: 30 },
    );
  });

  it('ignores the order of keys', () => {
    const turned = { ...spec, network: { ...spec.network, layers: [{ units: 1, kind: 'dense' as const }] } };
    expect(diffSpecs({ ...spec, network: { ...spec.network, layers: [{ kind: 'dense', units: 1 }] } }, turned)).toEqual(
      [],
    );
    expect(fieldsOf(spec).size).toBe(40);
  });
});

describe('layers as text', () => {
  it('reads as expected', () => {
    expect(layersToText(spec.network.layers)).toBe('20r.20r.1');
    expect(layersFromText('r.3tx')).toEqual([
      { kind: 'activation', name: 'relu' },
      { kind: 'dense', units: 3 },
      { kind: 'activation', name: 'tanh' },
      { kind: 'softmax' },
    ]);
  });

  it('comes back from text unchanged', () => {
    fc.assert(
      fc.property(anySpec, ({ network }) => {
        expect(layersFromText(layersToText(network.layers))).toEqual(network.layers);
      }),
    );
  });

  it.each(['', '.', '20r.', '.20', '20 r', '20q', '-1', '20r..1', '1e3'])('does not read %j', (text) => {
    expect(layersFromText(text)).toBeUndefined();
  });
});

describe('refuseForContinuing', () => {
  it('lets the recipe, the task and the seeds change', () => {
    const to = { ...spec, recipe: { ...spec.recipe, tasks: 8, learningRate: 1e-4 }, seeds: { rule: 1, training: 2 } };
    expect(refuseForContinuing(spec, to)).toEqual({ ok: true, value: to });
  });

  it('lets step sizes of more inner steps come to a rule, and none go', () => {
    const of = (ownStepSizes: number) => ({
      ...spec,
      recipe: { ...spec.recipe, learnedPrior: true, ownStepSizes },
    });
    for (const from of [of(0), of(4)]) expect(refuseForContinuing(from, of(5))).toEqual({ ok: true, value: of(5) });
    for (const to of [of(0), of(4)])
      expect(refuseForContinuing(of(5), to)).toMatchObject({ ok: false, failure: { where: 'recipe.ownStepSizes' } });
  });

  it.each([
    ['rule.learnerActivation', { ...spec, rule: { ...spec.rule, learnerActivation: 'tanh' } }],
    ['network.layers', { ...spec, network: { ...spec.network, layers: [{ kind: 'dense', units: 1 }] } }],
    ['recipe.learnedPrior', { ...spec, recipe: { ...spec.recipe, learnedPrior: true } }],
  ] as const)('refuses another %s', (where, to) => {
    expect(refuseForContinuing(spec, to)).toMatchObject({ ok: false, failure: { where } });
  });
});
