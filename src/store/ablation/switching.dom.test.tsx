import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';

import { unwrap } from '../../lib/result.ts';
import { until } from '../../lib/testing/until.ts';
import { parseManifest } from '../../checkpoints/shipped.ts';
import { patch } from '../labStore.ts';
import { FAKE_RULE, startedLab } from '../testing/fakeLab.ts';

afterEach(() => vi.unstubAllGlobals());

it('a setting asked for while the rule before is still compared stays asked for', async () => {
  const { lab, worker } = await startedLab();
  const manifest = unwrap(parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8'))));
  patch(lab.store, 'experiment', { manifest, rule: { ...FAKE_RULE, metaSteps: 30_000 } });
  const one = { ...FAKE_RULE.spec.rule, messageSize: 1 };
  lab.ablation.switchTo(one);
  const { requestId, runId } = await worker.next('useRule', ({ source }) => source.from === 'bytes');
  worker.say({
    kind: 'rule',
    requestId,
    runId,
    rule: { ...FAKE_RULE, metaSteps: 6000, spec: { ...FAKE_RULE.spec, rule: one } },
  });
  const comparing = await worker.next('compare');
  const summed = { ...one, aggregation: 'sum' } as const;
  lab.ablation.switchTo(summed);
  expect(lab.store.getState().ablation.asked).toEqual(summed);
  worker.say({ kind: 'compared', requestId: comparing.requestId, lanes: [], stepMs: {} });
  await until(() => expect(lab.store.getState().ablation.to).toEqual(one));
  expect(lab.store.getState().ablation.asked).toEqual(summed);
});
