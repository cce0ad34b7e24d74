import { expect, it } from 'vitest';

import { until } from '../../lib/testing/until.ts';
import { startedLab } from '../testing/fakeLab.ts';

it('keeps the same bytes once, under the name of the rule, and follows what another tab keeps', async () => {
  const { worker, lab, shelf } = await startedLab();
  for (const times of [1, 2]) {
    const keeping = lab.shelf.keep();
    const all = () => worker.sent.flatMap((command) => (command.kind === 'save' ? [command.requestId] : []));
    await until(() => expect(all()).toHaveLength(times));
    worker.say({ kind: 'saved', requestId: all().at(-1)!, bytes: new ArrayBuffer(8), metaSteps: 5 });
    await keeping;
  }
  const { saved } = lab.store.getState().experiment;
  // Nothing was trained here.
  expect(saved.map(({ title, metaSteps }) => [title, metaSteps])).toEqual([['Untrained rule', 5]]);
  const other = { id: 'rule-other', title: 'Kept in another tab', metaSteps: 9 };
  shelf.set(other.id, { rule: other, bytes: new ArrayBuffer(1) });
  window.dispatchEvent(new StorageEvent('storage', { key: 'mplp-lab.shelf', newValue: '1' }));
  await until(() => expect(lab.store.getState().experiment.saved).toContainEqual(other));
});
