// Links and the help text, letter for letter, against `texts.json`. Apart from the numbers: what the command line imports
// asks the engine for relaxed SIMD, which rounds otherwise.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { usage } from '../cli/commands.ts';
import { unwrap } from '../lib/result.ts';
import { decodeLink, encodeLink } from '../link/link.ts';
import { LINKS } from './links.ts';

const kept = JSON.parse(readFileSync('src/golden/texts.json', 'utf8')) as Readonly<{ links: string[]; help: string }>;

it('writes twenty links as ever, and reads them back', () => {
  const texts = LINKS.map(encodeLink);
  expect(texts).toHaveLength(20);
  expect(texts).toEqual(kept.links);
  LINKS.forEach((link, i) => expect(unwrap(decodeLink(texts[i] ?? ''))).toEqual(link));
});

it('says the same in mplp help', () => {
  expect(usage()).toBe(kept.help);
});
