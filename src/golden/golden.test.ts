// Nothing that the lab computes or writes changes unseen: episodes, meta-steps, evaluations, tables against
// `golden.json`. `MPLP_GOLDEN=record npx vitest run src/golden` writes it anew; `MPLP_GOLDEN=bits` compares
// bit for bit, which holds on the machine and engine that wrote it.

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startNodeBackend } from '../backend/node.ts';
import { PRESET_IDS } from '../experiment/presets.ts';
import { unwrap } from '../lib/result.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import { freshRule } from '../training/trainer.ts';
import { wasmTrainer } from '../training/wasmEngine.ts';
import { goldenEpisode, goldenEvaluation, goldenTraining, readShipped, smallPreset, type Numbers } from './measure.ts';

const FILE = 'src/golden/golden.json';
const mode = process.env['MPLP_GOLDEN'] ?? '';
const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
// Stock operations on the cpu backend take a second a meta-step.
const slow = Boolean(process.env['MPLP_SLOW']) || mode === 'record';
const made: Record<string, unknown> = {};

const isNumbers = (value: unknown): value is Numbers => typeof value === 'object' && value !== null && 'bits' in value;

/** Equal up to the arithmetic of another machine, unless bits are asked for. */
function compare(now: unknown, then: unknown, at: string): void {
  if (isNumbers(now) && isNumbers(then)) {
    if (mode === 'bits') expect(now.bits, at).toBe(then.bits);
    const pairs = [
      [now.count, then.count],
      [now.meanSize, then.meanSize],
      ...now.some.map((v, i) => [v, then.some[i]]),
    ];
    for (const [a = NaN, b = NaN] of pairs) expect(Math.abs(a - b), at).toBeLessThanOrEqual(2e-4 * then.meanSize);
  } else if (typeof now === 'number') expect(now, at).toBeCloseTo(then as number, 5);
  else if (typeof now === 'object' && now !== null)
    for (const [key, value] of Object.entries(now))
      compare(value, (then as Record<string, unknown> | undefined)?.[key], `${at}.${key}`);
  // Checksums of texts with numbers in them.
  else if (!/\.(csv|json)\./.test(at) || mode === 'bits') expect(now, at).toBe(then);
}

function check(name: string, value: unknown): void {
  made[name] = value;
  if (mode !== 'record') compare(value, kept[name], name);
}

afterAll(() => {
  if (mode === 'record') writeFileSync(FILE, `${JSON.stringify(made, null, 1)}\n`);
});

const RULES = [
  'learned-prior-2x10',
  'sinusoid-5x10',
  'steady-5x10',
  'ablation-stateful-shared-all-m1',
  'ablation-stateless-shared-m4',
];

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    expect(unwrap(await startNodeBackend(backend))).toBe(backend);
  });

  it.each(PRESET_IDS)('episode of an untrained rule of %s', async (id) => {
    check(`${backend} fresh ${id}`, await goldenEpisode(await freshRule(smallPreset(id)), 3));
  });

  it.each(backend === 'wasm' ? [...RULES, 'boundary-10x10'] : RULES.slice(3))('episode of %s', async (id) => {
    check(`${backend} episode ${id}`, await goldenEpisode(readShipped(id), 2));
  });

  it.each(backend === 'wasm' ? RULES : RULES.slice(4))('evaluation of %s', async (id) => {
    check(`${backend} evaluation ${id}`, await goldenEvaluation(readShipped(id)));
  });

  it.each(backend === 'wasm' || slow ? PRESET_IDS : PRESET_IDS.slice(1, 2))('ten meta-steps of %s', async (id) => {
    const rule = await freshRule(smallPreset(id));
    const trainer = backend === 'wasm' ? wasmTrainer(rule, []) : stockTrainer(rule);
    check(`${backend} meta-steps ${id}`, await goldenTraining(trainer));
  });
});
