import { expect, it, vi } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { until } from '../../lib/testing/until.ts';
import { FAKE_RULE, startedLab } from '../testing/fakeLab.ts';

const FULL = "the browser's storage is full; delete kept rules or download the rule instead";

it('trains on while nothing can be kept, says so once with the file offered, and takes it back when there is room', async () => {
  const { worker, lab, shelf } = await startedLab();
  const put = vi.spyOn(shelf, 'set').mockImplementation(() => {
    throw new Error(FULL);
  });
  const noSettings = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const begin = lab.training.start({ start: 'scratch', spec: PRESETS['2x10'].spec, budget: { metaSteps: 10 } });
  const { requestId, runId } = await worker.next('train');
  worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
  await begin;
  const notice = (id: string) => lab.store.getState().session.notices.find((each) => each.id === id);
  expect(notice('training')).toBeUndefined();

  /** The page goes out of sight, which keeps a copy. */
  const keep = async (seq: number) => {
    worker.sent.splice(0);
    worker.say({ kind: 'training', runId, seq, status: 'running', metaStep: seq });
    vi.spyOn(document, 'hidden', 'get').mockReturnValueOnce(true);
    document.dispatchEvent(new Event('visibilitychange'));
    const save = await worker.next('save');
    worker.say({ kind: 'saved', requestId: save.requestId, bytes: new ArrayBuffer(8), metaSteps: seq });
  };
  await keep(1);
  await until(() => expect(notice('autosave')?.text).toMatch(/storage is full; .* The run goes on\.$/));
  expect(notice('autosave')?.actions.map(({ label }) => label)).toEqual(['Save as a file']);
  expect(lab.store.getState().training.status).toBe('running');
  const said = notice('autosave');
  await keep(2);
  await until(() => expect(put.mock.calls.length).toBeGreaterThan(1));
  expect(notice('autosave')).toBe(said);

  put.mockRestore();
  noSettings.mockRestore();
  await keep(3);
  await until(() => expect(notice('autosave')).toBeUndefined());
  expect(lab.store.getState().training.savedStep).toBe(3);
  expect(shelf.get('run-7-7')?.rule.metaSteps).toBe(3);
});
