// What `mplp baselines` computes: methods tuned or meta-trained on tasks of their own, or found before, then evaluated on the
// tasks, the batches and the points of `mplp evaluate`.

import { divergedAbove } from '../tasks/families.ts';
import { Adapter, flatNetwork } from '../baselines/adapt.ts';
import { MetaTraining, type MetaTrainOptions } from '../baselines/metaTrain.ts';
import { meanEndLoss, oneRate, tuneRate, type BaselineTask } from '../baselines/tune.ts';
import { assert } from '../lib/assert.ts';
import { rngFrom } from '../lib/rng.ts';
import {
  INNER_OPTIMISERS,
  type Baseline,
  type BaselineId,
  type BaselineRule,
  type BaselineStart,
  type InnerOptimiser,
} from '../record/baselines.ts';
import type { EvaluationStatistics } from '../record/evaluation.ts';
import { networkSize, networkTensors } from '../record/tensors.ts';
import { agentGroups, layerUnits } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { evaluationRng, trainingRng, type TaskRng } from '../tasks/streams.ts';
import { drawTasks, type DrawnTasks, type DrawOptions } from '../training/draw.ts';
import { keptOf, outcomeOfAdapted } from '../training/evaluation/outcome.ts';
import { countDiverged, statisticsOf } from '../training/evaluation/statistics.ts';
import type { Shot } from './conditions.ts';

/** Significant digits of rates, starts and figures; what is evaluated is rounded like what is written. */
const DIGITS = 6;
const META_TASKS = 8;
/** Times a meta-training is looked at, the last at its end. */
const LOOKS = 10;
/** The usual meta-loss of MAML: what the evaluation reports after the last step trained for. */
const SCORING = { hintWeight: 0, heldOutWeight: 1, heldOutEveryStep: false } as const;
const RANDOM: BaselineStart = { kind: 'random' };

export interface BaselineOptions {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  /** Tasks, of the next seed, on which rates are chosen. */
  readonly tuningTasks: number;
  /** Share of a meta-training's budget used after so many meta-steps and milliseconds; 1 ends it. */
  readonly budget: (metaSteps: number, ms: number) => number;
  /** Milliseconds. */
  readonly now: () => number;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

/** One task of a stream, with a flat start. */
function taskOf(
  spec: ExperimentSpec,
  stream: TaskRng,
  options: DrawOptions,
): BaselineTask & Pick<DrawnTasks, 'heldOut'> {
  const drawn = drawTasks(spec, agentGroups(spec), [stream], options);
  return {
    start: flatNetwork(spec.network, (id) => drawn.networks.get(id)),
    support: drawn.support,
    heldOut: drawn.heldOut,
  };
}

const round = (value: number) => Number(value.toPrecision(DIGITS));
const rounded = (values: readonly number[]) => values.map(round);

/** The figures of a method on the tasks of `mplp evaluate`. */
function figuresOf(
  spec: ExperimentSpec,
  { rule, start }: Pick<Baseline, 'rule' | 'start'>,
  { tasks, steps, seed }: Pick<BaselineOptions, 'tasks' | 'steps' | 'seed'>,
): Pick<Baseline, 'evaluation' | 'divergedBy'> {
  const adapter = new Adapter(spec.network);
  const [kept, outputs] = [keptOf(spec), layerUnits(spec.network.inputs, spec.network.layers).at(-1) ?? 0];
  const outcomes = Array.from({ length: tasks }, (_, t) => {
    const task = taskOf(spec, evaluationRng(seed, t), { steps, heldOut: 'evaluation' });
    const from = start.kind === 'learned' ? start.values : task.start;
    const { losses, predictions } = adapter.adapt(rule, from, task.support, task.heldOut);
    return outcomeOfAdapted(kept, outputs, { losses, predictions, points: task.heldOut });
  });
  const limit = divergedAbove(spec.task);
  const { shape, meanAccuracy, ...statistics } = statisticsOf(outcomes, limit);
  const upTo = (step: number) => outcomes.map(({ losses }) => losses.slice(0, step + 1));
  const divergedBy = statistics.meanLoss.map((_, step) => countDiverged(upTo(step), limit));
  const evaluation: EvaluationStatistics = {
    ...statistics,
    meanLoss: rounded(statistics.meanLoss),
    medianLoss: rounded(statistics.medianLoss),
    lowerQuartile: rounded(statistics.lowerQuartile),
    upperQuartile: rounded(statistics.upperQuartile),
    ...(statistics.worstPercentile && { worstPercentile: rounded(statistics.worstPercentile) }),
    sdLoss: rounded(statistics.sdLoss),
    ...(meanAccuracy && { meanAccuracy: rounded(meanAccuracy) }),
    ...(shape && {
      shape: {
        stuck: shape.stuck,
        explainedInside: rounded(shape.explainedInside),
        explainedOutside: rounded(shape.explainedOutside),
      },
    }),
  };
  return { evaluation, divergedBy };
}

const OPTIMISER_TITLES: Record<InnerOptimiser, string> = { sgd: 'SGD', momentum: 'Momentum .9', adam: 'Adam' };

/** Tasks to choose rates on: those of an evaluation with the next seed. */
function tasksToTune(
  spec: ExperimentSpec,
  start: BaselineStart,
  { seed, tuningTasks }: Pick<BaselineOptions, 'seed' | 'tuningTasks'>,
): BaselineTask[] {
  const options = { steps: spec.recipe.innerSteps, heldOut: 'evaluation' } as const;
  return Array.from({ length: tuningTasks }, (_, t) => {
    const task = taskOf(spec, evaluationRng(seed + 1, t), options);
    return start.kind === 'learned' ? { ...task, start: start.values } : task;
  });
}

/** A method that is not evaluated yet. */
type Found = Omit<Baseline, 'evaluation' | 'divergedBy' | 'elsewhere'>;

/** An ordinary optimiser from a start, with the rate that is best on tasks of the next seed. */
function tuned(
  spec: ExperimentSpec,
  optimiser: InnerOptimiser,
  start: BaselineStart,
  { seed, tuningTasks, say }: BaselineOptions,
): Found {
  const { rate, tried } = tuneRate(spec.network, optimiser, tasksToTune(spec, start, { seed, tuningTasks }));
  const title = OPTIMISER_TITLES[optimiser];
  say(`${title}, ${start.kind} start: rate ${rate}`);
  const drawn = { tasks: tuningTasks, seed: seed + 1, steps: spec.recipe.innerSteps };
  const short = tried.map((each) => ({ ...each, loss: each.loss === null ? null : round(each.loss) }));
  return { id: optimiser, title, start, rule: oneRate(optimiser, rate), tuning: { ...drawn, tried: short } };
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
        ratesLearningRate: 0.002,
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
    {
      id: 'metaCurvature',
      title: 'Meta-Curvature',
      learnStart: true,
      shape: { ...start, ratesPer: 'curvature', logRates: false, ratesLearningRate: 0.001 },
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

interface Learned {
  readonly rule: BaselineRule;
  readonly start: BaselineStart;
}

/** The best so far of what a meta-training passed through, by its mean loss on tasks of the next seed. */
class Keeper {
  best: { readonly learned: Learned; readonly loss: number; readonly at: number } | undefined;
  private readonly tasks: readonly BaselineTask[];
  private readonly adapter: Adapter;

  constructor(spec: ExperimentSpec, options: BaselineOptions) {
    this.tasks = tasksToTune(spec, RANDOM, options);
    this.adapter = new Adapter(spec.network);
  }

  /** @returns the mean loss after the last step. */
  offer(learned: Learned, at: number): number {
    const { rule, start } = learned;
    const loss = meanEndLoss(this.adapter, rule, this.tasks, start.kind === 'learned' ? start.values : undefined);
    if (this.best === undefined || loss < this.best.loss) this.best = { learned, loss, at };
    return loss;
  }
}

/** A meta-training to the end of its budget; looked at ten times, the best kept. */
function metaTrained(
  spec: ExperimentSpec,
  { id, title, learnStart, shape }: MetaMethod,
  options: BaselineOptions,
): Found {
  const { innerSteps: steps, batch, heldOutPoints } = spec.recipe;
  const { network, seeds } = spec;
  const { budget, now, say } = options;
  const first = learnStart ? firstStart(spec) : undefined;
  const training = new MetaTraining({ network, scoring: SCORING, steps, batch, heldOutPoints, ...shape, start: first });
  const keeper = new Keeper(spec, options);
  const look = () => {
    const { rule, start: values } = training.result(DIGITS);
    const loss = keeper.offer(
      { rule, start: values === undefined ? RANDOM : { kind: 'learned', from: title, values } },
      training.steps,
    );
    say(`${title}: meta-step ${training.steps}, loss ${loss.toPrecision(3)}, ${training.dropped} tasks dropped`);
  };
  const began = now();
  let looked = 0;
  look();
  for (let used = 0; used < 1;) {
    const tasks = Array.from({ length: META_TASKS }, (_, t) =>
      taskOf(spec, trainingRng(seeds.training, training.steps, t), { steps, heldOut: heldOutPoints }),
    );
    training.step(tasks, used);
    used = budget(training.steps, now() - began);
    if (used * LOOKS < looked + 1) continue;
    looked = Math.floor(used * LOOKS);
    look();
  }
  const { best } = keeper;
  assert(best !== undefined, 'nothing was looked at');
  const { learningRate, ratesLearningRate } = shape;
  const counts = { metaSteps: training.steps, keptAt: best.at, tasks: META_TASKS, steps };
  const wallMs = Math.round(now() - began);
  return {
    id,
    title,
    ...best.learned,
    metaTraining: { ...counts, learningRate, ratesLearningRate, seed: seeds.training, wallMs },
  };
}

/** Which methods are tuned or meta-trained here. */
export interface Choice {
  readonly only: readonly string[];
  /** The learned weights that ordinary optimisers start from, too. */
  readonly given: BaselineStart | undefined;
  /** What the other methods were found to be. */
  readonly stored: readonly Baseline[];
  /** Numbers of support points that all are evaluated with too, after the steps they are trained for. */
  readonly shots: readonly Shot[];
}

/** The chosen methods, tuned or meta-trained, and the stored ones as they are; all evaluated on the tasks asked for. */
export function evaluatedBaselines(
  spec: ExperimentSpec,
  { only, given, stored, shots }: Choice,
  options: BaselineOptions,
): Baseline[] {
  const found: Found[] = [];
  const add = (id: BaselineId, kind: BaselineStart['kind'], find: (() => Found) | undefined) => {
    const chosen = only.includes(id) ? find?.() : undefined;
    const method = chosen ?? stored.find((each) => each.id === id && each.start.kind === kind);
    if (method !== undefined) found.push(method);
  };
  for (const id of INNER_OPTIMISERS) add(id, 'random', () => tuned(spec, id, RANDOM, options));
  const sgdRate = found[0]?.rule.rates[0]?.[0] ?? NaN;
  for (const id of INNER_OPTIMISERS) add(id, 'learned', given && (() => tuned(spec, id, given, options)));
  for (const method of metaMethods(sgdRate)) {
    add(method.id, method.learnStart ? 'learned' : 'random', () => metaTrained(spec, method, options));
  }
  return found.map((method) => {
    const elsewhere = shots.map(({ name, variation }) => {
      const varied = { ...spec, recipe: { ...spec.recipe, ...variation } };
      const { evaluation } = figuresOf(varied, method, { ...options, steps: spec.recipe.innerSteps });
      return { name, evaluation };
    });
    return { ...method, ...figuresOf(spec, method, options), ...(elsewhere.length > 0 && { elsewhere }) };
  });
}
