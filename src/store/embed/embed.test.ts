import { expect, it } from 'vitest';

import { embedOf, unknownFigures, withoutEmbed } from './embed.ts';

it('reads the figures asked for, each once, in the page’s order', () => {
  expect(embedOf('?embed=agents,Fit,agents')).toEqual({ figures: ['fit', 'agents'], unknown: [] });
  expect(embedOf('')).toEqual({ figures: [], unknown: [] });
  expect(embedOf('?backend=cpu&embed=')).toEqual({ figures: [], unknown: [] });
});

it('keeps what it does not know, for a notice', () => {
  const embed = embedOf('?embed=fit,map, map');
  expect(embed).toEqual({ figures: ['fit'], unknown: ['map'] });
  expect(unknownFigures(embed).title).toContain('map');
  expect(unknownFigures(embed).text).not.toContain('whole lab');
  expect(unknownFigures(embedOf('?embed=map')).text).toContain('The whole lab is shown instead.');
});

it('gives the address of the whole page', () => {
  expect(withoutEmbed('http://a.b/lab/?backend=cpu&embed=fit#v=1')).toBe('http://a.b/lab/?backend=cpu#v=1');
});
