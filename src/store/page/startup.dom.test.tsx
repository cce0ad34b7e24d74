import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { until } from '../../lib/testing/until.ts';
import { newLab } from '../testing/fakeLab.ts';

it('computes only once the first moment that ships with a rule is there to be drawn', async () => {
  history.replaceState(null, '', '/');
  const { worker, lab } = newLab();
  let read = 0;
  vi.stubGlobal('fetch', (address: string) => {
    // Nothing is asked of the worker while files are read.
    expect(worker.sent).toEqual([]);
    read += 1;
    return Promise.resolve(new Response(readFileSync(`public/checkpoints/${address.split('/').at(-1)}`)));
  });
  const shown: (boolean | undefined)[] = [];
  const post = worker.postMessage.bind(worker);
  vi.spyOn(worker, 'postMessage').mockImplementation((command) => {
    if (command.kind === 'hello') shown.push(lab.store.getState().experiment.record?.header.brief);
    vi.unstubAllGlobals();
    vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
    post(command);
  });
  void lab.start({});
  await until(() => expect(shown).toEqual([true]));
  // What is on show is the rule that is being set up: nothing dims.
  expect(lab.store.getState().experiment.switching).toBe(false);
  expect(read).toBeGreaterThanOrEqual(2);
});
