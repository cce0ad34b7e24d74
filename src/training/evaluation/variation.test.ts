import { describe, expect, it } from 'vitest';
import { unwrap } from '../../lib/result.ts';
import { layersToText } from '../../experiment/layerText.ts';
import { layoutOf } from '../../experiment/layout.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { variedRule, type Variation } from './variation.ts';

const { spec } = PRESETS['5x10'];
const rule = { spec, parameters: new Float32Array(layoutOf(spec).size) };
const vary = (variation: Variation) => unwrap(variedRule(rule, variation));
const layersUnder = (variation: Variation) => layersToText(vary(variation).spec.network.layers);

describe('variedRule', () => {
  it('changes nothing by itself', () => {
    expect(vary({}).spec).toEqual(spec);
    expect(vary({}).changes).toEqual([]);
    expect(vary({ batch: spec.recipe.batch, widths: [20] }).changes).toEqual([]);
  });

  it('says what it changes in tasks and batch', () => {
    const varied = vary({ amplitude: [0.1, 0.8], phase: [0, 2 * Math.PI], batch: 20 });
    expect(varied.spec.task).toMatchObject({ amplitude: [0.1, 0.8], phase: [0, 2 * Math.PI] });
    expect(varied.spec.recipe.batch).toBe(20);
    expect(varied.changes).toEqual([
      'amplitude 0.1 to 0.8; trained on 0.1 to 0.5',
      'phase 0 to 6.283; trained on 0 to 3.142',
      'batches of 20 points; trained on 10',
    ]);
  });

  it('puts noise on targets that are numbers', () => {
    expect(vary({ noise: 0.05 }).changes).toEqual(['noise of sd 0.05 on the support targets; trained without']);
    const result = variedRule({ ...rule, spec: PRESETS.boundary.spec }, { noise: 0.05 });
    expect(result.ok ? '' : result.failure.message).toContain('these tasks have classes');
    expect(variedRule(rule, { noise: -1 }).ok).toBe(false);
  });

  it('widens, deepens and swaps activations', () => {
    expect(layersUnder({ widths: [40] })).toBe('40r.40r.1');
    expect(layersUnder({ widths: [40, 10] })).toBe('40r.10r.1');
    expect(layersUnder({ layers: 4 })).toBe('20r.20r.20r.1');
    expect(layersUnder({ layers: 2 })).toBe('20r.1');
    expect(layersUnder({ layers: 5, widths: [8, 7, 6, 5], activation: 'step' })).toBe('8p.7p.6p.5p.1');
    const deep = vary({ layers: 4, widths: [30], activation: 'tanh' });
    expect(deep.changes).toEqual([
      'network 1-30-30-30-1; trained on 1-20-20-1',
      'activation tanh; trained on relu',
      'dense layer 3 reuses the rules of dense layer 2, the nearest hidden one',
    ]);
    expect(deep.parameters).toHaveLength(layoutOf(deep.spec).size);
  });

  it('refuses in words', () => {
    const why = (variation: Variation, of = rule) => {
      const result = variedRule(of, variation);
      return result.ok ? 'accepted' : result.failure.message;
    };
    expect(why({ widths: [40, 40, 40] })).toContain('3 widths for 2 hidden layers');
    expect(why({ layers: 30 })).toContain('a list of 1 to 24');
    expect(why({ layers: 12 })).toContain('12 dense layers; allowed: 1 to 8');
    expect(why({ amplitude: [0.5, 9] })).toContain('task.amplitude.1 is 9');
    expect(why({ batch: 0 })).toContain('recipe.batch is 0');
    const prior = PRESETS['2x10'].spec;
    const learned = { spec: prior, parameters: new Float32Array(layoutOf(prior).size) };
    expect(why({ widths: [40] }, learned)).toContain('starts from learned weights of a 1-20-20-1 network');
    expect(why({ activation: 'step', batch: 5 }, learned)).toBe('accepted');
  });
});
