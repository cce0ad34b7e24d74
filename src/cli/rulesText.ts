// The shipped rules as tables of docs/results.md: how good each is, for how long, and elsewhere. Pure.

import { PRESETS, type PresetId } from '../experiment/presets.ts';
import { assert } from '../lib/assert.ts';
import { head, row } from '../lib/markdown.ts';
import { HELD_STEPS, startOfShipped, type FarFigures, type ShippedRule } from '../checkpoints/types.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import { divergedAbove } from '../tasks/families.ts';
import { CONDITIONS, hasConditions } from './conditions.ts';
import type { RuleFigures } from './measured.ts';

/** Two digits, without the zero before the point; what is above `most` stands for any such loss. */
export const short = (value: number | undefined, most = 1) =>
  value === undefined ? '' : value > most ? `> ${most}` : value.toPrecision(2).replace(/^0\./, '.');

/** A rule holds as long as its mean loss is at most so many times that after its last trained step. */
const HOLDS = 2;

/** The last step measured up to which a rule holds, from its last trained step on. */
function holdsUntil({ meanLoss, trainedSteps, steps }: EvaluationReport): number {
  const limit = HOLDS * (meanLoss[trainedSteps] ?? NaN);
  const broken = meanLoss.findIndex((loss, step) => step > trainedSteps && !(loss <= limit));
  return broken < 0 ? steps : broken - 1;
}

/** What the list of shipped rules keeps of a rule's figures. */
export function farOf({ metaSteps, metaStepMs, report }: RuleFigures): FarFigures {
  const { meanLoss, worstPercentile, diverged, trainedSteps } = report;
  return {
    holdsUntil: holdsUntil(report),
    lossAtEnd: meanLoss.at(-1) ?? NaN,
    diverged,
    worstPercentile: worstPercentile?.[trainedSteps] ?? NaN,
    minutes: Math.round((metaSteps * metaStepMs) / 60_000),
  };
}

/** The loss above which a task of a preset has diverged. */
export const limitOf = (preset: PresetId) => divergedAbove(PRESETS[preset].spec.task);

type OverTasks = Pick<EvaluationReport, 'meanLoss' | 'sdLoss' | 'tasks'>;

/** The mean loss with its standard error over tasks, both `times` as much. */
export function withError({ meanLoss, sdLoss, tasks }: OverTasks, step: number, times = 1): string {
  const error = (times * (sdLoss[step] ?? NaN)) / Math.sqrt(tasks);
  return `${short(times * (meanLoss[step] ?? NaN))} (${error.toPrecision(1).replace(/^0\./, '.')})`;
}

const RULE_COLUMNS = [
  ...['rule', 'setting', 'start', 'trained for', 'meta-steps', 'minutes', 'mean', 'median', 'worst percentile'],
  ...['holds until', `mean at step ${HELD_STEPS}`, 'diverged'],
];

function ruleRow(rule: ShippedRule, figures: RuleFigures): string {
  const { id, metaSteps, report } = figures;
  const { trainedSteps: at } = report;
  const { holdsUntil: held, lossAtEnd, worstPercentile, diverged, minutes } = farOf(figures);
  const most = limitOf(rule.preset);
  return row([
    ...[`\`${id}\``, rule.preset, startOfShipped(rule), at, metaSteps.toLocaleString('en'), minutes],
    ...[withError(report, at), short(report.medianLoss[at]), short(worstPercentile, most)],
    ...[held === HELD_STEPS ? `${held}, as far as measured` : held, short(lossAtEnd, most), diverged],
  ]);
}

/** The shipped rules, one a row: the table of the README and of docs/results.md. */
function rulesTable(shipped: readonly ShippedRule[], figures: readonly RuleFigures[]): string[] {
  return [...head(RULE_COLUMNS), ...known(shipped, figures).map(({ rule, each }) => ruleRow(rule, each))];
}

const OPENS = '<!-- Written by `mplp results`. -->';
const CLOSES = '<!-- End of what it writes. -->';

/** A text with the table of rules between the two comments that mark its place. */
export function withRulesTable(text: string, shipped: readonly ShippedRule[], figures: readonly RuleFigures[]): string {
  const [from, to] = [text.indexOf(OPENS), text.indexOf(CLOSES)];
  assert(from >= 0 && to > from, `the text has no place for the rules: ${OPENS} and ${CLOSES}`);
  return [text.slice(0, from) + OPENS, '', ...rulesTable(shipped, figures), '', text.slice(to)].join('\n');
}

/** Rules with their figures, in the order of the tables. */
function known(shipped: readonly ShippedRule[], figures: readonly RuleFigures[]) {
  return figures.flatMap((each) => {
    const rule = shipped.find(({ id }) => id === each.id);
    return rule === undefined ? [] : [{ rule, each }];
  });
}

function elsewhereRow({ id, report, elsewhere }: RuleFigures): string {
  const found = CONDITIONS.map(({ name }) => {
    const there = elsewhere.find((each) => each.name === name)?.report;
    if (there === undefined) return '–';
    const gone = there.diverged === 0 ? '' : `, ${there.diverged} diverged`;
    return `${short(there.meanLoss[there.steps])}${gone}`;
  });
  return row([`\`${id}\``, String(report.trainedSteps), short(report.meanLoss[report.trainedSteps]), ...found]);
}

/** What rules with tasks of their own were trained on. */
function ownTasks(rules: readonly ShippedRule[]): string {
  const found = rules.flatMap(({ id, task }) => {
    if (task === undefined) return [];
    const amplitude = task.amplitude.map((at) => String(at).replace(/^0\./, '.'));
    const phase = task.phase.map((at) => Math.round(at / Math.PI));
    return [` \`${id}\` was trained on amplitudes of ${amplitude.join(' to ')}, phases of ${phase.join(' to ')}π.`];
  });
  return found.join('');
}

/** @param figures of the shipped rules, in the order of the tables. */
export function rulesText(shipped: readonly ShippedRule[], figures: readonly RuleFigures[]): string[] {
  const rules = known(shipped, figures);
  return [
    '## Rules',
    '',
    `Loss after the last inner step a rule was trained for: mean (standard error), median, the worst percentile (99 % of the tasks are below it). It *holds* as long as the mean is at most ${HOLDS} times that. Diverged: tasks of ${figures[0]?.report.tasks ?? 0} whose loss was not finite, or above 1, at any of ${HELD_STEPS} steps (above ${limitOf('sinusoid-standard')} on \`sinusoid-standard\`, whose targets are ten times as high). Minutes: what the training takes on two threads, its meta-steps times what one takes with its last settings, measured by the same command.`,
    '',
    ...rulesTable(shipped, figures),
    '',
    '### Elsewhere than they were trained',
    '',
    'Mean loss after the same step with one thing changed: the tasks, the points of a step, the network. Trained were amplitudes of .1 to .5, phases of 0 to π, ten points, two hidden layers of 20 ReLUs.' +
      `${ownTasks(rules.map(({ rule }) => rule))} A dash: a learned start fits no other shape.`,
    '',
    ...head(['rule', 'step', 'as trained', ...CONDITIONS.map(({ name }) => name)]),
    ...rules.filter(({ rule }) => hasConditions(rule.preset)).map(({ each }) => elsewhereRow(each)),
    '',
  ];
}
