import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import { interventionsFault } from '../experiment/interventions.ts';
import type { Intervention } from '../experiment/types.ts';
import { anyIntervention } from '../experiment/testing/interventions.ts';
import { interventionFromText, interventionToText } from './interventionText.ts';
import { decodeLink, encodeLink } from './link.ts';

const { spec } = PRESETS['5x10'];

describe('an intervention as text', () => {
  it('comes back exactly, also from a link', () => {
    fc.assert(
      fc.property(fc.array(anyIntervention, { minLength: 1, maxLength: 4 }), (list) => {
        expect(interventionsFault(spec, list)).toBeUndefined();
        for (const one of list) expect(interventionFromText(interventionToText(one))).toEqual(one);
        const probe = { taskSeed: 1, networkSeed: 2, steps: 5, interventions: list };
        const text = encodeLink({ preset: '5x10', spec, probe });
        expect(decodeLink(text)).toEqual({ ok: true, value: { preset: '5x10', spec, probe } });
      }),
    );
  });

  it.each<[Intervention, string]>([
    [{ what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 1, to: null }, 'silence@w2'],
    [
      {
        what: 'message.clamp',
        at: [{ kind: 'unit', layer: 0, unit: 3 }],
        from: 2,
        to: 2,
        value: 0.5,
        channels: [0, 1],
      },
      'message.clamp=0.5@u0:3@2@channels=0,1',
    ],
    [
      { what: 'rule.swap', at: [{ kind: 'group', group: '0.weight' }], from: 2, to: null, with: ['2.weight'] },
      'rule.swap@w0@2-@with=w2',
    ],
    [
      { what: 'message.noise', at: [{ kind: 'all', of: 'weight' }], from: 1, to: 3, value: 0.1, seed: 4 },
      'message.noise=0.1@weight@1-3@seed=4',
    ],
  ])('%j', (one, text) => {
    expect(interventionToText(one)).toBe(text);
  });

  it('an old link opens as before; a wrong one is refused with what is wrong', () => {
    const old = decodeLink('v=1&preset=2x10&task=7&net=3&k=5');
    expect(old.ok && old.value && 'interventions' in old.value.probe).toBe(false);
    const said = (text: string) => {
      const result = decodeLink(`v=1&preset=5x10&do=${text}`);
      return result.ok ? 'opens' : result.failure.message;
    };
    expect(said('rule.formula@w2@formula=%2525')).toBe('opens');
    expect(said('rule.formula@w2@formula=%25')).toBe('opens'); // and the formula % is refused where it is parsed
    expect(said('silence@w2')).toBe('opens');
    expect(said('silence@w7')).toMatch(/interventions.0.at.0 names agents that are not there/);
    expect(said('silence@somewhere')).toMatch(/names agents that are not there/);
    expect(said('silence@w2;message.scale=much@w2')).toMatch(/interventions.1.value is "much"; allowed: a number/);
    expect(said('silence@w2@later')).toMatch(/interventions.0.from is "later"; allowed: a whole number/);
    expect(said('silence@w2@3-1')).toMatch(/interventions.0.to is 1/);
  });
});
