import { describe, expect, it } from 'vitest';
import {
  countText,
  countWord,
  fixed,
  grouped,
  lossText,
  plural,
  powerText,
  rateText,
  signed,
  subscript,
  tickText,
  timeText,
  titleParts,
} from './format.ts';

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
    expect(lossText(123456)).toBe('1.2·10⁵');
  });

  it('write large losses with four digits', () => {
    expect([1.31269, 36.3924, 162.2668].map(lossText)).toEqual(['1.313', '36.39', '162.3']);
  });

  it('name every tick of a log axis differently', () => {
    const ticks = [0.0002, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.0001].map(tickText);
    expect(ticks).toEqual(['2·10⁻⁴', '5·10⁻⁴', '7·10⁻⁴', '0.001', '0.0015', '0.002', '10⁻⁴']);
    expect(tickText(0.00015)).toBe('1.5·10⁻⁴');
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

it('writes times as a person says them', () => {
  expect(timeText(undefined)).toBe('–');
  expect(timeText(0)).toBe('0 s');
  expect(timeText(40_200)).toBe('41 s');
  expect(timeText(3 * 60_000)).toBe('3 min');
  expect(timeText(130 * 60_000)).toBe('2 h 10 min');
  expect(timeText(119 * 60_000)).toBe('2 h');
});

it('groups thousands and rounds rates', () => {
  expect(grouped(41017)).toBe('41\u202f017');
  expect(rateText(0.314)).toBe('0.31');
  expect(rateText(2.44)).toBe('2.4');
  expect(rateText(1234)).toBe('1\u202f234');
  expect(rateText(undefined)).toBe('–');
});

it('splits a title into name and size', () => {
  expect(titleParts('Sinusoid 5x10')).toEqual({ name: 'Sinusoid', size: '5 × 10' });
  expect(titleParts('My rule')).toEqual({ name: 'My rule', size: '' });
});
