import { describe, expect, it, vi } from 'vitest';
import type { Command, WorkerEvent } from '../protocol/messages.ts';
import { buildRecord, encodeEpisode } from '../record/episode.ts';
import { PRESETS } from '../experiment/presets.ts';
import { LabClient } from './labClient.ts';
import type { LabPort } from './workerLink.ts';

const { spec } = PRESETS['2x10'];
const PROBE = { taskSeed: 1, networkSeed: 1, steps: 2 };
const RULE = { label: 'A rule', spec, metaSteps: 0, parameters: 1 };
const ERROR = { name: 'WorkerError', message: 'gone', where: 'worker' };

/** @param before what is asked while no worker runs yet. */
function connect(before: (client: LabClient) => void = () => undefined) {
  const sent: Command[] = [];
  const episodes: number[] = [];
  const failures: string[] = [];
  const ended = vi.fn();
  const port: LabPort = { postMessage: (command) => void sent.push(command), onmessage: null, terminate: ended };
  const ignore = () => undefined;
  const client = new LabClient(() => port, {
    ready: ignore,
    episode: (_, metaStep) => void episodes.push(metaStep),
    metaSteps: ignore,
    training: ignore,
    told: ignore,
    failed: ({ message }) => void failures.push(message),
  });
  before(client);
  client.hello(undefined);
  const say = (data: WorkerEvent) => port.onmessage?.({ data } as MessageEvent<WorkerEvent>);
  const last = () => sent.at(-1) as Extract<Command, { runId: string; requestId: number }>;
  const episode = (runId: string, metaStep: number) => {
    const header = { spec, probe: PROBE, task: { amplitude: 0.5, phase: 0 }, metaStep, backend: 'cpu', omitted: [] };
    const buffer = encodeEpisode(buildRecord(header, { heldOutLoss: { data: new Float32Array(3), shape: [3] } }));
    say({ kind: 'episode', runId, seq: metaStep, buffer, metaStep });
  };
  return { client, sent, say, last, episode, episodes, failures, ended };
}

describe('LabClient', () => {
  it('takes episodes of the last request only, and of the one before it where that was refused', async () => {
    const { client, sent, say, last, episode, episodes } = connect();
    const first = client.adapt(PROBE);
    const { requestId, runId } = last();
    say({ kind: 'rule', requestId, runId, rule: RULE });
    await first;
    const second = client.adapt({ ...PROBE, steps: 0 });
    episode(runId, 1);
    say({ kind: 'refused', requestId: requestId + 1, error: ERROR });
    await expect(second).rejects.toThrow('gone');
    episode(runId, 2);
    expect(episodes).toEqual([2]);
    // Also a stale one makes room for the next.
    expect(sent.filter((command) => command.kind === 'ack')).toHaveLength(2);
  });

  it('tells a worker, once it is started, what was asked before', () => {
    const { sent } = connect((client) => {
      client.setDemand({ fit: true, agents: true, gradients: true });
      void client.adapt(PROBE);
    });
    expect(sent.map(({ kind }) => kind)).toEqual(['hello', 'demand', 'adapt']);
  });

  it('takes the answer that belongs to a command, and no other', async () => {
    const { client, say, last } = connect();
    const comparing = client.compare(PROBE, []);
    const { requestId } = last() as unknown as { requestId: number };
    const lanes = [{ id: 'sgd', losses: [1], predictions: [] }];
    const stepMs = { sgd: 0.1 };
    say({ kind: 'compared', requestId, lanes, stepMs });
    await expect(comparing).resolves.toEqual({ lanes, stepMs });
    const again = client.compare(PROBE, []);
    say({ kind: 'rule', requestId: requestId + 1, runId: 'r', rule: RULE });
    await expect(again).rejects.toThrow();
  });

  it('acknowledges nothing while nobody looks, and makes up for it', () => {
    const { client, sent, last, episode } = connect();
    void client.adapt(PROBE);
    const { runId } = last();
    const acks = () => sent.flatMap((command) => (command.kind === 'ack' ? [command.seq] : []));
    client.setSeen(false);
    episode(runId, 1);
    episode(runId, 2);
    expect(acks()).toEqual([]);
    client.setSeen(true);
    episode(runId, 3);
    expect(acks()).toEqual([1, 2, 3]);
  });

  it('gives up nothing that was asked when the worker ends, but what was open at the end of two', async () => {
    const { client, sent, say, failures } = connect();
    const open = client.save();
    say({ kind: 'failed', error: ERROR });
    expect(failures).toEqual(['gone']);
    client.hello(undefined);
    client.askAgain(ERROR);
    expect(sent.slice(-2).map(({ kind }) => kind)).toEqual(['hello', 'save']);
    say({ kind: 'failed', error: ERROR });
    client.hello(undefined);
    client.askAgain(ERROR);
    await expect(open).rejects.toThrow('gone');
  });

  it('takes a worker that says nothing for 5 s for dead, ends it and hears it no more', () => {
    vi.useFakeTimers();
    const { say, failures, ended } = connect();
    for (let s = 0; s < 30; s++) {
      say({ kind: 'alive', working: false });
      vi.advanceTimersByTime(1000);
    }
    expect(failures).toEqual([]);
    vi.advanceTimersByTime(4000);
    expect(failures).toEqual(['it did not answer any more']);
    expect(ended).toHaveBeenCalledTimes(1);
    say({ kind: 'failed', error: ERROR });
    expect(failures).toHaveLength(1);
    vi.useRealTimers();
  });

  it('gives the one in its place twice as long', () => {
    vi.useFakeTimers();
    const { client, say, failures } = connect();
    say({ kind: 'alive', working: false });
    vi.advanceTimersByTime(5000);
    client.hello(undefined);
    say({ kind: 'alive', working: false });
    vi.advanceTimersByTime(7000);
    expect(failures).toHaveLength(1);
    vi.advanceTimersByTime(2000);
    expect(failures).toHaveLength(2);
    vi.useRealTimers();
  });

  it('waits three minutes at most for what it asked, and as long as it likes for nothing', () => {
    vi.useFakeTimers();
    const { client, say, failures } = connect();
    const report = { backend: 'cpu', adapter: '', passedOver: [] } as const;
    const wait = (seconds: number, working = false) => {
      for (let s = 0; s < seconds; s++) {
        vi.advanceTimersByTime(1000);
        say({ kind: 'alive', working });
      }
    };
    client.hello(undefined);
    say({ kind: 'ready', protocolVersion: 1, report });
    wait(400);
    void client.save();
    wait(400, true);
    expect(failures).toEqual([]);
    wait(181);
    expect(failures).toEqual(['nothing came of what it was asked for 3 minutes']);
    vi.useRealTimers();
  });

  it('leaves no request open once it was given up', async () => {
    const { client, sent } = connect();
    const open = client.save();
    client.giveUp(ERROR);
    await expect(open).rejects.toThrow('gone');
    const before = sent.length;
    await expect(client.train('scratch', spec, {})).rejects.toThrow('gone');
    expect(sent).toHaveLength(before);
  });
});
