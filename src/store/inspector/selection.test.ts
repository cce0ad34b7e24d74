import { expect, it } from 'vitest';

import type { AgentRef } from '../../record/moment.ts';
import { comparing, INITIAL_SELECTION, pinningFor, selecting, swapping, type SelectionSlice } from './selection.ts';

const A: AgentRef = { group: '2.weight', unit: [8, 13] };
const B: AgentRef = { group: '2.bias', unit: [4] };
const at = (part: Partial<SelectionSlice>): SelectionSlice => ({ ...INITIAL_SELECTION, ...part });

it('keeps the pinned agent while others are selected', () => {
  const pinned = at({ agent: A, ...comparing(at({ agent: A })) });
  expect(pinned.pinned).toBe(A);
  expect({ ...pinned, ...selecting(pinned, B) }).toMatchObject({ agent: B, pinned: A });
  expect(comparing(pinned)).toEqual({ pinned: undefined });
});

it('pins the selected agent for the next, or the next itself where none is selected', () => {
  expect(pinningFor(at({ agent: A }), B)).toMatchObject({ agent: B, pinned: A });
  expect(pinningFor(at({}), B)).toMatchObject({ agent: B, pinned: B });
});

it('takes back the layer, then the comparison, then the selection', () => {
  const all = at({ agent: A, pinned: B, whole: true });
  const one = { ...all, ...selecting(all, undefined) };
  expect(one).toMatchObject({ agent: A, pinned: B, whole: false });
  const alone = { ...one, ...selecting(one, undefined) };
  expect(alone).toMatchObject({ agent: A, pinned: undefined });
  expect(selecting(alone, undefined)).toEqual({ agent: undefined, cleared: true });
});

it('swaps only what there is to swap', () => {
  expect(swapping(at({ agent: A, pinned: B }))).toEqual({ agent: B, pinned: A });
  expect(swapping(at({ agent: A }))).toEqual({});
});
