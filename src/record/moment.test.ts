import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentGroups } from '../experiment/layout.ts';
import { decodeLink, encodeLink } from '../link/link.ts';
import { PRESETS } from '../experiment/presets.ts';
import { unwrap } from '../lib/result.ts';
import { anySpec } from '../experiment/testing/arbitraries.ts';
import { agentFromText, agentToText, blocksOf, phasesOf, stepsApplied, type AgentRef } from './moment.ts';

const spec = PRESETS['5x10'].spec;

describe('the inner clock', () => {
  it('goes forward, loss, back layer by layer, update', () => {
    expect(phasesOf(spec)).toEqual([
      { kind: 'forward' },
      { kind: 'loss' },
      { kind: 'back', block: 2 },
      { kind: 'back', block: 1 },
      { kind: 'back', block: 0 },
      { kind: 'update' },
    ]);
  });

  it('counts a step as applied from its update on', () => {
    const phases = phasesOf(spec);
    expect(stepsApplied({ step: 1, phase: 0 }, phases)).toBe(0);
    expect(stepsApplied({ step: 3, phase: 4 }, phases)).toBe(2);
    expect(stepsApplied({ step: 3, phase: 5 }, phases)).toBe(3);
  });

  it('has the phases a link allows: the link may not import this file', () => {
    const probe = { taskSeed: 0, networkSeed: 0, steps: 3 };
    fc.assert(
      fc.property(anySpec, (any) => {
        const last = phasesOf(any).length - 1;
        const link = (phase: number) => encodeLink({ preset: '5x10', spec: any, probe, moment: { step: 3, phase } });
        const read = (phase: number) => unwrap(decodeLink(link(phase)))?.moment;
        expect(read(last)).toEqual({ step: 3, phase: last });
        expect(read(last + 1)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });
});

describe('blocks', () => {
  it('are the layers people count', () => {
    const blocks = blocksOf(spec).map(({ number, groups }) => [number, groups.map((group) => group.id)]);
    expect(blocks).toEqual([
      [1, ['0.weight', '0.bias', '1.activation']],
      [2, ['2.weight', '2.bias', '3.activation']],
      [3, ['4.weight', '4.bias']],
    ]);
  });

  it('hold every agent but the loss, in order, one dense layer each', () => {
    fc.assert(
      fc.property(anySpec, (any) => {
        const blocks = blocksOf(any);
        const ids = blocks.flatMap(({ groups }) => groups.map((group) => group.id));
        expect(ids).toEqual(agentGroups(any).flatMap(({ id, kind }) => (kind === 'loss' ? [] : [id])));
        for (const { groups } of blocks) expect(groups.filter(({ kind }) => kind === 'weight')).toHaveLength(1);
        expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, i) => i + 1));
      }),
      { numRuns: 50 },
    );
  });
});

describe('agents as text', () => {
  const everyAgent = (any: typeof spec): fc.Arbitrary<AgentRef> =>
    fc.constantFrom(...agentGroups(any)).chain(({ id, kind, inputs, outputs }) => {
      const unit = fc.nat(outputs - 1);
      const units = kind === 'weight' ? fc.tuple(fc.nat(inputs - 1), unit) : fc.tuple(unit);
      return units.map((chosen): AgentRef => ({ group: id, unit: chosen }));
    });

  it('come back', () => {
    const pairs = anySpec.chain((any) => everyAgent(any).map((agent) => [any, agent] as const));
    fc.assert(
      fc.property(pairs, ([any, agent]) => {
        expect(agentFromText(agentToText(agent), any)).toEqual(agent);
      }),
    );
  });

  it('read as documented', () => {
    expect(agentToText({ group: '2.weight', unit: [8, 13] })).toBe('w2:8:13');
    expect(agentFromText('b2:4', spec)).toEqual({ group: '2.bias', unit: [4] });
    expect(agentFromText('l5:0', spec)).toEqual({ group: '5.loss', unit: [0] });
  });

  it.each(['', 'w2', 'w2:8', 'w2:20:0', 'w2:0:20', 'b2:1:1', 'b2:20', 'w1:0:0', 'l4:0', 'x2:1', 'w2:-1:0', 'a1:0 '])(
    'name no agent of this network in %j',
    (text) => {
      expect(agentFromText(text, spec)).toBeUndefined();
    },
  );
});
