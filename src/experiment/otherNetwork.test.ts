import { describe, expect, it } from 'vitest';

import { decodeLink, encodeLink } from '../link/link.ts';
import { layersFromText, layersToText } from './layerText.ts';
import { onNetwork, probedSpec, variedNetwork } from './otherNetwork.ts';
import { outsideTraining, probeFor } from './outside.ts';
import { PRESETS } from './presets.ts';
import { validateProbe } from './validate.ts';

const random = PRESETS['5x10'].spec;
const learned = PRESETS['2x10'].spec;
const layers = (text: string) => layersFromText(text) ?? [];
const probe = (text: string) => ({ taskSeed: 1, networkSeed: 2, steps: 3, layers: layers(text) });

describe('a probe on another network', () => {
  it('is kept where the rule runs on it, and left out where it does not or the network is its own', () => {
    expect(probeFor(random, probe('30r.30r.30r.1')).layers).toEqual(layers('30r.30r.30r.1'));
    expect(probeFor(random, probe('20r.20r.1'))).not.toHaveProperty('layers');
    expect(probeFor(random, probe('20r.20r.2'))).not.toHaveProperty('layers');
    expect(probeFor(learned, probe('30r.30r.1'))).not.toHaveProperty('layers');
    expect(probeFor(learned, probe('20p.20p.1')).layers).toEqual(layers('20p.20p.1'));
  });

  it('is refused with the reason', () => {
    const said = (spec: typeof random, text: string) => {
      const result = validateProbe(probe(text), spec);
      return result.ok ? 'fits' : result.failure.message;
    };
    expect(said(random, '8t.1')).toBe('fits');
    expect(said(random, '8.1')).toMatch(/layers cannot be run on: layer 1 is dense; the rule has agents for dense and/);
    expect(said(random, '8r.2')).toMatch(/layers.2.units is 2; allowed: 1 for the output/);
    expect(said(learned, '30r.30r.1')).toMatch(/learned weights of a 1-20-20-1 network/);
  });

  it('has interventions on the agents of that network', () => {
    const at = [{ kind: 'agent', group: '0.weight', unit: [0, 25] }] as const;
    const one = { what: 'silence', at, from: 1, to: null } as const;
    expect(validateProbe({ ...probe('30r.1'), interventions: [one] }, random).ok).toBe(true);
    expect(validateProbe({ ...probe('10r.1'), interventions: [one] }, random).ok).toBe(false);
    expect(probeFor(random, { ...probe('20r.20r.1'), interventions: [one] })).not.toHaveProperty('interventions');
  });

  it('comes back from a link, and stands outside training in words', () => {
    const link = { preset: '5x10', spec: random, probe: probe('30p.30p.30p.1') } as const;
    const text = encodeLink(link);
    expect(text).toContain('&on=30p.30p.30p.1');
    expect(decodeLink(text)).toEqual({ ok: true, value: link });
    // The moment is one of that network's phases; the rule's own network has not so many.
    const at = { step: 1, phase: 6 };
    expect(decodeLink(`${text}&at=1.6`)).toEqual({ ok: true, value: { ...link, moment: at } });
    const own = decodeLink(`${text.replace(/&on=[^&]*/, '')}&at=1.6`);
    expect(own.ok && own.value?.moment).toBeUndefined();
    expect(own.ok && own.value?.leftOut?.join()).toContain('1.6');
    expect(outsideTraining(random, link.probe)).toEqual([
      'network 1-30-30-30-1 (trained on 1-20-20-1)',
      'activation step (trained on relu)',
    ]);
    expect(probedSpec(random, link.probe).network.layers).toHaveLength(7);
  });
});

it('changes width, depth and activation, and says which layers have no rules of their own', () => {
  const network = variedNetwork(random.network, { widths: [12], layers: 5, activation: 'tanh' });
  if (!network.ok) throw new Error(network.failure.message);
  expect(layersToText(network.value.layers)).toBe('12t.12t.12t.12t.1');
  const moved = onNetwork(random, network.value);
  expect(moved.ok && moved.value.reused).toEqual([
    { dense: 3, from: 2 },
    { dense: 4, from: 2 },
  ]);
});
