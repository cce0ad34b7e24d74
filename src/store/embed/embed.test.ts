import { expect, it } from 'vitest';

import { embedOf, frameHtml, unknownFigures, withEmbed, withoutEmbed } from './embed.ts';

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

it('writes the address of chosen figures, which is read back', () => {
  const whole = 'http://a.b/lab/?backend=cpu#v=1&at=2.3';
  const address = withEmbed(whole, ['fit', 'timeline']);
  expect(address).toBe('http://a.b/lab/?backend=cpu&embed=fit,timeline#v=1&at=2.3');
  expect(embedOf(new URL(address).search).figures).toEqual(['fit', 'timeline']);
  expect(withEmbed(address, ['agents'])).toBe('http://a.b/lab/?backend=cpu&embed=agents#v=1&at=2.3');
  expect(withEmbed(address, [])).toBe(whole);
});

it('writes a frame as HTML from which the same address comes back', () => {
  const html = frameHtml('http://a.b/#v=1&do=silence@w2', { figures: ['agents'], width: 640, height: 360 });
  const [, src = '', width, height] = /src="([^"]*)" width="(\d+)" height="(\d+)"/.exec(html) ?? [];
  expect([width, height]).toEqual(['640', '360']);
  expect(src.replaceAll('&amp;', '&')).toBe('http://a.b/?embed=agents#v=1&do=silence@w2');
  expect(src).not.toMatch(/&(?!amp;)/);
});
