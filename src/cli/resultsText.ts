// docs/results.md, from the measured files. Pure: the test writes it again and compares.

import type { Baseline } from '../record/baselines.ts';
import type { EvaluationStatistics } from '../record/evaluation.ts';
import { startOfShipped } from '../checkpoints/types.ts';
import { PRESETS, type PresetId } from '../experiment/presets.ts';
import { head, row } from '../lib/markdown.ts';
import { familyOf } from '../tasks/families.ts';
import type { AblationRow, ResultsData } from './measured.ts';
import { lineChart, spreadChart, type Series } from './resultsPlot.ts';
import { aimsText } from './aimsText.ts';
import { isStandard } from './conditions.ts';
import { literatureText } from './literatureText.ts';
import { limitOf, rulesText, short } from './rulesText.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

const STEPS = [0, 1, 2, 3, 5, 8, 10, 20, 50];
const CHART_STEPS = 20;
const ABLATION_STEP = 2;

const percent = (value: number | undefined) => (value === undefined ? '' : (100 * value).toFixed(1));

/** One method of a task: a shipped rule, or an optimiser. */
interface Method {
  readonly name: string;
  readonly start: string;
  readonly rule: boolean;
  readonly figures: EvaluationStatistics;
  /** Tasks diverged within the steps of `figures`. */
  readonly diverged: string;
}

function optimiser(method: Baseline, steps: number): Method {
  const { title, start, evaluation } = method;
  return {
    name: title,
    start: start.kind === 'random' ? 'random' : 'learned',
    rule: false,
    figures: evaluation,
    diverged: `${evaluation.diverged} in ${steps}`,
  };
}

function methodsOf(data: ResultsData, preset: PresetId): Method[] {
  const rules = data.shipped
    // Rules with tasks of their own were not measured on these.
    .filter((rule) => rule.preset === preset && rule.task === undefined)
    .flatMap((rule): Method[] => {
      const found = data.rules.find(({ id }) => id === rule.id);
      if (found === undefined) return [];
      const { report } = found;
      const start = startOfShipped(rule);
      const diverged = `${report.diverged} in ${report.steps}`;
      return [{ name: `**${rule.id}**`, start, rule: true, figures: report, diverged }];
    });
  const report = data.baselines.reports.find((each) => each.preset === preset);
  return [...rules, ...(report?.methods ?? []).map((method) => optimiser(method, report?.steps ?? 0))];
}

/** The lowest of a step in words, optimiser or rule. */
function winner(methods: readonly Method[], limit: number, step: number, start?: string): string {
  const asked = methods.filter((method) => start === undefined || method.start === start);
  const lossAt = ({ figures }: Method) => figures.meanLoss[step] ?? Infinity;
  const best = asked.reduce((a, b) => (lossAt(b) < lossAt(a) ? b : a));
  return `${best.name} (${short(lossAt(best), limit)})`;
}

function methodTable(
  methods: readonly Method[],
  limit: number,
  value: (figures: EvaluationStatistics, step: number) => string,
) {
  return [
    ...head(['method', 'start', ...STEPS.map(String), `diverged (loss above ${limit} at any step)`]),
    ...methods.map((method) =>
      row([method.name, method.start, ...STEPS.map((step) => value(method.figures, step)), method.diverged]),
    ),
  ];
}

const series = (methods: readonly Method[], of: (figures: EvaluationStatistics) => readonly number[]): Series[] =>
  methods.map(({ name, start, rule, figures }) => ({
    name: `${name.replaceAll('*', '')}${rule ? '' : `, ${start} start`}`,
    values: of(figures),
    rule,
  }));

interface Section {
  readonly preset: PresetId;
  readonly title: string;
  readonly about: string;
  /** The step the rules are trained to. */
  readonly step: number;
}

const SECTIONS: readonly Section[] = [
  {
    preset: '5x10',
    title: 'Sinusoid 5x10',
    about: 'Ten fresh points an inner step, five steps.',
    step: 5,
  },
  {
    preset: '2x10',
    title: 'Sinusoid 2x10',
    about: 'Ten fresh points an inner step, two steps.',
    step: 2,
  },
  {
    preset: 'boundary',
    title: 'Sinusoid boundary',
    about: 'Which side of a random sinusoid a point lies on; ten fresh points an inner step.',
    step: 10,
  },
  {
    preset: 'sinusoid-standard',
    title: 'Sinusoid of the literature',
    about:
      'Amplitudes to 5, a 1-40-40-1 network, the same ten points at every inner step. `standard-10x10` is trained for five to ten steps, everything else for one. Losses are half the squared error.',
    step: 1,
  },
];

/** Whether results of a preset count what is named right. */
const namesClasses = (preset: PresetId) => familyOf(PRESETS[preset].spec.task).classes;

function sectionText(data: ResultsData, { preset, title, about, step }: Section): string[] {
  const methods = methodsOf(data, preset);
  const classes = namesClasses(preset);
  const limit = limitOf(preset);
  return [
    `## ${title}`,
    '',
    `${about} Lowest mean loss after step ${step}: from random starts ${winner(methods, limit, step, 'random')}, from learned starts ${winner(methods, limit, step, 'learned')}; after step ${CHART_STEPS}: ${winner(methods, limit, CHART_STEPS)}.`,
    '',
    `![${title}: ${classes ? 'accuracy' : 'mean held-out loss'} after every inner step](img/results-${preset}.svg)`,
    '',
    'Mean held-out loss after inner step:',
    '',
    ...methodTable(methods, limit, (figures, at) => short(figures.meanLoss[at], limit)),
    '',
    ...(classes
      ? [
          'Points named right, per cent:',
          '',
          ...methodTable(methods, limit, (figures, at) => percent(figures.meanAccuracy?.[at])),
          '',
        ]
      : []),
    ...(isStandard(preset) ? literatureText(data) : []),
  ];
}

const SHARING = { none: 'own', rules: 'shared', rulesAndStandardisers: 'shared, standardisers too' } as const;

function ablationText(rows: readonly AblationRow[]): string[] {
  return [
    '## Ablations',
    '',
    `Message size, sharing and memory on the 2x10 task with a learned prior: ${rows.length} rules, ${rows[0]?.metaSteps ?? 0} meta-steps each, **one seed each**: differences of a factor below two may be chance. Bars in the plot run from quartile to quartile over tasks.`,
    '',
    '![Loss after step 2 of every ablation](img/results-ablations.svg)',
    '',
    ...head([
      'memory',
      'rules',
      'M',
      'learned numbers',
      `mean at step ${ABLATION_STEP}`,
      'median',
      'quartiles',
      'mean at step 10',
    ]),
    ...rows.map((r) =>
      row([
        ruleKind(r).kind,
        SHARING[r.sharing],
        String(r.messageSize),
        String(r.parameters),
        short(r.meanLoss[ABLATION_STEP]),
        short(r.medianLoss[ABLATION_STEP]),
        `${short(r.lowerQuartile[ABLATION_STEP])} to ${short(r.upperQuartile[ABLATION_STEP])}`,
        short(r.meanLoss[10]),
      ]),
    ),
    '',
  ];
}

/** The page. */
export function resultsText(data: ResultsData): string {
  const { tasks = 0, seed = 0 } = data.rules[0]?.report ?? {};
  return [
    '# Results',
    '',
    `Written by \`npm run --silent mplp -- results\` from what it measures (\`docs/evaluations.json\`), from \`docs/baselines.json\` ([how](baselines.md)) and \`docs/ablations.json\`. ${tasks} fresh held-out tasks, seed ${seed}, wasm; every method on the same tasks and points. A mean is over the tasks whose loss is finite; divergent ones are counted. How each rule was found: [recipe](recipe.md).`,
    '',
    ...aimsText(data),
    ...rulesText(data.shipped, data.rules),
    ...SECTIONS.flatMap((section) => sectionText(data, section)),
    ...ablationText(data.ablations),
    '## Commands',
    '',
    ...data.shipped
      .filter(({ study }) => study !== 'ablations')
      .map(({ id, metaSteps, command }) => `- \`${id}\`, ${metaSteps} meta-steps: \`${command}\``),
    '- Each ablation: its `command` in `docs/ablations.json`; all of them: `npm run --silent mplp -- ablations --out runs/ablations`',
    '- Optimisers: [baselines](baselines.md)',
    '',
  ].join('\n');
}

/** The charts: file name under docs/img, SVG. */
export function resultsCharts(data: ResultsData): ReadonlyMap<string, string> {
  const charts = SECTIONS.map(({ preset, title }): [string, string] => {
    const methods = methodsOf(data, preset);
    return [
      `results-${preset}.svg`,
      namesClasses(preset)
        ? lineChart(
            `${title}: points named right`,
            'accuracy',
            series(methods, (f) => f.meanAccuracy ?? []),
            CHART_STEPS,
            true,
          )
        : lineChart(
            `${title}: mean held-out loss`,
            'loss, log axis',
            series(methods, (f) => f.meanLoss),
            CHART_STEPS,
          ),
    ];
  });
  const spreads = data.ablations.map((r) => ({
    name: `${ruleKind(r).kind}, ${SHARING[r.sharing]}, M = ${r.messageSize}`,
    low: r.lowerQuartile[ABLATION_STEP] ?? NaN,
    middle: r.meanLoss[ABLATION_STEP] ?? NaN,
    high: r.upperQuartile[ABLATION_STEP] ?? NaN,
  }));
  return new Map([
    ...charts,
    [
      'results-ablations.svg',
      spreadChart('Ablations: mean and quartiles over tasks', 'held-out loss after step 2, log axis', spreads),
    ],
  ]);
}
