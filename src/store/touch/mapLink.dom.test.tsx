import { expect, it } from 'vitest';
import { until } from '../../lib/testing/until.ts';
import type { Finding } from '../../record/finding.ts';
import { patch } from '../labStore.ts';
import { FAKE_RULE, startedLab } from '../testing/fakeLab.ts';

const EFFECT = { mean: 0.1, low: 0.05, high: 0.2 };
const MAP = { intact: 0.1, lesions: [{ at: '2.weight', of: '2.weight', effect: EFFECT }], chance: {} };

it('a link to a map shows what this browser kept of it, else measures it as it grows', async () => {
  const { worker, lab } = await startedLab();
  const asked = (tasks: number) => patch(lab.store, 'touch', { mapAsked: { of: 'groups', tasks } });
  const { ruleKey } = lab.store.getState().experiment;
  const kept: Finding = {
    ...{ format: 1, id: 'a', name: 'A', note: '', keptMs: 1, version: '1', link: '#map=groups.8', command: 'mplp' },
    rule: { label: 'Kept', metaSteps: 0, key: `${ruleKey.kind}:${ruleKey.id}` },
    found: { kind: 'map', map: MAP, of: 'groups', spec: FAKE_RULE.spec, tasks: 8, steps: 2, seed: 0 },
  };
  await (await lab.kept()).findings.put(kept);

  asked(8);
  await until(() =>
    expect(lab.store.getState().touch.map).toMatchObject({ map: MAP, ruleLabel: 'Kept', going: false }),
  );
  expect(lab.store.getState().touch).toMatchObject({ mapShown: true, mapAsked: undefined });
  expect(worker.sent.some(({ kind }) => kind === 'lesion')).toBe(false);

  asked(9);
  const { requestId, of, tasks, steps } = await worker.next('lesion');
  expect([of, tasks, steps]).toEqual(['groups', 9, 2]);
  worker.say({ kind: 'intervening', requestId, done: 18, all: 90, map: MAP });
  expect(lab.store.getState().touch.map).toMatchObject({ map: MAP, going: true, tasks: 9 });
  worker.say({ kind: 'lesioned', requestId, map: MAP });
  await until(() => expect(lab.store.getState().touch.map).toMatchObject({ going: false }));
  expect(lab.store.getState().touch.map?.link).toMatch(/&map=groups\.9$/);
});
