import { describe, expect, it } from 'vitest';
import {
  alike,
  countWord,
  endText,
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
    expect(fixed(-0.0512, 3)).toBe('−.051');
    expect(fixed(1.5, 2)).toBe('1.50');
    expect(signed(0.0512, 3)).toBe('+.051');
    expect(signed(-0.0512, 3)).toBe('−.051');
  });

  it('have no sign where they round to zero', () => {
    expect(fixed(-0.0001, 3)).toBe('.000');
    expect(signed(0.0001, 3)).toBe('.000');
  });

  it('say what is not a number', () => {
    expect(fixed(NaN, 2)).toBe('–');
    expect(signed(-Infinity, 2)).toBe('−∞');
    expect(lossText(Infinity)).toBe('∞');
  });

  it('write losses with four decimals, small ones with two digits', () => {
    expect(lossText(0.0052)).toBe('.0052');
    expect(lossText(0)).toBe('0');
    expect(lossText(0.000052)).toBe('.000052');
    expect(lossText(0.00000009)).toBe('9.0·10⁻⁸');
    expect(lossText(123456)).toBe('1.2·10⁵');
  });

  it('end scales in two digits', () => {
    expect([0.159, 0.0136, 2.34, 14.4, 0].map(endText)).toEqual(['.16', '.014', '2.3', '14', '0']);
  });

  it('are written alike where they are compared', () => {
    expect(alike([0.118, 0.1592, 0.004])).toEqual(['.118', '.159', '.004']);
    expect(alike([12.34, 0.5])).toEqual(['12.3', '.5']);
  });

  it('write large losses with four digits', () => {
    expect([1.31269, 36.3924, 162.2668].map(lossText)).toEqual(['1.313', '36.39', '162.3']);
  });

  it('name every tick of a log axis differently', () => {
    const ticks = [0.0002, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.0001].map(tickText);
    expect(ticks).toEqual(['.0002', '.0005', '.0007', '.001', '.0015', '.002', '.0001']);
    expect([0.0000015, 1.5, 2000].map(tickText)).toEqual(['1.5·10⁻⁶', '1.5', '2000']);
  });

  it('name ticks, layers and counts', () => {
    expect([0.1, 0.001, 1e-5, 1e-6, 1, 1e4].map(powerText)).toEqual(['.1', '.001', '.00001', '10⁻⁶', '1', '10⁴']);
    expect(subscript(12)).toBe('₁₂');
    expect(plural(1, 'weight')).toBe('1 weight');
    expect(plural(2, 'bias', 'biases')).toBe('2 biases');
    expect(plural(8192, 'weight')).toBe('8\u202f192 weights');
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
  expect(rateText(0.314)).toBe('.31');
  expect(rateText(2.44)).toBe('2.4');
  expect(rateText(1234)).toBe('1\u202f234');
  expect(rateText(undefined)).toBe('–');
});

it('splits a title into name and size', () => {
  expect(titleParts('Sinusoid 5x10')).toEqual({ name: 'Sinusoid', size: '5 × 10' });
  expect(titleParts('My rule')).toEqual({ name: 'My rule', size: '' });
});
