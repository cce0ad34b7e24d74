import { beforeEach, describe, expect, it } from 'vitest';
import { encodeCheckpoint } from '../checkpoints/format.ts';
import type { Intervention } from '../experiment/types.ts';
import type { LaneMethod } from '../record/lanes.ts';
import { requireSection } from '../record/episode.ts';
import { freshRule } from '../training/trainer.ts';
import { connect, PROBE, ready, SPEC } from './testing/connect.ts';

const sgd = (rate: number): LaneMethod => ({
  rule: { optimiser: 'sgd', ratesPer: 'network', rates: [[rate]] },
  start: { kind: 'random' },
});

describe('lanes', () => {
  let lab: ReturnType<typeof connect>;

  beforeEach(async () => {
    lab = await ready(connect());
    return () => lab.close();
  });

  it('start an optimiser where the record starts, on its grid, and let it learn', async () => {
    const record = lab.seen.records[0]!;
    const { lanes, stepMs } = await lab.client.compare(PROBE, [
      { id: 'still', method: sgd(0) },
      { id: 'moving', method: sgd(0.1) },
    ]);
    const [still, moving] = lanes;
    // Measured, whatever it is: of each learner, and of the rule they stand beside.
    expect(Object.keys(stepMs).sort()).toEqual(['moving', 'own', 'still']);
    for (const ms of Object.values(stepMs)) expect(ms).toBeGreaterThan(0);
    const losses = requireSection(record, 'heldOutLoss').data;
    // float64 here, float32 in the record.
    still!.losses.forEach((loss) => expect(loss).toBeCloseTo(losses[0]!, 6));
    const start = requireSection(record, 'grid/0/prediction').data;
    still!.predictions.at(-1)!.forEach((value, i) => expect(value).toBeCloseTo(start[i]!, 6));
    expect(moving!.losses).toHaveLength(PROBE.steps + 1);
    expect(moving!.losses.at(-1)).not.toBeCloseTo(losses[0]!, 6);
  });

  it('adapts another rule to the same points: the rule in use gives the record itself', async () => {
    const rule = await freshRule(SPEC);
    const { lanes } = await lab.client.compare(PROBE, [
      { id: 'rival', source: { from: 'bytes', bytes: encodeCheckpoint(rule), label: 'the same' } },
    ]);
    expect(lanes[0]!.losses).toEqual([...requireSection(lab.seen.records[0]!, 'heldOutLoss').data]);
  });

  it('adapts the rule in use with other changes, or with none; impossible ones are refused', async () => {
    const freeze: Intervention = {
      what: 'parameter.freeze',
      at: (['weight', 'bias'] as const).map((of) => ({ kind: 'all', of })),
      from: 2,
      to: null,
    };
    const compare = (changes: readonly Intervention[] | null) =>
      lab.client.compare({ ...PROBE, interventions: [{ ...freeze, from: 1 }] }, [{ id: 'A', changes }]);
    const losses = [...requireSection(lab.seen.records[0]!, 'heldOutLoss').data];
    expect((await compare(null)).lanes[0]!.losses).toEqual(losses);
    const frozen = (await compare([freeze])).lanes[0]!.losses;
    expect(frozen.slice(0, 2)).toEqual(losses.slice(0, 2));
    expect(new Set(frozen.slice(1)).size).toBe(1);
    const nowhere = { ...freeze, at: [{ kind: 'group', group: '9.weight' }] } as const;
    await expect(compare([nowhere])).rejects.toThrow(/not there/);
  });

  it('refuses a rule for other points, and says so', async () => {
    const spec = { ...SPEC, recipe: { ...SPEC.recipe, batch: SPEC.recipe.batch + 1 } };
    const source = { from: 'bytes', bytes: encodeCheckpoint(await freshRule(spec)), label: 'Other' } as const;
    await expect(lab.client.compare(PROBE, [{ id: 'rival', source }])).rejects.toThrow(/Other is for another/);
  });
});
