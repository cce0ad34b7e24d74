import { describe, expect, it } from 'vitest';
import { requireSection, type EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { layoutOf } from '../../experiment/layout.ts';
import {
  carryOf,
  groupOf,
  messageIn,
  messageOut,
  outputStandard,
  rawUpdates,
  rowOf,
  updateOf,
} from '../agents/agentData.ts';
import { DEFAULT_REACH, responseCurve, sweepInputs, sweepOutputs, type SweepRequest } from './responseCurve.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

const WEIGHT: AgentRef = { group: '2.weight', unit: [1, 0] };
const base = { ref: WEIGHT, step: 2, sample: 1, reach: DEFAULT_REACH } as const;
const curve = (record: EpisodeRecord, request: Pick<SweepRequest, 'input' | 'output'> & Partial<SweepRequest>) => {
  const found = responseCurve(record, { ...base, ...request });
  if (found === undefined) throw new Error('no curve');
  return found;
};

describe.each(['stateful-l2', 'stateless-l2', 'stateful-shared-rules', 'stateless-softmax-cross-entropy'])(
  'response curves of %s',
  (name) => {
    const record = fixtureRecord(name);
    const { spec } = record.header;

    it('pass through the recorded message and raw update, whatever is swept', () => {
      // Fixtures keep no raw updates of stateless rules: there the batch's mean change is compared instead.
      const raw = rawUpdates(record, WEIGHT, 2)?.[1];
      const said = rowOf(messageOut(record, WEIGHT, 2)!, 1);
      for (const { value: input } of sweepInputs(spec, groupOf(spec, WEIGHT.group)!)) {
        if (raw !== undefined)
          expect(Math.abs(curve(record, { input, output: 'raw' }).recorded.y - raw)).toBeLessThan(1e-5);
        said.forEach((v, c) =>
          expect(Math.abs(curve(record, { input, output: `message:${c}` }).recorded.y - v)).toBeLessThan(1e-5),
        );
      }
      const changes = Array.from({ length: spec.recipe.batch }, (_, sample) =>
        curve(record, { input: 'message:0', output: 'change', sample }),
      );
      const mean = changes.reduce((sum, { recorded }) => sum + recorded.y, 0) / changes.length;
      expect(Math.abs(mean - updateOf(record, WEIGHT, 2)!)).toBeLessThan(1e-5);
    });

    it('are centred on what was heard, and reach as far as asked', () => {
      const { points, recorded } = curve(record, { input: 'message:0', output: 'raw' });
      const heard = rowOf(messageIn(record, WEIGHT, 2)!, 1)[0]!;
      expect(recorded.x).toBeCloseTo(heard, 6);
      expect(points[20]).toEqual(recorded);
      const wide = curve(record, { input: 'message:0', output: 'raw', reach: 2 * DEFAULT_REACH }).points;
      expect(wide.at(-1)!.x - recorded.x).toBeCloseTo(2 * (points.at(-1)!.x - recorded.x), 6);
    });

    it('give the change in units of the parameter', () => {
      const { mean, scale } = outputStandard(record, WEIGHT, base.step)!;
      const raw = curve(record, { input: 'state:0', output: 'raw' });
      const change = curve(record, { input: 'state:0', output: 'change' });
      expect(change.recorded.y).toBeCloseTo((raw.recorded.y - mean) * scale, 8);
      expect(change.slope).toBeCloseTo(raw.slope * scale, 5);
    });

    it('offer what the rule has and nothing else', () => {
      const values = (group: string) => sweepOutputs(spec, groupOf(spec, group)!).map(({ value }) => value);
      expect(values('2.weight').slice(0, 2)).toEqual(['change', 'raw']);
      expect(values(`${spec.network.layers.length}.loss`)).toEqual(['message:0', 'message:1']);
      const memory = sweepInputs(spec, groupOf(spec, '2.weight')!).filter(({ value }) => value.startsWith('carry'));
      expect(memory).toHaveLength(spec.rule.stateful ? carryOf(record, WEIGHT, 1)!.columns : 0);
      expect(responseCurve(record, { ...base, input: 'carry:99', output: 'raw' })).toBeUndefined();
    });
  },
);

/** The same record with a rule whose every number is 0 but those given. */
function withRule(record: EpisodeRecord, values: Readonly<Record<string, readonly number[]>>): EpisodeRecord {
  const data = record.data.slice(0);
  const copy = { ...record, data };
  const rule = requireSection(copy, 'rule').data;
  rule.fill(0);
  for (const { name, offset, size } of layoutOf(record.header.spec).parameters) {
    if (name.endsWith('standardiser.scale')) rule.fill(1, offset, offset + size);
    const given = values[name];
    if (given !== undefined) rule.set(given, offset);
  }
  return copy;
}

it('slopes as a rule made by hand says: with every gate half open, the memory falls back on half its old value', () => {
  const record = withRule(fixtureRecord('stateful-l2'), {});
  expect(curve(record, { input: 'carry:0', output: 'raw' }).slope).toBeCloseTo(0.5, 6);
  expect(curve(record, { input: 'carry:1', output: 'raw' }).slope).toBe(0);
  expect(curve(record, { input: 'message:0', output: 'raw' }).slope).toBe(0);
});

it('slopes down where a rule made by hand lowers what it hears', () => {
  const { rule } = fixtureRecord('stateful-l2').header.spec;
  const size = rule.messageSize + 2;
  const channels = 1 + rule.hiddenSize + rule.messageSize;
  const [first, second] = rule.learnerHidden;
  const at = '2.weight.learner.gru.nextInput';
  const kernel = (rows: number, columns: number, value: number) =>
    Array.from({ length: rows * columns }, (_unused, k) => (k === 0 ? value : 0));
  const record = withRule(fixtureRecord('stateful-l2'), {
    [`${at}.0.kernel`]: kernel(size, first, 1),
    [`${at}.0.bias`]: [5],
    [`${at}.1.kernel`]: kernel(first, second, 1),
    [`${at}.2.kernel`]: kernel(second, channels, -0.1),
  });
  expect(curve(record, { input: 'message:0', output: 'raw' }).slope).toBeLessThan(-0.01);
  expect(curve(record, { input: 'message:1', output: 'raw' }).slope).toBe(0);
});
