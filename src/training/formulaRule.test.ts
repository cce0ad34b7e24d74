import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { adaptWith, flatNetwork } from '../baselines/adapt.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { agentGroups } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { refuseForTraining } from '../experiment/validate.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import { unwrap } from '../lib/result.ts';
import { rngFrom } from '../lib/rng.ts';
import { heardAgreement, sentAgreement, updateAgreement } from '../record/agreement.ts';
import { heldOutLosses } from '../record/sections.ts';
import { evaluationPoints, probeBatch, probeTask, targetsOf } from '../tasks/draw.ts';
import { recordEpisode } from './episode.ts';
import { evaluate } from './evaluate.ts';
import { formulaRule } from './formulaRule.ts';
import { freshNetworks } from '../mplp/fresh.ts';

const { spec } = PRESETS['5x10'];
const PROBE = { taskSeed: 3, networkSeed: 4, steps: 5 };

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

const rule = (text: string) => unwrap(formulaRule(spec, text));
const record = (text: string) =>
  recordEpisode(rule(text), PROBE, { fit: true, agents: true, gradients: true }, { backend: 'cpu' });

/** The baseline of that name from the same start on the same batches. */
function baseline(optimiser: 'sgd' | 'momentum', rate: number): readonly number[] {
  const input = evaluationPoints(spec.task);
  const groups = agentGroups(spec);
  const networks = freshNetworks(spec, groups, [rngFrom(PROBE.networkSeed, 'network')]);
  const start = flatNetwork(spec.network, (id) => networks.get(id));
  return adaptWith(
    { rule: { optimiser, ratesPer: 'network', rates: [[rate]] }, start: { kind: 'random' } },
    spec.network,
    start,
    Array.from({ length: PROBE.steps }, (_, i) => probeBatch(spec, PROBE, i + 1)),
    { input, target: targetsOf(probeTask(spec, PROBE), spec.task, input) },
  ).losses;
}

describe('a formula rule', () => {
  it.each([
    ['sgd', 0.1],
    ['momentum', 0.05],
  ] as const)('%s is what the baseline of that name does, to 1e-5', async (name, rate) => {
    const losses = heldOutLosses(await record(`${SHIPPED_FORMULAS[name]}\nrate = ${rate}`));
    const expected = baseline(name, rate);
    expect(losses).toHaveLength(expected.length);
    losses.forEach((loss, i) => expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-5));
    expect(losses.at(-1)).not.toBe(losses[0]);
  });

  it('sgd has cosine 1 with the gradient in everything it does, hears and sends', async () => {
    const episode = await record(SHIPPED_FORMULAS.sgd);
    let compared = 0;
    for (const step of [1, 5]) {
      for (const { cosine } of updateAgreement(episode, step).values()) expect(cosine).toBeCloseTo(1, 5);
      for (const group of agentGroups(episode.header.spec))
        for (const cosine of [
          ...(heardAgreement(episode, step, group) ?? []),
          ...(sentAgreement(episode, step, group) ?? []),
        ]) {
          expect(cosine, group.id).toBeCloseTo(1, 5);
          compared++;
        }
    }
    expect(compared).toBe(2 * (2 * agentGroups(spec).length - 1));
  });

  it('is kept in a file and evaluated like any rule; there is nothing in it to train', async () => {
    const sgd = rule(SHIPPED_FORMULAS.sgd);
    const kept = unwrap(decodeCheckpoint(encodeCheckpoint(sgd)));
    expect(kept).toEqual(sgd);
    const options = { tasks: 4, steps: 2, seed: 1 };
    expect((await evaluate(kept.spec, kept.parameters, options)).meanLoss[2]).toBeGreaterThan(0);
    const refused = refuseForTraining(sgd.spec);
    expect(refused.ok ? '' : refused.failure.message).toMatch(/a formula has nothing to train/);
  });

  it('that cannot be read is refused', () => {
    const refused = formulaRule(spec, `${SHIPPED_FORMULAS.sgd}\nweight.carry = c +`);
    expect(refused.ok ? '' : refused.failure.message).toMatch(/^rule.formula, line 8, column/);
  });
});
