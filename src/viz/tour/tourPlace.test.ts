import { expect, it } from 'vitest';

import { cardPlace, freeSpot, overlap } from './tourPlace.ts';

const page = { width: 1440, height: 900 };
const card = { width: 360, height: 240 };

it('stands below, above or beside the ring, and covers nothing of it', () => {
  const rings = [
    { x: 280, y: 90, width: 770, height: 240 },
    { x: 280, y: 720, width: 770, height: 100 },
    { x: 1100, y: 60, width: 330, height: 780 },
    { x: 10, y: 60, width: 330, height: 780 },
  ];
  const places = rings.map((ring) => cardPlace(ring, card, page));
  expect(places.map((at, n) => overlap({ ...at, ...card }, rings[n] ?? { ...at, ...card }))).toEqual([0, 0, 0, 0]);
  expect(places[0]?.y).toBeGreaterThan(330);
  expect(places[1]?.y).toBeLessThan(720 - 240);
  expect(places[2]?.x).toBeLessThan(1100 - 360);
  expect(places[3]?.x).toBeGreaterThan(340);
});

it('stays on the page, whatever the ring', () => {
  for (const ring of [
    { x: -50, y: -900, width: 390, height: 2000 },
    { x: 0, y: 0, width: 390, height: 844 },
    { x: 380, y: 830, width: 5, height: 5 },
  ]) {
    const { x, y } = cardPlace(ring, { width: 374, height: 300 }, { width: 390, height: 844 });
    expect(x).toBe(8);
    expect(y).toBeGreaterThanOrEqual(8);
    expect(y + 300).toBeLessThanOrEqual(844);
  }
});

it('puts a number where it covers nothing, or nowhere', () => {
  const taken = [
    { x: 0, y: 0, width: 40, height: 40 },
    { x: 40, y: 0, width: 40, height: 20 },
  ];
  const wanted = [
    { x: 20, y: 20 },
    { x: 50, y: 25 },
    { x: 60, y: 30 },
  ];
  expect(freeSpot(wanted, 18, taken)).toEqual({ x: 60, y: 30 });
  expect(freeSpot(wanted.slice(0, 2), 18, taken)).toBeUndefined();
});
