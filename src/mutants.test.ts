import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS } from '../scripts/lib/mutants.mjs';

it('every line that `npm run mutants` makes wrong stands in its file, once, and its test is there', () => {
  const lost = MUTANTS.filter(
    ({ file, from, test }) => readFileSync(file, 'utf8').split(from).length !== 2 || !existsSync(test),
  );
  expect(lost).toEqual([]);
  expect(MUTANTS.length).toBeGreaterThan(50);
});
