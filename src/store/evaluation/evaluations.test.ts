import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
import { listed } from './evaluations.ts';

const { spec } = PRESETS['2x10'];

const one = (id: string, keptMs: number, of: ExperimentSpec = spec): KeptEvaluation => ({
  ...{ format: 1, id, keptMs, version: '1', rule: { label: id, metaSteps: 1, key: `fresh:${id}` } },
  ...{ spec: of, report: {} as EvaluationReport },
});

const words = (finished: KeptEvaluation | undefined, ...kept: KeptEvaluation[]) =>
  listed({ finished, kept, unkept: [] }).map(({ evaluation, number, beside, otherwise }) =>
    [number, evaluation.id, ...(beside ? ['beside'] : []), ...otherwise].join(' '),
  );

it('lists what is kept and what is not, the newest first, numbered from the oldest', () => {
  const all = listed({ finished: undefined, kept: [one('c', 3), one('a', 1)], unkept: [one('b', 2)] });
  expect(all.map(({ evaluation, number }) => [number, evaluation.id])).toEqual([
    [3, 'c'],
    [2, 'b'],
    [1, 'a'],
  ]);
});

it('says how each was taken otherwise, and draws beside each other only what can be compared', () => {
  const { task, network, recipe } = spec;
  const on = (change: Partial<ExperimentSpec>) => ({ ...spec, ...change });
  // As it comes back from storage, with its fields in another order.
  const same = on({ task: Object.fromEntries(Object.entries(task).reverse()) as unknown as typeof task });
  const wider = on({
    network: { ...network, layers: [{ kind: 'dense', units: 7 }] },
    recipe: { ...recipe, innerSteps: 9 },
  });
  const finished = one('shown', 9);
  expect(
    words(
      ...([finished, finished] as const),
      one('same', 8, same),
      one('wider', 7, wider),
      one('start', 6, on({ recipe: { ...recipe, learnedPrior: !recipe.learnedPrior } })),
      one('batch', 5, on({ recipe: { ...recipe, batch: 3 } })),
      one('loss', 4, on({ network: { ...network, loss: 'l1' } })),
      one('boundary', 3, PRESETS.boundary.spec),
    ),
  ).toEqual([
    '7 shown',
    '6 same beside',
    '5 wider beside another network another horizon',
    '4 start beside another start',
    '3 batch other batches not drawn',
    '2 loss another loss not drawn',
    '1 boundary other tasks not drawn',
  ]);
});

it('draws no more than can be told apart, the newest of them', () => {
  const kept = Array.from({ length: 8 }, (_, at) => one(`e${8 - at}`, 8 - at));
  expect(words(kept[2], ...kept)).toEqual([
    ...['8 e8 beside', '7 e7 beside', '6 e6', '5 e5 beside', '4 e4 beside', '3 e3 beside'],
    ...['2 e2 not drawn', '1 e1 not drawn'],
  ]);
});
