// The colour scales of palette.ts, interpolated in OKLab and kept as lookup tables.

import { DIVERGING, SEQUENTIAL, type Theme } from './palette.ts';

type Triple = readonly [number, number, number];

/** Odd, so that zero falls on an entry of its own and stays exactly neutral. */
const ENTRIES = 257;

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** Linear red, green and blue of `#rrggbb`, from 0 to 1. */
const channelsOf = (hex: string): Triple =>
  [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Triple;

/** `#rrggbb` to OKLab. */
export function oklabFromHex(hex: string): Triple {
  const [r, g, b] = channelsOf(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** OKLab to `#rrggbb`, clipped to sRGB. */
export function hexFromOklab([L, a, b]: Triple): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = rgb.map((c) =>
    Math.round(255 * gamma(Math.min(1, Math.max(0, c))))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

const mix = (a: Triple, b: Triple, t: number): Triple => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** The colour a share `t` of the way from `from` to `to`, in OKLab. */
export function mixColours(from: string, to: string, t: number): string {
  return hexFromOklab(mix(oklabFromHex(from), oklabFromHex(to), t));
}

function table(stops: readonly string[]): readonly string[] {
  const labs = stops.map(oklabFromHex);
  return Array.from({ length: ENTRIES }, (_, index) => {
    const at = (index / (ENTRIES - 1)) * (labs.length - 1);
    const left = Math.min(labs.length - 2, Math.floor(at));
    return hexFromOklab(mix(labs[left]!, labs[left + 1]!, at - left));
  });
}

type Scale = 'diverging' | 'sequential';
const tables = new Map<readonly string[], readonly string[]>();

/** Made when it is first painted with. */
function tableOf(theme: Theme, scale: Scale): readonly string[] {
  const stops = (scale === 'diverging' ? DIVERGING : SEQUENTIAL)[theme];
  const known = tables.get(stops) ?? table(stops);
  tables.set(stops, known);
  return known;
}

const entry = (share: number): number =>
  Number.isNaN(share) ? 0 : Math.round(Math.min(1, Math.max(0, share)) * (ENTRIES - 1));

/** Blue lowers, orange raises: `value` in [-1, 1], clamped; not-a-number is neutral. */
export function divergingColour(theme: Theme, value: number): string {
  return tableOf(theme, 'diverging')[entry(Number.isNaN(value) ? 0.5 : 0.5 + 0.5 * value)]!;
}

/** Teal magnitudes: `value` in [0, 1], clamped. */
export function sequentialColour(theme: Theme, value: number): string {
  return tableOf(theme, 'sequential')[entry(value)]!;
}

/** A value as a share of full colour: blue to orange where signed, else teal from 0. */
export function channelColour(theme: Theme, signed: boolean, share: number): string {
  return signed ? divergingColour(theme, share) : sequentialColour(theme, Math.abs(share));
}

/** From this luminance on black is read more easily than white: both have a contrast of 4.6 there. */
const HALF_WAY = 0.179;

/** Ink that can be read on a colour `#rrggbb`. */
export function inkOn(hex: string): string {
  const [r, g, b] = channelsOf(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > HALF_WAY ? '#000000' : '#ffffff';
}
