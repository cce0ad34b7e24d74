import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { layoutOf } from '../experiment/layout.ts';
import { firstFault } from './fault.ts';
import { stockTrainer } from './stockEngine.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
});

describe('the first that is no number in a meta-step', () => {
  it('is nobody in a sound rule', async () => {
    expect(await firstFault(await freshRule(tinySpec()))).toBeUndefined();
  });

  it('is the group whose learner overflows, in the meta-step that fails', async () => {
    const rule = await freshRule(tinySpec());
    const { parameters, groups } = layoutOf(rule.spec);
    const { learner } = groups.find(({ id }) => id === '2.weight')!;
    const broken = rule.parameters.slice();
    for (const { name, offset, size } of parameters)
      if (name.startsWith(`${learner}.`)) broken.fill(3e38, offset, offset + size);
    const trainer = stockTrainer({ ...rule, parameters: broken });
    await expect(trainer.step()).rejects.toThrow('not a number');
    expect(await firstFault(await trainer.snapshot())).toMatchObject({ task: 0, innerStep: 1, group: '2.weight' });
    trainer.dispose();
  });
});
