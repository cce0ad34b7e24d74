// The literature's sinusoid: what was reached beside what papers print. Pure.

import { head, row } from '../lib/markdown.ts';
import { isStandard, SHOTS } from './conditions.ts';
import type { ResultsData } from './measured.ts';
import { withError } from './rulesText.ts';

/** Full mean squared error after one step on 5, 10 and 20 points, as printed; a dash where it is not. */
const PRINTED = [
  ['MAML', ['1.13', '.77', '.48'], 'Li et al. 2017, arXiv 1707.09835'],
  ['Meta-SGD', ['.90', '.53', '.31'], 'Li et al. 2017'],
  ['MAML', ['.69', '.44', '–'], 'Park and Oliva 2019, arXiv 1902.03356'],
  ['Meta-SGD', ['.48', '.26', '–'], 'Park and Oliva 2019'],
  ['Meta-Curvature', ['.41', '.20', '–'], 'Park and Oliva 2019'],
  ['MetaFun, which trains no network', ['.040', '.017', '–'], 'Xu et al. 2020, arXiv 1912.02738'],
] as const;

type Figures = Parameters<typeof withError>[0];

/** Twice the lab's loss after one step. */
const squaredError = (report: Figures) => withError(report, 1, 2);

/** What was measured here: as trained, between fewer points and more. */
function ownRow(name: string, own: Figures, elsewhere: readonly { readonly name: string; readonly report: Figures }[]) {
  const [fewer = '–', more = '–'] = SHOTS.map((shot) => {
    const found = elsewhere.find((each) => each.name === shot.name)?.report;
    return found && squaredError(found);
  });
  return row([name, fewer, squaredError(own), more, `this repository, ${own.tasks} tasks`]);
}

/** Ours and the papers' side by side. */
export function literatureText({ shipped, rules, baselines }: Omit<ResultsData, 'ablations'>): string[] {
  const standard = new Set(shipped.filter(({ preset }) => isStandard(preset)).map(({ id }) => id));
  const ours = rules.filter(({ id, report: own }) => standard.has(id) && own.trainedSteps === 1);
  const report = baselines.reports.find(({ preset }) => isStandard(preset));
  const trained = (report?.methods ?? []).filter(({ start, tuning }) => start.kind === 'learned' && !tuning);
  return [
    '### Beside what papers print',
    '',
    `Full mean squared error, twice the loss above, after **one step on K points**: mean (standard error). Above the papers' rows everything was meta-trained here for K = 10, 30,000 meta-steps of eight tasks each, and judged on 100 even points of the same tasks; 5 and 20 points are what none of them was trained for. The papers train for each K, and draw their own tasks and points; their numbers were not repeated here, differ among themselves, and say no more than where one stands.`,
    '',
    ...head(['method', 'K = 5', 'K = 10', 'K = 20', 'figures of']),
    ...ours.map(({ id, report: own, elsewhere }) => ownRow(`**${id}**`, own, elsewhere)),
    ...trained.map(({ title, evaluation, elsewhere = [] }) => {
      const tasks = report?.tasks ?? 0;
      const shots = elsewhere.map(({ name, evaluation: found }) => ({ name, report: { ...found, tasks } }));
      return ownRow(title, { ...evaluation, tasks }, shots);
    }),
    ...PRINTED.map(([name, values, source]) => row([name, ...values, source])),
    '',
  ];
}
