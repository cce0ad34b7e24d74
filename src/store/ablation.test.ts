import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { type ShippedManifest } from '../checkpoints/types.ts';
import { PRESETS } from '../spec/presets.ts';
import { SHARINGS } from '../spec/types.ts';
import { changedSettings, sameProbe, sameRule, shippedWith } from './ablation.ts';

const manifest = JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8')) as ShippedManifest;
const { spec } = PRESETS['2x10'];
const inUse = { label: 'x', spec, metaSteps: 30_000, parameters: 1, preset: '2x10', shippedId: 'learned-prior-2x10' };

describe('the shipped rule a switch picks', () => {
  it('is there for every message size, sharing and memory of the study', () => {
    for (const messageSize of [1, 4, 8])
      for (const sharing of SHARINGS)
        for (const stateful of [false, true]) {
          const wanted = { ...spec.rule, messageSize, sharing, stateful };
          const found = shippedWith(manifest, { ...inUse, shippedId: 'ablation-stateless-own-m4' }, wanted);
          expect(found?.study).toBe('ablations');
          expect(found?.rule).toMatchObject({ messageSize, sharing, stateful });
        }
  });

  it('is of the same study where there is a choice', () => {
    expect(shippedWith(manifest, inUse, spec.rule)?.id).toBe('learned-prior-2x10');
    expect(shippedWith(manifest, { ...inUse, shippedId: 'steady-2x10' }, spec.rule)?.id).toBe('steady-2x10');
  });

  it('is none for settings nobody trained, and for another task', () => {
    expect(shippedWith(manifest, inUse, { ...spec.rule, messageSize: 3 })).toBeUndefined();
    expect(shippedWith(manifest, inUse, { ...spec.rule, aggregation: 'sum' })).toBeUndefined();
    const boundary = { ...inUse, spec: PRESETS.boundary.spec, preset: 'boundary', shippedId: 'boundary-10x10' };
    expect(shippedWith(manifest, boundary, { ...PRESETS.boundary.spec.rule, messageSize: 1 })).toBeUndefined();
  });
});

describe('settings', () => {
  it('count memory channels only where there is memory', () => {
    expect(sameRule({ ...spec.rule, hiddenSize: 3 }, spec.rule)).toBe(true);
    const stateful = { ...spec.rule, stateful: true };
    expect(sameRule({ ...stateful, hiddenSize: 3 }, stateful)).toBe(false);
  });

  it('that changed are named', () => {
    const now = {
      ...inUse,
      metaSteps: 6000,
      spec: { ...spec, rule: { ...spec.rule, messageSize: 1, sharing: 'rules' as const } },
    };
    expect(changedSettings(inUse, now)).toEqual([
      { name: 'message channels M', from: '8', to: '1' },
      { name: 'sharing', from: 'own per layer', to: 'shared rules' },
      { name: 'meta-steps', from: '30,000', to: '6,000' },
    ]);
  });

  it('losses compare on one task only', () => {
    const probe = { taskSeed: 1, networkSeed: 2, steps: 2 };
    expect(sameProbe(probe, { ...probe, steps: 5 })).toBe(true);
    expect(sameProbe(probe, { ...probe, amplitude: 0.3 })).toBe(false);
  });
});
