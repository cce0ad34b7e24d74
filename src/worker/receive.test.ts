// What the worker lets in: any message that is not a command, whole and of the right types, is refused in words.

import { expect, it } from 'vitest';
import type { WorkerEvent } from '../protocol/messages.ts';
import { receive } from './receive.ts';
import { Session } from './session.ts';
import { PROBE, SPEC } from './testing/connect.ts';

const idle = () => {
  const events: WorkerEvent[] = [];
  const post = (event: WorkerEvent) => void events.push(event);
  const nothing = () => {
    throw new Error('a message that is no command got through');
  };
  const session = new Session(post, nothing, nothing);
  return { events, session, post };
};

const train = { kind: 'train', requestId: 7, runId: 'a', start: 'scratch', spec: SPEC, budget: {}, paused: false };
const useRule = { kind: 'useRule', requestId: 7, runId: 'a', probe: PROBE };
const compare = { kind: 'compare', requestId: 7, probe: PROBE };

it.each([
  [{ ...train, start: 'again' }, 'command.start is "again"; allowed: one of scratch, continue'],
  [{ ...train, budget: { metaSteps: 0.5 } }, 'command.budget.metaSteps is 0.5; allowed: a whole number from 1'],
  [{ ...train, paused: 'no' }, 'command.paused is "no"; allowed: true or false'],
  [{ ...train, speed: 1 }, 'command.speed is not a known field'],
  [{ ...useRule, source: { from: 'fresh' } }, 'command.source.spec is missing; allowed: a spec'],
  [{ ...useRule, source: { from: 'bytes', bytes: 'x', label: 'a' } }, 'command.source.bytes is "x"; allowed: an Array'],
  [{ ...useRule, source: { from: 'bytes', bytes: new ArrayBuffer(8) } }, 'command.source.label is missing'],
  [{ ...compare, lanes: [{ id: 'a', changes: null, source: { from: 'fresh', spec: SPEC } }] }, 'one of three kinds'],
  [
    { ...compare, lanes: [{ id: 'a', method: { rule: {}, start: { kind: 'random' } } }] },
    'method.rule.optimiser is missing',
  ],
  [{ kind: 'evaluate', requestId: 7, tasks: 10, steps: -1, seed: 0 }, 'command.steps is -1; allowed: a whole number'],
  [
    { kind: 'lesion', requestId: 7, of: 'layers', tasks: 1, steps: 1, seed: 0 },
    'command.of is "layers"; allowed: one of',
  ],
  [{ kind: 'explode', requestId: 7 }, 'command.kind is "explode"; allowed: one of hello, useRule'],
])('refuses a request that is wrong: %o', (message, words) => {
  const { events, session, post } = idle();
  receive(message, session, post);
  expect(events).toMatchObject([{ kind: 'refused', requestId: 7, error: { name: 'Refused' } }]);
  expect(JSON.stringify(events).replaceAll('\\"', '"')).toContain(words);
});

it.each([[undefined], ['stop'], [[]], [{ kind: 'ack', seq: '1' }], [{ kind: 'stop', at: 1 }]])(
  'says that %o, which nobody waits for, was not understood',
  (message) => {
    const { events, session, post } = idle();
    receive(message, session, post);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'told', words: expect.stringContaining('was not understood') as string });
  },
);
