import { expect, it } from 'vitest';

import { keyOfText, keyText, NO_RULE, sameRule } from './ruleKey.ts';

it('is written and read without loss, colons in a file name included', () => {
  for (const id of ['a', '', 'learned-prior-2x10', 'C:/rules/a:b.mplp', 'two\nlines']) {
    const key = { kind: 'file', id } as const;
    expect(keyOfText(keyText(key))).toEqual(key);
    expect(sameRule(key, keyOfText(keyText(key)))).toBe(true);
    expect(sameRule(key, { kind: 'saved', id })).toBe(false);
  }
});

it('is no rule for any other text', () => {
  for (const text of ['', 'undefined', 'shipped', 'other:id']) expect(keyOfText(text)).toEqual(NO_RULE);
});
