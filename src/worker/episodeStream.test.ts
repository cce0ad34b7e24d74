import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../protocol/messages.ts';
import { buildRecord } from '../record/episode.ts';
import { PRESETS } from '../experiment/presets.ts';
import { EpisodeStream, MOST_UNACKNOWLEDGED } from './episodeStream.ts';

function record(metaStep: number) {
  const header = {
    spec: PRESETS['2x10'].spec,
    probe: { taskSeed: 1, networkSeed: 1, steps: 2 },
    task: { amplitude: 0.5, phase: 0 },
    metaStep,
    backend: 'cpu',
    omitted: [],
  };
  return buildRecord(header, { heldOutLoss: { data: new Float32Array(3), shape: [3] } });
}

describe('EpisodeStream', () => {
  const setUp = () => {
    const sent: Extract<WorkerEvent, { kind: 'episode' }>[] = [];
    const stream = new EpisodeStream((event, transfer) => {
      if (event.kind !== 'episode') throw new Error('only episodes are sent');
      expect(transfer).toEqual([event.buffer]);
      sent.push(event);
    });
    return { sent, stream };
  };

  it('has at most two frames unacknowledged, and the newest wins', () => {
    const { sent, stream } = setUp();
    for (let i = 1; i <= 5; i++) stream.send('run', record(i));
    expect(sent.map((event) => event.metaStep)).toEqual([1, 2]);
    expect(sent).toHaveLength(MOST_UNACKNOWLEDGED);
    stream.acknowledge(sent[0]?.seq ?? 0);
    expect(sent.map((event) => event.metaStep)).toEqual([1, 2, 5]);
    stream.acknowledge(sent[1]?.seq ?? 0);
    expect(sent).toHaveLength(3);
  });

  it('is not due while nobody looks, too soon, or out of credit', () => {
    const { stream } = setUp();
    expect(stream.isDue(0)).toBe(true);
    stream.spent(0, 1000);
    expect(stream.isDue(3999)).toBe(false);
    expect(stream.isDue(4000)).toBe(true);
    stream.demand = { fit: false, agents: false };
    expect(stream.isDue(4000)).toBe(false);
    stream.demand = { fit: true, agents: false };
    stream.send('run', record(1));
    stream.send('run', record(2));
    expect(stream.isDue(4000)).toBe(false);
  });
});
