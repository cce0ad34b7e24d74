import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import { until } from '../../lib/testing/until.ts';
import { parseManifest } from '../../checkpoints/shipped.ts';
import { HELD_STEPS } from '../../checkpoints/types.ts';
import { unwrap } from '../../lib/result.ts';
import { FAKE_RULE, newLab } from '../testing/fakeLab.ts';

/** A lab beside the files that ship; `fetched` is called for each of them. */
function shippedLab(fetched: () => void = () => undefined) {
  const parts = newLab();
  vi.stubGlobal('fetch', (address: string) => {
    fetched();
    const name = address.split('/').at(-1) ?? '';
    const file = [`public/checkpoints/${name}`, `docs/${name}`].find((path) => existsSync(path));
    return Promise.resolve(file === undefined ? new Response('', { status: 404 }) : new Response(readFileSync(file)));
  });
  return parts;
}

beforeEach(() => {
  history.replaceState(null, '', '/');
});

it('opens on a rule that holds, over the steps it was trained for', async () => {
  const { rules } = unwrap(parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8'))));
  const [first] = rules;
  expect(first).toMatchObject({ far: { holdsUntil: HELD_STEPS, diverged: 0 } });
  const { worker, lab } = shippedLab();
  void lab.start({});
  const { probe } = await worker.next('useRule');
  expect(probe.steps).toBe(first?.evaluation.steps);
  const { record, ruleKey } = lab.store.getState().experiment;
  expect(ruleKey).toEqual({ kind: 'shipped', id: first?.id });
  expect(record?.header.probe).toEqual(probe);
});

it.each([
  ['rule=learned-prior-2x10', { kind: 'shipped', id: 'learned-prior-2x10' }],
  ['task=20', { kind: 'fresh', id: '2x10' }],
])('a link with %s opens what it did before there was another first rule', async (said, ruleKey) => {
  history.replaceState(null, '', `/#v=1&preset=2x10&${said}`);
  const { worker, lab } = shippedLab();
  void lab.start({});
  const { requestId, runId, probe, source } = await worker.next('useRule');
  expect(probe.steps).toBe(2);
  worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
  await until(() => expect(lab.store.getState().experiment.ruleKey).toEqual(ruleKey));
  expect(source.from).toBe(ruleKey.kind === 'shipped' ? 'bytes' : 'fresh');
});

it('computes only once the first moment that ships with a rule is there to be drawn', async () => {
  const { worker, lab } = shippedLab();
  const shown: (boolean | undefined)[] = [];
  const post = worker.postMessage.bind(worker);
  vi.spyOn(worker, 'postMessage').mockImplementation((command) => {
    shown.push(lab.store.getState().experiment.record?.header.brief);
    post(command);
  });
  void lab.start({});
  await worker.next('useRule');
  expect(shown[0]).toBe(true);
  expect(worker.sent[0]?.kind).toBe('hello');
  // What is on show is the rule that is being set up: nothing dims.
  expect(lab.store.getState().experiment.switching).toBe(false);
});

it('compares nothing with a rule that the worker does not have yet', async () => {
  history.replaceState(null, '', '/#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&lanes=sgd');
  const reads = vi.fn();
  const { worker, lab } = shippedLab(reads);
  void lab.start({});
  await worker.next('useRule');
  expect(lab.store.getState()).toMatchObject({
    lanes: { chosen: ['sgd'] },
    experiment: { record: { header: { brief: true } } },
  });
  // Reading what others reached would be the first of it.
  await until(() => expect(reads.mock.calls.length).toBeGreaterThanOrEqual(3));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(worker.sent.map(({ kind }) => kind)).not.toContain('compare');
});
