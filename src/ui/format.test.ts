import { expect, it } from 'vitest';

import { countText, rateText, timeText, titleParts } from './format.ts';

it('writes times as a person says them', () => {
  expect(timeText(undefined)).toBe('–');
  expect(timeText(0)).toBe('0 s');
  expect(timeText(40_200)).toBe('41 s');
  expect(timeText(3 * 60_000)).toBe('3 min');
  expect(timeText(130 * 60_000)).toBe('2 h 10 min');
  expect(timeText(119 * 60_000)).toBe('2 h');
});

it('groups thousands and rounds rates', () => {
  expect(countText(41017)).toBe('41\u202f017');
  expect(rateText(0.314)).toBe('0.31');
  expect(rateText(2.44)).toBe('2.4');
  expect(rateText(1234)).toBe('1\u202f234');
  expect(rateText(undefined)).toBe('–');
});

it('splits a title into name and size', () => {
  expect(titleParts('Sinusoid 5x10')).toEqual({ name: 'Sinusoid', size: '5 × 10' });
  expect(titleParts('My rule')).toEqual({ name: 'My rule', size: '' });
});
