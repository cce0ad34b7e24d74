// What `mplp baselines` found, as lines of text.

import type { Baseline, BaselineReport } from '../record/baselines.ts';

const short = (value: number) => value.toPrecision(3);

/** `0.13`, or the range and the middle of many. */
function ratesText({ rates, ratesPer }: Baseline['rule']): string {
  const all = rates.flat().sort((a, b) => a - b);
  const [low = NaN, middle = NaN, high = NaN] = [all[0], all[all.length >> 1], all.at(-1)];
  if (all.length === 1) return `rate ${short(low)}`;
  if (ratesPer === 'curvature') return `rate ${short(rates[0]?.[0] ?? NaN)}, ${all.length - 1} numbers of curvature`;
  const scope = `one per ${ratesPer}${rates.length > 1 ? ' and step' : ''}`;
  return `${all.length} rates, ${scope}, ${short(low)} to ${short(high)}, middle ${short(middle)}`;
}

function startText({ start }: Baseline): string {
  return start.kind === 'random' ? 'random start' : `learned start (${start.from})`;
}

/** How the rates were found. */
function foundText({ tuning, metaTraining }: Baseline): string {
  if (tuning !== undefined) return `best of ${tuning.tried.length} on ${tuning.tasks} tasks of seed ${tuning.seed}`;
  if (metaTraining === undefined) return '';
  const { metaSteps, keptAt, tasks, seed, wallMs } = metaTraining;
  return `${metaSteps} meta-steps of ${tasks} tasks, seed ${seed}, that of ${keptAt} kept, ${(wallMs / 1000).toFixed(0)} s`;
}

function blockOf(method: Baseline): string[] {
  const { meanLoss, medianLoss, sdLoss, meanAccuracy, shape } = method.evaluation;
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');
  return [
    `${method.title}: ${startText(method)}; ${ratesText(method.rule)}; ${foundText(method)}`,
    row([
      'step',
      'mean',
      'median',
      'sd',
      'diverged',
      ...(meanAccuracy ? ['accuracy'] : []),
      ...(shape ? ['stuck'] : []),
    ]),
    ...meanLoss.map((mean, k) =>
      row([
        String(k),
        ...[mean, medianLoss[k] ?? NaN, sdLoss[k] ?? NaN].map(short),
        String(method.divergedBy[k]),
        ...(meanAccuracy ? [short(meanAccuracy[k] ?? NaN)] : []),
        ...(shape ? [String(shape.stuck[k])] : []),
      ]),
    ),
    '',
  ];
}

/** A report as lines of text. */
export function baselinesText(report: BaselineReport): string {
  const { preset, tasks, seed, trainedSteps, batch } = report;
  return [
    ...report.methods.flatMap(blockOf),
    `${preset}: ${tasks} held-out tasks, seed ${seed}; tuned and meta-trained for ${trainedSteps} steps of ${batch} points`,
    '',
  ].join('\n');
}
