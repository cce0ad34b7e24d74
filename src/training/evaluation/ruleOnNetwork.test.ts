import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../../backend/node.ts';
import { unwrap } from '../../lib/result.ts';
import { layersFromText } from '../../experiment/layerText.ts';
import { layoutOf } from '../../experiment/layout.ts';
import { SHARINGS, type ExperimentSpec } from '../../experiment/types.ts';
import { evaluate } from '../evaluate.ts';
import { tinySpec } from '../testing/tiny.ts';
import { freshRule } from '../trainer.ts';
import { ruleOnNetwork, type RuleNumbers } from './ruleOnNetwork.ts';

/** A rule whose every number is its position. */
function counted(spec: ExperimentSpec): RuleNumbers {
  return { spec, parameters: Float32Array.from({ length: layoutOf(spec).size }, (_, i) => i) };
}

/** The same with layers as in links: `6r.5r.1`. */
const networkOf = ({ spec }: RuleNumbers, layers: string) => ({ ...spec.network, layers: layersFromText(layers)! });

function numbersOf({ spec, parameters }: RuleNumbers, name: string): number[] {
  const view = layoutOf(spec).parameters.find((entry) => entry.name === name);
  if (view === undefined) throw new Error(`no ${name}`);
  return [...parameters.subarray(view.offset, view.offset + view.size)];
}

describe('a rule on another network', () => {
  const rule = counted(tinySpec());

  it('is itself on its own network, and on other widths and activations', () => {
    for (const layers of ['3r.2r.1', '7r.9r.1', '3t.2p.1']) {
      const moved = unwrap(ruleOnNetwork(rule, networkOf(rule, layers)));
      expect(moved.parameters).toEqual(rule.parameters);
      expect(moved.parameters).not.toBe(rule.parameters);
      expect(moved.reused).toEqual([]);
    }
  });

  it.each([
    { stateful: true, at: 'gru.updateInput' },
    { stateful: false, at: 'update.0.kernel' },
  ])('gives extra hidden layers the rules of the last hidden one (stateful $stateful)', ({ stateful, at }) => {
    const own = counted(tinySpec({ stateful }));
    const deep = unwrap(ruleOnNetwork(own, networkOf(own, '3r.2r.5r.4r.1')));
    expect(deep.reused).toEqual([
      { dense: 3, from: 2 },
      { dense: 4, from: 2 },
    ]);
    // Layers from 0: dense 0, 2, 4, 6, 8; activations between.
    for (const [target, source] of [
      [0, 0],
      [2, 2],
      [4, 2],
      [6, 2],
      [8, 4],
    ]) {
      for (const kind of ['weight', 'bias']) {
        for (const what of [`learner.${at}`, 'standardiser.shift', 'standardiser.scale', 'output.mean', 'output.scale'])
          expect(numbersOf(deep, `${target!}.${kind}.${what}`)).toEqual(numbersOf(own, `${source!}.${kind}.${what}`));
      }
    }
    for (const [target, source] of [
      [1, 1],
      [3, 3],
      [5, 3],
      [7, 3],
    ])
      expect(numbersOf(deep, `${target!}.activation.standardiser.shift`)).toEqual(
        numbersOf(own, `${source!}.activation.standardiser.shift`),
      );
    expect(numbersOf(deep, '9.loss.standardiser.scale')).toEqual(numbersOf(own, '5.loss.standardiser.scale'));
  });

  it('leaves layers out', () => {
    const shallow = unwrap(ruleOnNetwork(rule, networkOf(rule, '3r.1')));
    expect(numbersOf(shallow, '2.bias.output.scale')).toEqual(numbersOf(rule, '4.bias.output.scale'));
    expect(shallow.reused).toEqual([]);
  });

  it.each(SHARINGS)('keeps %s sharing', (sharing) => {
    const shared = counted(tinySpec({ sharing }));
    const deep = unwrap(ruleOnNetwork(shared, networkOf(shared, '3r.2r.5r.1')));
    expect(layoutOf(deep.spec).size - layoutOf(shared.spec).size).toBeGreaterThan(0);
    const learner = sharing === 'none' ? '4.bias' : '0.bias';
    const origin = sharing === 'none' ? '2.bias' : '0.bias';
    expect(numbersOf(deep, `${learner}.learner.gru.nextBias`)).toEqual(
      numbersOf(shared, `${origin}.learner.gru.nextBias`),
    );
  });

  it('refuses what the rule has no agents for', () => {
    const why = (own: RuleNumbers, layers: string) => {
      const moved = ruleOnNetwork(own, networkOf(own, layers));
      return moved.ok ? 'accepted' : moved.failure.message;
    };
    expect(why(rule, '3r.2.1')).toBe('layer 2 is dense; the rule has agents for dense and activation there');
    expect(why(rule, '3r.2r.1t')).toContain('layer 3 is dense and activation');
    const flat = counted({ ...rule.spec, network: networkOf(rule, '1') });
    expect(why(flat, '3r.1')).toBe('the rule has no hidden layer whose rules an extra one could reuse');
    const prior = counted(tinySpec({}, { learnedPrior: true }));
    expect(why(prior, '3t.2t.1')).toBe('accepted');
    expect(why(prior, '3r.4r.1')).toBe(
      'the rule starts from learned weights of a 1-3-2-1 network and cannot run on 1-3-4-1: only rules with random starts change width or depth',
    );
    expect(why(prior, '3r.2r.2r.1')).toContain('cannot run on 1-3-2-2-1');
    const l1 = ruleOnNetwork(rule, { ...rule.spec.network, loss: 'l1' });
    expect(l1.ok ? '' : l1.failure.message).toContain("the rule's loss agents are for l2");
  });
});

describe('what it computes', () => {
  beforeAll(async () => {
    unwrap(await startNodeBackend('wasm'));
  });

  it('is the same as before on the same network, and finite on a deep, wide one', async () => {
    const rule = await freshRule(tinySpec());
    const options = { tasks: 2, steps: 2, seed: 0 };
    const before = await evaluate(rule.spec, rule.parameters, options);
    const same = unwrap(ruleOnNetwork(rule, rule.spec.network));
    expect(await evaluate(same.spec, same.parameters, options)).toEqual(before);
    const deep = unwrap(ruleOnNetwork(rule, networkOf(rule, '8p.8p.8p.1')));
    const after = await evaluate(deep.spec, deep.parameters, options);
    expect(after.meanLoss.every(Number.isFinite)).toBe(true);
  });
});
