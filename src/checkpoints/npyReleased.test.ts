import { describe, expect, it } from 'vitest';
import { unwrap } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { layoutOf } from '../experiment/layout.ts';
import { validateSpec } from '../experiment/validate.ts';
import { decodeCheckpoint, encodeCheckpoint } from './format.ts';
import { importReleased, priorOrder, releasedOrder, releasedSpec, type ReleasedId } from './npyReleased.ts';
import { countedVector, npyFile, PRIOR_ENTRIES, releasedEntries, type Entry } from './testing/npyFiles.ts';

const vectors = {
  stateful: countedVector(releasedEntries(true)),
  shared: countedVector(releasedEntries(true, true)),
  stateless: countedVector(releasedEntries(false)),
  prior: countedVector(PRIOR_ENTRIES, 100_001),
};

function numbersOf({ spec, parameters }: RuleCheckpoint, name: string): Float32Array {
  const view = layoutOf(spec).parameters.find((entry) => entry.name === name);
  if (view === undefined) throw new Error(`no ${name}`);
  return parameters.subarray(view.offset, view.offset + view.size);
}

/** The released vector again, from the rule: the inverse of the import, written by the spec's words. */
function exported(rule: RuleCheckpoint, entries: readonly Entry[]): number[] {
  return entries.flatMap(([name, size]) => {
    const numbers = numbersOf(rule, name);
    if (numbers.length !== size) throw new Error(`${name}: ${numbers.length} numbers, not ${size}`);
    return [...numbers];
  });
}

const why = (...args: Parameters<typeof importReleased>) => {
  const result = importReleased(...args);
  if (result.ok) throw new Error('expected a refusal');
  return result.failure.message;
};

describe('the order of the released vectors', () => {
  it('has the published counts', () => {
    expect(vectors.stateful).toHaveLength(115_081);
    expect(vectors.stateless).toHaveLength(64_422);
    expect(vectors.prior).toHaveLength(481);
  });

  it('is the one the spec describes, every parameter once', () => {
    const entriesOf = (id: ReleasedId, sharing?: 'rules') =>
      releasedOrder(releasedSpec(id, sharing)).map(({ name, size }): Entry => [name, size]);
    expect(entriesOf('5x10-released')).toEqual(releasedEntries(true));
    expect(entriesOf('2x10-released')).toEqual(releasedEntries(false));
    expect(entriesOf('5x10-released', 'rules')).toEqual(releasedEntries(true, true));
    const spec = releasedSpec('2x10-released');
    expect(priorOrder(spec).map(({ name, size }): Entry => [name, size])).toEqual(PRIOR_ENTRIES);
    const all = [...releasedOrder(spec), ...priorOrder(spec)].map((piece) => piece.name);
    expect([...all].sort()).toEqual(
      layoutOf(spec)
        .parameters.map((view) => view.name)
        .sort(),
    );
  });

  it('belongs to valid specs of the released rules', () => {
    for (const id of ['5x10-released', '2x10-released'] as const) {
      const spec = releasedSpec(id);
      expect(unwrap(validateSpec(spec))).toEqual(spec);
    }
    expect(releasedSpec('5x10-released').rule).toMatchObject({
      ...{ stateful: true, learnerActivation: 'tanh', learnerHidden: [80, 40], messageSize: 8, hiddenSize: 15 },
    });
    expect(releasedSpec('2x10-released').rule).toMatchObject({ stateful: false, learnerActivation: 'relu' });
    expect(releasedSpec('2x10-released').recipe).toMatchObject({ learnedPrior: true, innerSteps: 2, batch: 10 });
  });
});

describe('importing a released rule', () => {
  it('puts known numbers in known places (5x10)', () => {
    const rule = unwrap(importReleased({ rule: npyFile(vectors.stateful) }, '5x10-released'));
    expect(rule).toMatchObject({ spec: releasedSpec('5x10-released'), preset: '5x10-released' });
    // Counted by hand: positions from 0, each holding its position + 1. Dense agents take 6 + 12,984 + 2 numbers.
    expect([...numbersOf(rule, '0.weight.standardiser.scale')]).toEqual([1, 2, 3]);
    expect([...numbersOf(rule, '0.weight.standardiser.shift')]).toEqual([4, 5, 6]);
    expect(numbersOf(rule, '0.weight.learner.gru.updateInput')[0]).toBe(7);
    // [in, out], row-major: row 1 of 24 columns follows row 0.
    expect(numbersOf(rule, '0.weight.learner.gru.updateInput')[24]).toBe(31);
    expect(numbersOf(rule, '0.weight.learner.gru.updateCarry')[0]).toBe(7 + 240);
    expect(numbersOf(rule, '0.weight.learner.gru.nextBias')[0]).toBe(7 + 2 * (240 + 576 + 24));
    expect(numbersOf(rule, '0.weight.learner.gru.nextInput.0.kernel')[0]).toBe(7 + 1704);
    expect(numbersOf(rule, '0.weight.learner.gru.nextCarry.0.kernel')[0]).toBe(7 + 1704 + 5080);
    expect([...numbersOf(rule, '0.weight.output.scale')]).toEqual([12_991]);
    expect([...numbersOf(rule, '0.weight.output.mean')]).toEqual([12_992]);
    expect([...numbersOf(rule, '0.bias.standardiser.scale')]).toEqual([12_993, 12_994, 12_995]);
    expect([...numbersOf(rule, '1.activation.standardiser.scale')]).toEqual([25_985, 25_986]);
    expect(numbersOf(rule, '2.weight.standardiser.scale')[0]).toBe(25_984 + 12_585 + 1);
    expect([...numbersOf(rule, '5.loss.standardiser.scale')]).toEqual([103_123, 103_124, 103_125, 103_126]);
    expect(numbersOf(rule, '5.loss.learner.gru.nextCarry.2.kernel').at(-1)).toBe(115_081);
    expect(exported(rule, releasedEntries(true))).toEqual([...vectors.stateful]);
  });

  it('puts known numbers in known places (2x10 with its prior)', () => {
    const files = { rule: npyFile(vectors.stateless), prior: npyFile(vectors.prior) };
    const rule = unwrap(importReleased(files, '2x10-released'));
    // Dense agents: 6 standardisers, 4,161 of the update, its scale and mean, 4,448 of the message.
    expect(numbersOf(rule, '0.weight.learner.update.0.kernel')[0]).toBe(7);
    expect([...numbersOf(rule, '0.weight.learner.update.2.bias')]).toEqual([4167]);
    expect([...numbersOf(rule, '0.weight.output.scale')]).toEqual([4168]);
    expect([...numbersOf(rule, '0.weight.output.mean')]).toEqual([4169]);
    expect(numbersOf(rule, '0.weight.learner.message.0.kernel')[0]).toBe(4170);
    expect(numbersOf(rule, '0.bias.standardiser.scale')[0]).toBe(8618);
    expect(numbersOf(rule, '5.loss.learner.message.2.bias').at(-1)).toBe(64_422);
    expect(numbersOf(rule, 'start.0.weight')[0]).toBe(100_001);
    expect(numbersOf(rule, 'start.2.weight')[0]).toBe(100_041);
    expect([...numbersOf(rule, 'start.4.bias')]).toEqual([100_481]);
    expect(exported(rule, releasedEntries(false))).toEqual([...vectors.stateless]);
    expect(exported(rule, PRIOR_ENTRIES)).toEqual([...vectors.prior]);
  });

  it('knows shared rules by their count: the learners stand once, at the end', () => {
    const rule = unwrap(importReleased({ rule: npyFile(vectors.shared) }));
    expect(rule.spec.rule.sharing).toBe('rules');
    expect(exported(rule, releasedEntries(true, true))).toEqual([...vectors.shared]);
    expect(numbersOf(rule, '0.bias.learner.gru.nextCarry.2.kernel').at(-1)).toBe(63_145);
  });

  it('finds out by itself which rule it is, and makes a file that reads back', () => {
    expect(unwrap(importReleased({ rule: npyFile(vectors.stateful) })).preset).toBe('5x10-released');
    const files = { rule: npyFile(vectors.stateless), prior: npyFile(vectors.prior) };
    const rule = unwrap(importReleased(files));
    expect(rule.preset).toBe('2x10-released');
    expect(unwrap(decodeCheckpoint(encodeCheckpoint(rule)))).toEqual(rule);
  });

  it('refuses what does not fit, with what was expected and found', () => {
    const [stateful, stateless, prior] = [vectors.stateful, vectors.stateless, vectors.prior].map((v) => npyFile(v));
    expect(why({ rule: npyFile(vectors.stateful.subarray(1)) })).toBe(
      'the file holds 115,080 numbers; expected: 115,081 for 5x10-released, 63,145 for 5x10-released with shared rules, 64,422 for 2x10-released',
    );
    expect(why({ rule: stateful! }, '2x10-released')).toBe(
      'the file holds 115,081 numbers; expected: 64,422 for 2x10-released',
    );
    expect(why({ rule: stateless! })).toContain('starts from a learned prior: its file of 481 numbers is needed too');
    expect(why({ rule: stateful!, prior: prior! })).toContain('a prior has no place in it');
    expect(why({ rule: stateless!, prior: stateful! })).toBe('the prior: 481 numbers expected, 115,081 found');
    expect(why({ rule: stateless!, prior: new ArrayBuffer(3) })).toContain('the prior: this is not a .npy file');
    expect(why({ rule: stateful!.slice(0, -4) })).toContain('cut short');
    expect(why({ rule: npyFile(vectors.stateful, { descr: '<f8' }) })).toContain('64-bit float');
  });
});
