import { beforeAll, expect, it } from 'vitest';

import { startNodeBackend } from '../../backend/node.ts';
import { agentsIn, layoutOf } from '../../experiment/layout.ts';
import type { RecipeSpec } from '../../experiment/types.ts';
import { unwrap } from '../../lib/result.ts';
import { recordEpisode } from '../../training/episode.ts';
import { tinySpec } from '../../training/testing/tiny.ts';
import { freshRule } from '../../training/trainer.ts';
import { groupsOf, rawUpdates, updateOf } from '../agents/agentData.ts';
import { inspectorModel } from './inspectorModel.ts';
import { layerModel } from './layerModel.ts';
import { responseCurve } from './responseCurve.ts';

const PROBE = { taskSeed: 3, networkSeed: 5, steps: 3 };

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

it.each<readonly [string, Partial<RecipeSpec>]>([
  ['one output scale', {}],
  ['a step size for each group and step', { ownStepSizes: 2 }],
  ['a step size for each agent and step', { learnedPrior: true, ownStepSizes: 2 }],
])('the changes on show are those that were made, with %s', async (_, recipe) => {
  const rule = await freshRule(tinySpec({}, recipe));
  for (const { role, offset, size } of layoutOf(rule.spec).parameters)
    for (let i = 0; role === 'stepSizes' && i < size; i++) rule.parameters[offset + i] = 1.5 + Math.sin(3 * i);
  const record = await recordEpisode(rule, PROBE, { fit: true, agents: true }, { backend: 'cpu' });
  const moment = (step: number) => ({ step, phase: 99 });
  for (let step = 1; step <= PROBE.steps; step++)
    for (const group of groupsOf(rule.spec).filter(({ ownsParameter }) => ownsParameter)) {
      let asked = 0;
      for (let agent = 0; agent < agentsIn(group); agent++) {
        const unit = group.kind === 'weight' ? [Math.floor(agent / group.outputs), agent % group.outputs] : [agent];
        const ref = { group: group.id, unit };
        const { change, historyAtPoint } = inspectorModel(record, moment(step), ref, 1)!;
        const made = updateOf(record, ref, step)!;
        const { rawMean, mean, scale, perSample } = change!;
        expect((rawMean - mean) * scale).toBeCloseTo(made, 6);
        expect(perSample.reduce((sum, v) => sum + v, 0) / perSample.length).toBeCloseTo(made, 6);
        expect(historyAtPoint![step - 1]!.update).toBeCloseTo(perSample[1]!, 8);
        const curve = responseCurve(record, { ref, step, sample: 1, reach: 1, input: 'state:0', output: 'change' })!;
        expect(curve.recorded.y).toBeCloseTo(perSample[1]!, 6);
        asked += rawUpdates(record, ref, step)!.reduce((sum, v) => sum + v, 0) / perSample.length;
      }
      const one = inspectorModel(record, moment(step), { group: group.id, unit: [0, 0] }, 1)!;
      expect(layerModel(record, moment(step), one).history[step - 1]!.raw).toBeCloseTo(asked / agentsIn(group), 6);
    }
});
