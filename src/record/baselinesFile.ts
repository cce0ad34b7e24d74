// Reading the file of `mplp baselines` back: every field checked, refusals in words.

import {
  checked,
  exactly,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  orNull,
  parse,
  textUpTo,
  variantOf,
  wholeFrom,
  type Fault,
} from '../lib/schema.ts';
import { refuseNewer } from '../lib/newer.ts';
import type { Result } from '../lib/result.ts';
import { PRESETS } from '../experiment/presets.ts';
import { networkSchema, specFault, taskSchema } from '../experiment/validate.ts';
import {
  BASELINE_IDS,
  INNER_OPTIMISERS,
  RATE_SCOPES,
  type Baseline,
  type BaselineElsewhere,
  type BaselineReport,
  type BaselineRule,
  type BaselinesFile,
  type BaselineStart,
  type MetaTrainingRecord,
  type TuningRecord,
} from './baselines.ts';
import type { LaneMethod } from './lanes.ts';
import { statisticsSchema } from './evaluationFile.ts';
import { networkSize, rateCount } from './tensors.ts';

const MOST = 2 ** 31;
const MOST_NUMBERS = 2 ** 20;
const count = wholeFrom(0, MOST);
const text = textUpTo(200);
const finite = numberFrom(-Number.MAX_VALUE, Number.MAX_VALUE);
const positive = numberFrom(0, Number.MAX_VALUE);
const counts = listOf(count, 1, 10_001);
const numbers = listOf(finite, 1, MOST_NUMBERS);

type Start<K extends BaselineStart['kind']> = Extract<BaselineStart, { kind: K }>;
const start = variantOf<BaselineStart>({
  random: objectOf<Start<'random'>>({ kind: oneOf(['random']) }),
  learned: objectOf<Start<'learned'>>({ kind: oneOf(['learned']), from: text, values: numbers }),
});

const rule = objectOf<BaselineRule>({
  optimiser: oneOf(INNER_OPTIMISERS),
  ratesPer: oneOf(RATE_SCOPES),
  rates: listOf(numbers, 1, 1000),
});

export const laneMethodSchema = objectOf<LaneMethod>({ rule, start });

const tuning = objectOf<TuningRecord>({
  tasks: count,
  seed: count,
  steps: count,
  tried: listOf(objectOf<TuningRecord['tried'][number]>({ rate: positive, loss: orNull(finite, null) }), 1, 1000),
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

const baseline = objectOf<Baseline>(
  {
    id: oneOf(BASELINE_IDS),
    title: text,
    start,
    rule,
    tuning,
    metaTraining,
    evaluation: statisticsSchema,
    divergedBy: counts,
    elsewhere: listOf(objectOf<BaselineElsewhere>({ name: text, evaluation: statisticsSchema }), 0, 100),
  },
  ['tuning', 'metaTraining', 'elsewhere'],
);

const fields = objectOf<BaselineReport>({
  preset: text,
  task: taskSchema,
  network: networkSchema,
  batch: count,
  trainedSteps: count,
  tasks: count,
  steps: count,
  seed: count,
  methods: listOf(baseline, 1, 100),
});

/** Starts and rates fit the network. */
function sizesFault({ network, methods }: BaselineReport): Fault | undefined {
  const parameters = networkSize(network);
  for (const [i, { rule: moves, start: from }] of methods.entries()) {
    const rates = rateCount(network, moves.ratesPer);
    const wrong = moves.rates.find((own) => own.length !== rates);
    if (wrong !== undefined)
      return { at: `methods.${i}.rule.rates`, says: notAllowed(wrong.length, `${rates} a step`) };
    if (from.kind === 'learned' && from.values.length !== parameters)
      return { at: `methods.${i}.start.values`, says: notAllowed(from.values.length, `${parameters} numbers`) };
  }
  return undefined;
}

const report = checked(
  fields,
  ({ task, network }) => specFault({ ...PRESETS['5x10'].spec, task, network }),
  sizesFault,
);

const BASELINES_VERSION = 1;
const file = objectOf<BaselinesFile>({
  version: exactly(BASELINES_VERSION),
  reports: listOf(report, 0, 100),
});

/** The file of `mplp baselines --out`, from parsed JSON. */
export function parseBaselines(value: unknown): Result<BaselinesFile> {
  return refuseNewer(value, 'version', BASELINES_VERSION, 'the file of baselines') ?? parse(file, value);
}
