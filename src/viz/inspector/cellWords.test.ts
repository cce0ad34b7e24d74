import { expect, it } from 'vitest';

import { cellText, loudestText } from './cellWords.ts';

const says = { rows: 2, columns: 3, data: Float32Array.of(0.1, -0.9, 0.2, 0.3, -0.7, 0.4) };
const hears = { rows: 2, columns: 3, data: Float32Array.of(0.5, 0.25, 0, 0, 0.75, 1) };

it('gives the number of a cell, of either side', () => {
  expect(cellText({ says, hears }, { says: true, point: 1, channel: 2 })).toBe('Channel 3, point 2: says .40.');
  expect(cellText({ says, hears }, { says: false, point: 0, channel: 1 })).toBe('Channel 2, point 1: hears .25.');
  const names = (said: boolean, channel: number) => (said && channel === 2 ? '94 % the gradient' : undefined);
  expect(cellText({ says, hears }, { says: true, point: 1, channel: 2 }, names)).toBe(
    'Channel 3 (94 % the gradient), point 2: says .40.',
  );
  expect(cellText({ says: undefined, hears }, { says: true, point: 0, channel: 1 })).toBe('');
});

it('tells the loudest channel of the mean where no cell is pointed at', () => {
  expect(loudestText({ says, hears })).toBe('Channel 2, mean of two points: says −.80, hears .50.');
  // The loss agent hears one number, which is no channel.
  const loss = { rows: 2, columns: 1, data: Float32Array.of(1, 2) };
  expect(loudestText({ says, hears: loss })).toBe('Channel 2, mean of two points: says −.80.');
  expect(loudestText({ says: undefined, hears: undefined })).toBe('');
});
