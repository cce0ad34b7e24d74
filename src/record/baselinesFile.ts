// Reading the file of `mplp baselines` back: every field checked, refusals in words.

import {
  isObject,
  listOf,
  numberFrom,
  objectOf,
  oneOf,
  refuse,
  textUpTo,
  wholeFrom,
  type Fields,
  type Parser,
} from '../lib/parse.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { layerUnits } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import type { NetworkSpec, TaskSpec } from '../experiment/types.ts';
import { validateSpec } from '../experiment/validate.ts';
import {
  BASELINE_IDS,
  INNER_OPTIMISERS,
  RATE_SCOPES,
  type Baseline,
  type BaselineReport,
  type BaselineRule,
  type BaselinesFile,
  type BaselineStart,
  type MetaTrainingRecord,
  type TuningRecord,
} from './baselines.ts';
import type { EvaluationStatistics, ShapeStatistics } from './evaluation.ts';

const MOST = 2 ** 31;
const MOST_NUMBERS = 2 ** 20;
const count = wholeFrom(0, MOST);
const text = textUpTo(200);
const finite = numberFrom(-Number.MAX_VALUE, Number.MAX_VALUE);
const positive = numberFrom(0, Number.MAX_VALUE);
/** JSON has no infinity: a loss that was not finite is written null. */
const loss: Parser<number> = (value, path) => (value === null ? success(Infinity) : finite(value, path));
const losses = listOf(loss, 1, 10_001);
const counts = listOf(count, 1, 10_001);
const numbers = listOf(finite, 1, MOST_NUMBERS);

/** Checked with the whole report: what a network may be depends on the task. */
const later =
  <T>(): Parser<T> =>
  (value) =>
    success(value as T);

const start: Parser<BaselineStart> = (value, path) =>
  isObject(value) && value['kind'] === 'random'
    ? success({ kind: 'random' })
    : objectOf<Extract<BaselineStart, { kind: 'learned' }>>({
        kind: oneOf(['learned']),
        from: text,
        values: numbers,
      })(value, path);

const rule = objectOf<BaselineRule>({
  optimiser: oneOf(INNER_OPTIMISERS),
  ratesPer: oneOf(RATE_SCOPES),
  rates: listOf(numbers, 1, 1000),
});

const triedLoss: Parser<number | null> = (value, path) => (value === null ? success(null) : finite(value, path));
const tuning = objectOf<TuningRecord>({
  tasks: count,
  seed: count,
  steps: count,
  tried: listOf(objectOf<TuningRecord['tried'][number]>({ rate: positive, loss: triedLoss }), 1, 1000),
});

const metaTraining = objectOf<MetaTrainingRecord>({
  metaSteps: count,
  keptAt: count,
  tasks: count,
  steps: count,
  learningRate: positive,
  ratesLearningRate: positive,
  seed: count,
  wallMs: positive,
});

const shape = objectOf<ShapeStatistics>({ stuck: counts, explainedInside: losses, explainedOutside: losses });
const statistics: Fields<EvaluationStatistics> = {
  meanLoss: losses,
  medianLoss: losses,
  lowerQuartile: losses,
  upperQuartile: losses,
  sdLoss: losses,
  diverged: count,
  shape,
  meanAccuracy: losses,
};

const baseline = objectOf<Baseline>(
  {
    id: oneOf(BASELINE_IDS),
    title: text,
    start,
    rule,
    tuning,
    metaTraining,
    evaluation: objectOf(statistics, ['shape', 'meanAccuracy']),
    divergedBy: counts,
  },
  ['tuning', 'metaTraining'],
);

/** Numbers of the network's weights and biases, tensor by tensor. */
function tensorSizes({ inputs, layers }: NetworkSpec): number[] {
  const units = layerUnits(inputs, layers);
  return layers.flatMap((layer, i) => (layer.kind === 'dense' ? [(units[i] ?? 0) * layer.units, layer.units] : []));
}

const fields = objectOf<BaselineReport>({
  preset: text,
  task: later<TaskSpec>(),
  network: later<NetworkSpec>(),
  batch: count,
  trainedSteps: count,
  tasks: count,
  steps: count,
  seed: count,
  methods: listOf(baseline, 1, 100),
});

/** A report whose starts and rates fit its network. */
const report: Parser<BaselineReport> = (value, path) => {
  const parsed = fields(value, path);
  if (!parsed.ok) return parsed;
  const spec = validateSpec({ ...PRESETS['5x10'].spec, task: parsed.value.task, network: parsed.value.network });
  if (!spec.ok) return failure(path, spec.failure.message);
  const { task, network } = spec.value;
  const sizes = tensorSizes(network);
  const parameters = sizes.reduce((sum, size) => sum + size, 0);
  const rates = { network: 1, tensor: sizes.length, parameter: parameters };
  for (const [i, method] of parsed.value.methods.entries()) {
    const at = `${path}.methods.${i}`;
    const wrong = method.rule.rates.find((own) => own.length !== rates[method.rule.ratesPer]);
    if (wrong !== undefined) return refuse(`${at}.rule.rates`, wrong.length, `${rates[method.rule.ratesPer]} a step`);
    if (method.start.kind === 'learned' && method.start.values.length !== parameters)
      return refuse(`${at}.start.values`, method.start.values.length, `${parameters} numbers`);
  }
  return success({ ...parsed.value, task, network });
};

const file = objectOf<BaselinesFile>({
  version: (value, path) => (value === 1 ? success(1) : refuse(path, value, '1')),
  reports: listOf(report, 0, 100),
});

/** The file of `mplp baselines --out`, from parsed JSON. */
export function parseBaselines(value: unknown): Result<BaselinesFile> {
  return file(value, '');
}
