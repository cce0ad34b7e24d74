import { describe, expect, it } from 'vitest';
import { divergingColour, hexFromOklab, mixColours, oklabFromHex, sequentialColour, channelColour } from './colour.ts';
import { DIVERGING, type Theme } from './palette.ts';

const THEMES: readonly Theme[] = ['light', 'dark'];

describe.each(THEMES)('%s scales', (theme) => {
  it('meet every stop of the design exactly', () => {
    const stops = DIVERGING[theme];
    stops.forEach((stop, at) => expect(divergingColour(theme, (2 * at) / (stops.length - 1) - 1)).toBe(stop));
  });

  it('keep zero neutral and clamp what lies outside', () => {
    const stops = DIVERGING[theme];
    expect(divergingColour(theme, 0)).toBe(stops[4]);
    expect(divergingColour(theme, -7)).toBe(stops[0]);
    expect(divergingColour(theme, Infinity)).toBe(stops.at(-1));
    expect(divergingColour(theme, NaN)).toBe(stops[4]);
    expect(sequentialColour(theme, -1)).toBe(sequentialColour(theme, 0));
    expect(sequentialColour(theme, 2)).toBe(sequentialColour(theme, 1));
  });

  it('starts magnitudes where signed values are neutral', () =>
    expect(sequentialColour(theme, 0)).toBe(divergingColour(theme, 0)));

  it('runs monotonically in lightness along magnitudes', () => {
    const lightness = Array.from({ length: 33 }, (_, k) => oklabFromHex(sequentialColour(theme, k / 32))[0]);
    const sign = theme === 'light' ? -1 : 1;
    lightness.slice(1).forEach((value, k) => expect(sign * (value - lightness[k]!)).toBeGreaterThanOrEqual(-1e-6));
  });
});

describe('OKLab', () => {
  it('goes there and back', () => {
    for (const hex of ['#000000', '#ffffff', '#0a7566', '#16418f', '#ea933d'])
      expect(hexFromOklab(oklabFromHex(hex))).toBe(hex);
  });

  it('knows white and mixes at the ends', () => {
    expect(oklabFromHex('#ffffff')[0]).toBeCloseTo(1, 4);
    expect(mixColours('#16418f', '#a0440a', 0)).toBe('#16418f');
    expect(mixColours('#16418f', '#a0440a', 1)).toBe('#a0440a');
  });
});

it('paints magnitudes by their size, whatever their sign', () => {
  expect(channelColour('light', false, -0.7)).toBe(channelColour('light', false, 0.7));
  expect(channelColour('light', true, -0.7)).not.toBe(channelColour('light', true, 0.7));
});
