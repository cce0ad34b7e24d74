import { describe, expect, it } from 'vitest';
import { countText, countWord, fixed, lossText, plural, powerText, signed, subscript } from './format.ts';

describe('numbers as the page writes them', () => {
  it('have a true minus and fixed decimals', () => {
    expect(fixed(-0.0512, 3)).toBe('−0.051');
    expect(fixed(1.5, 2)).toBe('1.50');
    expect(signed(0.0512, 3)).toBe('+0.051');
    expect(signed(-0.0512, 3)).toBe('−0.051');
  });

  it('have no sign where they round to zero', () => {
    expect(fixed(-0.0001, 3)).toBe('0.000');
    expect(signed(0.0001, 3)).toBe('0.000');
  });

  it('say what is not a number', () => {
    expect(fixed(NaN, 2)).toBe('–');
    expect(signed(-Infinity, 2)).toBe('−∞');
    expect(lossText(Infinity)).toBe('∞');
  });

  it('write losses with four decimals, tiny ones with a power of ten', () => {
    expect(lossText(0.0052)).toBe('0.0052');
    expect(lossText(0)).toBe('0.0000');
    expect(lossText(0.000052)).toBe('5.2·10⁻⁵');
    expect(lossText(0.00009999)).toBe('1.0·10⁻⁴');
    expect(lossText(123456)).toBe('1.2e5');
  });

  it('name ticks, layers and counts', () => {
    expect([0.1, 0.001, 0.0001, 1, 1e4].map(powerText)).toEqual(['0.1', '0.001', '10⁻⁴', '1', '10⁴']);
    expect(subscript(12)).toBe('₁₂');
    expect(plural(1, 'weight')).toBe('1 weight');
    expect(plural(2, 'bias', 'biases')).toBe('2 biases');
    expect(countText(16384)).toBe('16\u202f384');
    expect(countText(8192)).toBe('8192');
    expect([5, 11].map(countWord)).toEqual(['five', '11']);
  });
});
