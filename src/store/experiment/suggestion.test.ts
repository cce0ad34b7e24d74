import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { parseManifest } from '../../checkpoints/shipped.ts';
import { FIRST_PROBE, PRESETS } from '../../experiment/presets.ts';
import { unwrap } from '../../lib/result.ts';
import { suggestedRule } from './suggestion.ts';

const manifest = unwrap(parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8'))));
const { spec } = PRESETS['2x10'];
const suggested = (more: Readonly<Record<string, unknown>>, of = spec) =>
  suggestedRule(manifest, of, { ...FIRST_PROBE, steps: 2, ...more })?.id;

it('names a rule that was trained on what is on show, of the same network, and only where the one in use was not', () => {
  expect(suggested({ phase: 4 })).toBe('robust-prior-5x10');
  expect(suggested({ phase: 4, amplitude: 0.9 })).toBe('robust-prior-5x10');
  expect(suggested({ phase: 3, amplitude: 0.4 })).toBeUndefined();
  // From random starts, one from random starts.
  expect(suggested({ phase: 4 }, PRESETS['5x10'].spec)).toBe('robust-5x10');
  // No shipped rule was trained on these.
  expect(suggested({ amplitude: 3 })).toBeUndefined();
  expect(suggested({ phase: 4, noise: 0.1 })).toBeUndefined();
  expect(suggested({ phase: 4 }, PRESETS['sinusoid-standard'].spec)).toBeUndefined();
  expect(suggested({ phase: 4 }, PRESETS.boundary.spec)).toBeUndefined();
});
