// What `mplp baselines` computes: every method tuned or meta-trained on tasks of its own, then evaluated on the tasks, the
// batches and the points of `mplp evaluate`.

import { Adapter, flatNetwork } from '../baselines/adapt.ts';
import { MetaTraining, type MetaTrainOptions } from '../baselines/metaTrain.ts';
import { networkSize, networkTensors } from '../baselines/network.ts';
import { oneRate, tuneRate, type BaselineTask } from '../baselines/tune.ts';
import { rngFrom, type Rng } from '../lib/rng.ts';
import type {
  Baseline,
  BaselineId,
  BaselineRule,
  BaselineStart,
  InnerOptimiser,
  MetaTrainingRecord,
  TuningRecord,
} from '../record/baselines.ts';
import type { EvaluationStatistics } from '../record/evaluation.ts';
import { agentGroups } from '../spec/layout.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import { evaluationRng, trainingRng } from '../tasks/sinusoid.ts';
import { drawTasks, type DrawOptions } from '../training/draw.ts';
import { statisticsOf } from '../training/evaluation/statistics.ts';
import { arcFit } from '../training/evaluation/stuck.ts';

/** Significant digits of rates, starts and figures; what is evaluated is rounded like what is written. */
const DIGITS = 6;
const TUNING_TASKS = 200;
const META_TASKS = 8;
const RANDOM: BaselineStart = { kind: 'random' };

export interface BaselineOptions {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  /** Share of a meta-training's budget used after so many meta-steps and milliseconds; 1 ends it. */
  readonly budget: (metaSteps: number, ms: number) => number;
  /** Milliseconds. */
  readonly now: () => number;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

/** One task of a stream, with a flat start. */
function taskOf(spec: ExperimentSpec, stream: Rng, options: DrawOptions): BaselineTask {
  const drawn = drawTasks(spec, agentGroups(spec), [stream], options);
  return {
    start: flatNetwork(spec.network, (id) => drawn.networks.get(id)),
    support: drawn.support,
    heldOut: drawn.heldOut,
  };
}

const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(DIGITS)));

/** A method on the tasks of `mplp evaluate`. */
export function evaluateBaseline(
  spec: ExperimentSpec,
  rule: BaselineRule,
  start: BaselineStart,
  { tasks, steps, seed }: Pick<BaselineOptions, 'tasks' | 'steps' | 'seed'>,
): EvaluationStatistics {
  const adapter = new Adapter(spec.network);
  const outcomes = Array.from({ length: tasks }, (_, t) => {
    const task = taskOf(spec, evaluationRng(seed, t), { steps, heldOut: 'evaluation' });
    const from = start.kind === 'learned' ? start.values : task.start;
    const { losses, predictions } = adapter.adapt(rule, from, task.support, task.heldOut);
    const { input, target } = task.heldOut as { input: Float32Array; target: Float32Array };
    return { losses, fits: predictions.map((curve) => arcFit(input, target, curve)) };
  });
  const { shape, ...statistics } = statisticsOf(outcomes);
  return {
    ...statistics,
    meanLoss: rounded(statistics.meanLoss),
    medianLoss: rounded(statistics.medianLoss),
    lowerQuartile: rounded(statistics.lowerQuartile),
    upperQuartile: rounded(statistics.upperQuartile),
    sdLoss: rounded(statistics.sdLoss),
    ...(shape && {
      shape: {
        stuck: shape.stuck,
        explainedInside: rounded(shape.explainedInside),
        explainedOutside: rounded(shape.explainedOutside),
      },
    }),
  };
}

const OPTIMISER_TITLES: Record<InnerOptimiser, string> = { sgd: 'SGD', momentum: 'Momentum .9', adam: 'Adam' };

/** The rate of an ordinary optimiser for a start, on tasks of the next seed. */
function tuned(
  spec: ExperimentSpec,
  optimiser: InnerOptimiser,
  start: BaselineStart,
  seed: number,
): { rule: BaselineRule; tuning: TuningRecord } {
  const steps = spec.recipe.innerSteps;
  const drawn = { tasks: TUNING_TASKS, seed: seed + 1, steps };
  const tasks = Array.from({ length: drawn.tasks }, (_, t) => {
    const task = taskOf(spec, evaluationRng(drawn.seed, t), { steps, heldOut: 'evaluation' });
    return start.kind === 'learned' ? { ...task, start: start.values } : task;
  });
  const { rate, tried } = tuneRate(spec.network, optimiser, tasks);
  const short = tried.map((each) => ({ ...each, loss: each.loss === null ? null : rounded([each.loss])[0]! }));
  return { rule: oneRate(optimiser, rate), tuning: { ...drawn, tried: short } };
}

/** SGD, momentum and Adam from one start, each with its tuned rate. */
export function ordinaryBaselines(spec: ExperimentSpec, start: BaselineStart, options: BaselineOptions): Baseline[] {
  return (['sgd', 'momentum', 'adam'] as const).map((id) => {
    const { rule, tuning } = tuned(spec, id, start, options.seed);
    options.say(`${OPTIMISER_TITLES[id]}, ${start.kind} start: rate ${rule.rates[0]?.[0] ?? NaN}`);
    const evaluation = evaluateBaseline(spec, rule, start, options);
    return { id, title: OPTIMISER_TITLES[id], start, rule, tuning, evaluation };
  });
}

type Shape = Pick<
  MetaTrainOptions,
  'ratesPer' | 'ratesPerStep' | 'logRates' | 'firstRate' | 'learningRate' | 'ratesLearningRate'
>;

interface MetaMethod {
  readonly id: BaselineId;
  readonly title: string;
  readonly learnStart: boolean;
  readonly shape: Shape;
}

/** @param sgdRate the tuned rate of SGD from random starts, where the learned rates from random starts begin. */
function metaMethods(sgdRate: number): readonly MetaMethod[] {
  const start = { firstRate: 0.1, learningRate: 0.001, ratesPerStep: false } as const;
  return [
    {
      id: 'sgdRates',
      title: 'SGD, learned rates per tensor and step',
      learnStart: false,
      shape: {
        ...start,
        firstRate: sgdRate,
        ratesPer: 'tensor',
        ratesPerStep: true,
        logRates: true,
        ratesLearningRate: 0.01,
      },
    },
    {
      id: 'maml',
      title: 'MAML',
      learnStart: true,
      shape: { ...start, ratesPer: 'network', logRates: true, ratesLearningRate: 0.003 },
    },
    {
      id: 'metaSgd',
      title: 'Meta-SGD',
      learnStart: true,
      shape: { ...start, ratesPer: 'parameter', logRates: false, ratesLearningRate: 0.001 },
    },
  ];
}

/** Weights N(0, weightSd), biases 0, as a rule's learned prior begins. */
function firstStart(spec: ExperimentSpec): Float64Array {
  const start = new Float64Array(networkSize(spec.network));
  for (const { id, offset, size } of networkTensors(spec.network)) {
    if (!id.endsWith('weight')) continue;
    const rng = rngFrom(spec.seeds.rule, `start.${id}`);
    for (let i = offset; i < offset + size; i++) start[i] = spec.network.weightSd * rng.normal();
  }
  return start;
}

function metaTrained(
  spec: ExperimentSpec,
  method: MetaMethod,
  { budget, now, say }: BaselineOptions,
): { training: MetaTraining; metaTraining: MetaTrainingRecord } {
  const { innerSteps: steps, batch, heldOutPoints } = spec.recipe;
  const { network, recipe, seeds } = spec;
  const start = method.learnStart ? firstStart(spec) : undefined;
  const training = new MetaTraining({ network, scoring: recipe, steps, batch, heldOutPoints, ...method.shape, start });
  const began = now();
  let [recent, tenth] = [NaN, 0];
  for (let used = 0; used < 1; used = budget(training.steps, now() - began)) {
    const tasks = Array.from({ length: META_TASKS }, (_, t) =>
      taskOf(spec, trainingRng(seeds.training, training.steps, t), { steps, heldOut: heldOutPoints }),
    );
    const loss = training.step(tasks, used);
    recent = Number.isNaN(recent) ? loss : recent + 0.005 * (loss - recent);
    if (used * 10 < tenth) continue;
    tenth = Math.floor(used * 10) + 1;
    say(
      `${method.title}: meta-step ${training.steps}, meta-loss ${recent.toPrecision(3)}, ${training.dropped} dropped`,
    );
  }
  const { learningRate, ratesLearningRate } = method.shape;
  const wallMs = Math.round(now() - began);
  const record = { metaSteps: training.steps, tasks: META_TASKS, steps, learningRate, ratesLearningRate };
  return { training, metaTraining: { ...record, seed: seeds.training, wallMs } };
}

/** SGD with learned rates, MAML, Meta-SGD. */
export function metaBaselines(spec: ExperimentSpec, sgdRate: number, options: BaselineOptions): Baseline[] {
  return metaMethods(sgdRate).map((method) => {
    const { training, metaTraining } = metaTrained(spec, method, options);
    const { rule, start: values } = training.result(DIGITS);
    const start: BaselineStart = values === undefined ? RANDOM : { kind: 'learned', from: method.title, values };
    const evaluation = evaluateBaseline(spec, rule, start, options);
    return { id: method.id, title: method.title, start, rule, metaTraining, evaluation };
  });
}
