import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink, type LabLink } from './link.ts';
import { PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import { anyProbe, anySpec } from '../experiment/testing/arbitraries.ts';

const base: LabLink = {
  preset: '2x10',
  spec: PRESETS['2x10'].spec,
  probe: { taskSeed: 7, networkSeed: 3, steps: 5 },
};

const refusal = (text: string) => {
  const result = decodeLink(text);
  if (result.ok) throw new Error(`expected a refusal of ${text}`);
  return result.failure;
};

const name = fc.stringMatching(/^[A-Za-z0-9._:-]{1,40}$/);
const anyLink: fc.Arbitrary<LabLink> = fc
  .record({ preset: fc.constantFrom(...PRESET_IDS), spec: anySpec, probe: anyProbe })
  .chain((link) => {
    const phases = link.spec.network.layers.filter((layer) => layer.kind === 'dense').length + 2;
    const moment = fc.record({ step: fc.integer({ min: 1, max: link.probe.steps }), phase: fc.nat(phases) });
    return fc
      .record({ ruleId: name, moment, selection: name, pinned: name }, { requiredKeys: [] })
      .map((place): LabLink => ({ ...link, ...place }));
  });

describe('a link', () => {
  it('gives back every experiment exactly', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const text = encodeLink(link);
        expect(text).toMatch(/^[\w.:,=&%+-]+$/);
        expect(decodeLink(text)).toEqual({ ok: true, value: link });
        expect(decodeLink(`#${text}`)).toEqual({ ok: true, value: link });
      }),
      { numRuns: 200 },
    );
  });

  it('says only what differs from the preset', () => {
    expect(encodeLink(base)).toBe('v=1&preset=2x10&task=7&net=3&k=5');
    const { spec } = base;
    const changed: LabLink = {
      ...base,
      ruleId: 'sinusoid-2x10',
      probe: { ...base.probe, amplitude: 0.3, phase: 1.2 },
      spec: {
        ...spec,
        task: { ...spec.task, x: [-4, 4.5] },
        network: { ...spec.network, layers: [...spec.network.layers.slice(0, 2), { kind: 'dense', units: 1 }] },
        rule: { ...spec.rule, messageSize: 4, centreOutputs: false },
        recipe: { ...spec.recipe, learningRate: 1e-7 },
      },
      moment: { step: 3, phase: 2 },
      selection: 'w2:8:0',
    };
    expect(encodeLink(changed)).toBe(
      'v=1&preset=2x10&rule=sinusoid-2x10&task=7&net=3&k=5&A=0.3&ph=1.2' +
        '&x=-4,4.5&layers=20r.1&m=4&centre=0&lr=1e-7&at=3.2&sel=w2:8:0',
    );
    expect(decodeLink(encodeLink(changed))).toEqual({ ok: true, value: changed });
  });

  it('may be empty, or leave the probe to its defaults', () => {
    expect(decodeLink('')).toEqual({ ok: true, value: undefined });
    expect(decodeLink('#')).toEqual({ ok: true, value: undefined });
    const probe = { taskSeed: 0, networkSeed: 0, steps: 2 };
    expect(decodeLink('v=1&preset=2x10')).toEqual({ ok: true, value: { ...base, probe } });
  });

  it('carries the compared agent and the whole layer', () => {
    const link: LabLink = { ...base, selection: 'w2:8:13', pinned: 'b2:4', view: { whole: true } };
    expect(encodeLink(link)).toMatch(/&sel=w2:8:13&pin=b2:4&all=1$/);
    expect(decodeLink(encodeLink(link))).toEqual({ ok: true, value: link });
    expect(decodeLink('v=1&preset=2x10&all=2')).toMatchObject({ value: { leftOut: ['all is "2"; allowed: 1'] } });
  });

  it('carries the channels of the Agents figure and its path', () => {
    for (const lines of ['norm', 'carry', 'spread', 'message3'] as const) {
      const view = { lines, size: 'weight', path: true } as const;
      const text = encodeLink({ ...base, view });
      expect(text).toMatch(new RegExp(`&lines=${lines}&size=weight&path=1$`));
      expect(decodeLink(text)).toMatchObject({ ok: true, value: { view } });
    }
  });

  it('says how the figures stand', () => {
    const view = { agents: 'grid', lines: 'weight', point: 5, drawer: true, map: 'units.256' } as const;
    const text = encodeLink({ ...base, selection: 'none', view });
    expect(text).toMatch(/&sel=none&view=grid&lines=weight&point=5&drawer=1&map=units\.256$/);
    expect(decodeLink(text)).toMatchObject({ ok: true, value: { selection: 'none', view } });
  });

  it('survives programs that percent-encode it', () => {
    expect(decodeLink('#v=1&preset=2x10&x=-4%2C4&sel=w2%3A8%3A13')).toMatchObject({
      ok: true,
      value: { selection: 'w2:8:13', spec: { task: { x: [-4, 4] } } },
    });
  });

  it('is refused for another version, whatever else it says', () => {
    expect(refusal('v=7&colour=red').message).toBe(
      'this link was made by version 7 of the lab; this page reads version 1',
    );
    expect(refusal('preset=5x10').message).toContain('does not say which version');
    expect(refusal('settings').message).toContain('does not say which version');
  });

  it.each([
    ['m', 'rule.messageSize', 'rule.messageSize is ""; allowed: a whole number from 1 to 64'],
    ['m=0', 'rule.messageSize', 'rule.messageSize is 0; allowed: a whole number from 1 to 64'],
    ['m=0x10', 'rule.messageSize', 'is "0x10"'],
    ['state=yes', 'rule.stateful', 'is "yes"; allowed: true or false'],
    ['x=5,-5', 'task.x', 'is [5, -5]; allowed: the low end first'],
    ['x=5', 'task.x', 'is [5]'],
    ['layers=20q.1', 'network.layers', 'is "20q.1"'],
    ['layers=20r.2', 'network.layers.2.units', 'is 2; allowed: 1 for the output'],
    ['layers=600r.1', 'network.layers.0.units', 'is 600'],
    ['loss=%zz', 'loss', 'not readable'],
    ['task=-1', 'probe.taskSeed', 'is -1'],
    ['k=101', 'probe.steps', 'is 101'],
    ['A=9', 'probe.amplitude', 'is 9; allowed: a number from -5 to 5'],
  ])('is refused for %s', (part, where, message) => {
    const found = refusal(`v=1&preset=2x10&${part}`);
    expect(found.where).toBe(where);
    expect(found.message).toContain(message);
  });

  it.each([
    ['colour=red', '"colour", which this page does not know'],
    ['m=4&m=5', 'a second m'],
    ['k=3&at=4.0', 'at is "4.0"; allowed: a step from 1 to 3, a dot and a phase from 0 to 5'],
    ['at=1.6', 'at is "1.6"'],
    ['at=0.0', 'at is "0.0"'],
    ['at=x', 'at is "x"'],
    ['rule=../a', 'rule is "../a"'],
    ['sel=', 'sel is ""'],
    ['view=map', 'view is "map"; allowed: lines, grid'],
    ['lines=red', 'allowed: change, weight'],
    ['lines=message0', 'allowed: change, weight'],
    ['size=big', 'allowed: change, weight'],
    ['path=yes', 'allowed: 1'],
    ['point=-1', 'allowed: a whole number from 0'],
    ['drawer=yes', 'allowed: 1'],
  ])('leaves out %s, says so, and reads the rest', (part, words) => {
    const read = decodeLink(`v=1&preset=2x10&task=7&${part}`);
    if (!read.ok) throw new Error(read.failure.message);
    expect(read.value?.probe.taskSeed).toBe(7);
    expect(read.value?.leftOut).toHaveLength(1);
    expect(read.value?.leftOut?.[0]).toContain(words);
  });

  it.each(['.', ')', '),', '\u200b', '%E2%80%8B', '&utm_source=letter', '&utm_source=letter&utm_medium=x.', '&'])(
    'is read with %s at its end',
    (tail) => {
      for (const link of ['v=1&preset=2x10&task=7&at=1.3', 'v=1&preset=2x10&task=7', 'v=1&task=7&preset=2x10']) {
        const read = decodeLink(link + tail);
        if (!read.ok) throw new Error(read.failure.message);
        const { leftOut, ...rest } = read.value ?? {};
        expect({ ok: true, value: rest }).toEqual(decodeLink(link));
        expect(leftOut === undefined).toBe(tail === '&');
      }
    },
  );

  it('is read as HTML writes it, and a formula keeps its last bracket', () => {
    const link = 'v=1&preset=2x10&task=7&at=1.3';
    expect(decodeLink(link.replaceAll('&', '&amp;'))).toEqual(decodeLink(link));
    const formula = decodeLink('v=1&preset=2x10&std=0&centre=0&scale=0&prior=0&f=weight.update%20=%20tanh(m)');
    expect(formula).toMatchObject({ ok: true, value: { spec: { rule: { formula: 'weight.update = tanh(m)' } } } });
  });

  it('is refused without a preset this page knows', () => {
    expect(refusal('v=1').message).toBe(
      'preset is missing; allowed: one of 5x10, 2x10, boundary, 5x10-published, 2x10-published, sinusoid-standard',
    );
    expect(refusal('v=1&preset=9x9').message).toBe(
      'preset is "9x9"; allowed: one of 5x10, 2x10, boundary, 5x10-published, 2x10-published, sinusoid-standard',
    );
  });

  it('never throws on any text', () => {
    const keys = fc.constantFrom('preset', 'm', 'x', 'layers', 'at', 'sel', 'k', 'A', 'loss', 'prior', '__proto__', '');
    const parts = fc.array(fc.tuple(keys, fc.oneof(fc.string(), fc.constantFrom('1', '5x10', '1,2', '20r.1', '%'))));
    fc.assert(
      fc.property(parts, fc.boolean(), (list, ours) => {
        const text = list.map(([key, value]) => `${key}=${value}`).join('&');
        decodeLink(ours ? `v=1&preset=5x10&${text}` : text);
      }),
    );
  });
});
