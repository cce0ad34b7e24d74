import { describe, expect, expectTypeOf, it } from 'vitest';
import { flag, positive, readOptions, text, texts, usageOf, whole, word } from './options.ts';

const OPTIONS = {
  rule: text({ value: 'ID', about: 'which rule', needed: true }),
  file: text({ value: 'FILE', about: 'or its file', or: true }),
  tasks: whole({ about: 'how many', otherwise: 1000 }, 1, 1e6),
  minutes: positive({ value: 'N', about: 'how long', newLine: true }, 1e6),
  steps: whole({ value: 'N', about: 'how many steps', or: true }, 0, 1e9),
  kind: word(['a', 'b'], { about: 'which kind' }),
  set: texts({ value: 'x=y', about: 'settings' }),
  hidden: text({ about: 'for those who know', shown: 'hidden' }),
  json: flag('as JSON'),
};

describe('options of a command', () => {
  it('are read as the table says', () => {
    const values = readOptions(OPTIONS, ['--rule', 'r', '--set', 'a=1', '--set', 'b=2', '--kind', 'b']);
    expect(values).toEqual({ rule: 'r', tasks: 1000, kind: 'b', set: ['a=1', 'b=2'], json: false });
    expectTypeOf(values.rule).toEqualTypeOf<string>();
    expectTypeOf(values.tasks).toEqualTypeOf<number>();
    expectTypeOf(values.kind).toEqualTypeOf<'a' | 'b' | undefined>();
  });

  it.each([
    [[], '--rule is missing: which rule'],
    [['--rule', 'r', '--tasks', '0'], '--tasks is 0; allowed: a whole number from 1'],
    [['--rule', 'r', '--minutes', '0'], '--minutes is 0; allowed: a number above 0'],
    [['--rule', 'r', '--kind', 'c'], '--kind is c; allowed: a, b'],
  ])('refuse %j in words', (args, words) => {
    expect(() => readOptions(OPTIONS, args)).toThrow(words);
  });

  it('make the usage text', () => {
    expect(usageOf('mplp do', OPTIONS)).toBe(
      'mplp do --rule ID | --file FILE [--tasks 1000]\n' +
        '        [--minutes N | --steps N] [--kind a|b] [--set x=y ...] [--json]\n',
    );
  });
});
