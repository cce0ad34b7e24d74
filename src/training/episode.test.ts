import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { requireSection, sectionOf } from '../record/episode.ts';
import { agentGroups, layoutOf } from '../experiment/layout.ts';
import { layersFromText } from '../experiment/layerText.ts';
import { PRESETS } from '../experiment/presets.ts';
import { ruleOnNetwork } from './evaluation/ruleOnNetwork.ts';
import { omittedGroups, recordEpisode } from './episode.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';
import { read, type Channels } from '../record/sections.ts';

const PARTS = { fit: true, agents: true };
const ABOUT = { backend: 'cpu' };

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

/** The channels of every agent and sample, one after another. */
function valuesOf(some: Channels | undefined): number[] {
  if (some === undefined) return [];
  const { section, channels, from, count } = some;
  return Array.from(
    { length: (section.data.length / channels) * count },
    (_, i) => section.data[Math.floor(i / count) * channels + from + (i % count)]!,
  );
}

describe('recordEpisode', () => {
  it('shows at step t what an adaptation of t steps ends with, bit for bit on cpu', async () => {
    const rule = await freshRule(tinySpec());
    const before = tf.memory().numTensors;
    const probe = { taskSeed: 3, networkSeed: 4, steps: 4 };
    const whole = await recordEpisode(rule, probe, PARTS, ABOUT);
    for (let steps = 1; steps <= 4; steps++) {
      const short = await recordEpisode(rule, { ...probe, steps }, PARTS, ABOUT);
      for (const name of [`grid/${steps}/prediction`, `${steps}/2.weight/carry`, `${steps + 1}/0.bias/parameter`]) {
        expect(requireSection(whole, name).data, name).toEqual(requireSection(short, name).data);
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('runs the rule on the network that the probe brings, as a rule laid out for it does', async () => {
    const rule = await freshRule(tinySpec());
    const probe = { taskSeed: 3, networkSeed: 4, steps: 2 };
    const layers = layersFromText('6p.6p.6p.1')!;
    const record = await recordEpisode(rule, { ...probe, layers }, PARTS, ABOUT);
    const moved = unwrap(ruleOnNetwork(rule, { ...rule.spec.network, layers }));
    const same = await recordEpisode({ ...rule, ...moved }, probe, PARTS, ABOUT);
    expect(record.data).toEqual(same.data);
    expect(record.header).toMatchObject({ spec: moved.spec, probe: { layers } });
    expect(requireSection(record, '1/4.weight/parameter').shape).toEqual([6, 6]);
  });

  it('adapts batches of different sizes: a new slot begins without memory, a slot without a sample is forgotten', async () => {
    const rule = await freshRule(tinySpec({ stateful: true }));
    const before = tf.memory().numTensors;
    const points = (count: number) => Array.from({ length: count }, (_, i) => [i / count, 0.1] as const);
    const probe = { taskSeed: 3, networkSeed: 4, steps: 3 };
    const support = [
      { step: 1, points: points(2) },
      { step: 2, points: points(5) },
      { step: 3, points: points(3) },
    ];
    const record = await recordEpisode(rule, { ...probe, support }, PARTS, ABOUT);
    expect([1, 2, 3].map((step) => requireSection(record, `${step}/2.weight/carry`).shape[0])).toEqual([2, 5, 3]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('holds in memory what it records, not what the learners computed on the way', async () => {
    const rule = await freshRule(tinySpec({ learnerHidden: [64, 64] }));
    const peak = async (steps: number) => {
      const record = () => recordEpisode(rule, { taskSeed: 1, networkSeed: 1, steps }, PARTS, ABOUT).then(() => []);
      return (await tf.profile(record)).peakBytes;
    };
    expect(await peak(20)).toBeLessThan(2 * (await peak(2)));
  });

  it('holds every group at every step, and the rule', async () => {
    for (const stateful of [true, false]) {
      const spec = tinySpec({ stateful });
      const record = await recordEpisode(
        await freshRule(spec),
        { taskSeed: 1, networkSeed: 1, steps: 2 },
        PARTS,
        ABOUT,
      );
      expect(requireSection(record, 'rule').data).toHaveLength(layoutOf(spec).size);
      for (const group of agentGroups(spec)) {
        for (const step of [1, 2]) {
          expect(sectionOf(record, `${step}/${group.id}/${stateful ? 'carry' : 'message'}`), group.id).toBeDefined();
          if (group.ownsParameter) expect(sectionOf(record, `${step}/${group.id}/update`), group.id).toBeDefined();
        }
      }
    }
  });
});

describe('what stateful agents said, recorded apart', () => {
  it('reads as the channels of their carries do', async () => {
    const rule = await freshRule(tinySpec());
    const probe = { taskSeed: 1, networkSeed: 1, steps: 2 };
    const [within, apart] = [
      await recordEpisode(rule, probe, PARTS, ABOUT),
      await recordEpisode(rule, probe, { ...PARTS, saidApart: true }, ABOUT),
    ];
    for (const group of agentGroups(rule.spec))
      for (const channels of [read.said, read.asked]) {
        const [a, b] = [channels(within, 2, group), channels(apart, 2, group)];
        expect(a?.section.shape.at(-1), group.id).toBe(
          group.ownsParameter || channels === read.said ? group.carry : undefined,
        );
        expect(valuesOf(b), group.id).toEqual(valuesOf(a));
        expect(b?.from ?? 0).toBe(0);
      }
    // Where the two differ, what was said counts.
    const group = agentGroups(rule.spec).at(-1)!;
    read.said(apart, 2, group)!.section.data.fill(7);
    expect(new Set(valuesOf(read.said(apart, 2, group)))).toEqual(new Set([7]));
    expect(read.carry(apart, 2, group.id)!.data).toEqual(read.carry(within, 2, group.id)!.data);
  });
});

describe('omittedGroups', () => {
  const { spec } = PRESETS['5x10'];
  const groups = agentGroups(spec);

  it('keeps everything of the presets, and of fifty steps', () => {
    expect(omittedGroups(spec, groups, { steps: 5 }, [])).toEqual([]);
    expect(omittedGroups(spec, groups, { steps: 50 }, [])).toEqual([]);
  });

  it('leaves out the largest groups first where the record would pass its limit, but never one that is kept', () => {
    expect(omittedGroups(spec, groups, { steps: 5 }, [], 600_000)).toEqual(['2.weight']);
    expect(omittedGroups(spec, groups, { steps: 5 }, ['2.weight'], 600_000)).not.toContain('2.weight');
  });
});
