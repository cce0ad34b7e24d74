import { beforeAll, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import type { Intervention } from '../experiment/types.ts';
import { unwrap } from '../lib/result.ts';
import type { WorkerEvent } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { explain } from '../training/explain.ts';
import { lesionMap, measure } from '../training/measure.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule } from '../training/trainer.ts';
import { InterveneRun } from './interveneRun.ts';

let rule: RuleCheckpoint;

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
  rule = await freshRule(tinySpec());
});

const SILENCE: Intervention = { what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 1, to: null };
const OPTIONS = { tasks: 44, steps: 2, seed: 4 };
const intervene = { kind: 'intervene', requestId: 7, interventions: [SILENCE], ...OPTIONS } as const;

/** A run on a queue as the session's; `heard` may speak to it after every event. */
function setUp(heard: (event: WorkerEvent, run: InterveneRun) => void = () => undefined) {
  const said: WorkerEvent[] = [];
  let queue: Promise<void> = Promise.resolve();
  const run: InterveneRun = new InterveneRun({
    post: (event) => {
      said.push(event);
      heard(event, run);
    },
    exclusive: (work) => (queue = queue.then(work)),
    latest: () => Promise.resolve(rule),
    backend: () => 'cpu',
  });
  return { run, said };
}

it('measures by the function of the command line, telling how far it is', async () => {
  const { run, said } = setUp();
  await run.start(intervene);
  expect(said.slice(0, 3)).toMatchObject([20, 40, 44].map((done) => ({ kind: 'intervening', done, all: 44 })));
  const expected = await measure(rule.spec, rule.parameters, OPTIONS, [SILENCE]);
  expect(said.at(-1)).toMatchObject({ kind: 'intervened', requestId: 7, report: { backend: 'cpu', ...expected } });
});

it('keeps what is measured by the time it is stopped, as if no more had been asked for', async () => {
  const { run, said } = setUp((event, it) => event.kind === 'intervening' && it.stop());
  await run.start(intervene);
  const expected = await measure(rule.spec, rule.parameters, { ...OPTIONS, tasks: 20 }, [SILENCE]);
  expect(said.at(-1)).toMatchObject({ kind: 'intervened', report: expected });
  const starting = run.start(intervene);
  run.stop();
  await starting;
  expect(said.at(-1)).toEqual({ kind: 'intervened', requestId: 7 });
});

it('maps lesions, and keeps those done when it is stopped', async () => {
  const few = { ...OPTIONS, tasks: 6 };
  const command = { kind: 'lesion', requestId: 8, of: 'units', ...few } as const;
  const { run, said } = setUp((event, it) => event.kind === 'intervening' && event.done === 18 && it.stop());
  await run.start(command);
  const whole = await lesionMap(rule.spec, rule.parameters, few, 'units');
  const answer = said.at(-1);
  expect(answer).toMatchObject({ kind: 'lesioned', requestId: 8 });
  expect(answer?.kind === 'lesioned' && answer.map?.lesions).toEqual(whole.lesions.slice(0, 2));
  // The map grows on the way.
  const grown = said.flatMap((event) => (event.kind === 'intervening' && event.map ? [event.map.lesions] : []));
  expect(grown).toEqual([whole.lesions.slice(0, 1)]);
});

it('explains channels by the function of the command line', async () => {
  const few = { ...OPTIONS, tasks: 4 };
  const { run, said } = setUp();
  await run.start({ kind: 'explain', requestId: 9, ...few });
  expect(said.slice(0, 4)).toMatchObject([1, 2, 3, 4].map((done) => ({ kind: 'intervening', done, all: 4 })));
  const explanation = await explain(rule, { ...few, backend: 'cpu' });
  expect(said.at(-1)).toEqual({ kind: 'explained', requestId: 9, explanation });
});

it('refuses what is impossible, with the place', async () => {
  const { run, said } = setUp();
  await run.start({ ...intervene, interventions: [{ ...SILENCE, from: 2, to: 1 }] });
  expect(said).toMatchObject([{ kind: 'refused', requestId: 7 }]);
  expect(JSON.stringify(said)).toContain('interventions.0.to is 1');
});
