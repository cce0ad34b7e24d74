import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import type { Intervention } from '../../experiment/types.ts';
import { branchesAfter, branchOf, nextChanges, possibleBranches, type Branch } from './branches.ts';

const { spec } = PRESETS['2x10'];
const on = (group: string): Intervention => ({ what: 'silence', at: [{ kind: 'group', group }], from: 1, to: null });
const [w, b, a, loss] = [on('2.weight'), on('2.bias'), on('1.activation'), on('5.loss')];

/** What is in force, one after another, from the intact run. */
function visited(...lists: readonly (readonly Intervention[] | undefined)[]): readonly Branch[] {
  let before: readonly Intervention[] | undefined;
  return lists.reduce<readonly Branch[]>((branches, now) => {
    const after = branchesAfter(branches, before, now);
    before = now;
    return after;
  }, []);
}
const lettered = (branches: readonly Branch[]) => branches.map(({ letter, changes }) => [letter, changes]);

describe('branches', () => {
  it('change with what is added and taken away, undone and done again', () => {
    expect(lettered(visited([w], [w, b]))).toEqual([['A', [w, b]]]);
    expect(lettered(visited([w], [w, b], [w]))).toEqual([['A', [w]]]);
  });

  it('stay while the intact run is on show, and another change from there is another branch', () => {
    const two = visited([w], undefined, [b]);
    expect(lettered(two)).toEqual([
      ['A', [w]],
      ['B', [b]],
    ]);
    expect(lettered(visited([w], undefined, [b], [w]))).toEqual(lettered(two));
    expect(branchOf(two, [b])?.letter).toBe('B');
    expect(branchOf(two, undefined)).toBeUndefined();
  });

  it('are at most three: the oldest makes way', () => {
    const four = visited([w], undefined, [b], undefined, [a], undefined, [loss]);
    expect(lettered(four)).toEqual([
      ['B', [b]],
      ['C', [a]],
      ['A', [loss]],
    ]);
    expect(possibleBranches(spec, four).map(({ letter }) => letter)).toEqual(['A', 'B', 'C']);
    expect(
      possibleBranches({ ...spec, network: { ...spec.network, layers: [{ kind: 'dense', units: 1 }] } }, four),
    ).toEqual([]);
  });

  it('come round after one another', () => {
    const two = visited([w], undefined, [b]);
    expect([undefined, [w], [b]].map((now) => nextChanges(two, now))).toEqual([[w], [b], undefined]);
  });
});
