// What an experiment is: plain serialisable data, no behaviour.

export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'step', 'linear'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export const LOSSES = ['l2', 'l1', 'crossEntropy'] as const;
export type LossName = (typeof LOSSES)[number];

export const LEARNER_ACTIVATIONS = ['relu', 'tanh', 'silu'] as const;
export type LearnerActivation = (typeof LEARNER_ACTIVATIONS)[number];

export const SHARINGS = ['none', 'rules', 'rulesAndStandardisers'] as const;
export type Sharing = (typeof SHARINGS)[number];

export const AGGREGATIONS = ['mean', 'sum'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export const SCHEDULES = ['constant', 'cosine'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** What agents are, by what they do in the forward pass. */
export const AGENT_KINDS = ['weight', 'bias', 'activation', 'softmax', 'loss'] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];

export type LayerSpec =
  | { readonly kind: 'dense'; readonly units: number }
  | { readonly kind: 'activation'; readonly name: ActivationName }
  | { readonly kind: 'softmax' };

/** The inner network: the one the agents live in. */
export interface NetworkSpec {
  readonly inputs: number;
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  /** Standard deviation of fresh weights; biases start at 0. */
  readonly weightSd: number;
}

/** A range drawn from uniformly, [low, high]. */
export type Range = readonly [number, number];

/** What both task families draw a curve from: y = A sin(x + phase), maths.md section 7. */
interface CurveSpec {
  readonly amplitude: Range;
  readonly phase: Range;
  readonly x: Range;
}

/** Sinusoid regression: the curve's value at x. */
export interface SinusoidSpec extends CurveSpec {
  readonly kind: 'sinusoid';
}

/** Sinusoid boundary: whether the point (x, y) lies above the curve. Two outputs, below and above. */
export interface BoundarySpec extends CurveSpec {
  readonly kind: 'boundary';
  readonly y: Range;
}

export type TaskSpec = SinusoidSpec | BoundarySpec;

/** The learned rule: its shape and every ablation. */
export interface RuleSpec {
  readonly stateful: boolean;
  /** Message channels M. */
  readonly messageSize: number;
  /** Private memory channels H; unused by stateless rules. */
  readonly hiddenSize: number;
  readonly learnerHidden: readonly [number, number];
  readonly learnerActivation: LearnerActivation;
  readonly sharing: Sharing;
  readonly aggregation: Aggregation;
  readonly standardiseInputs: boolean;
  readonly centreOutputs: boolean;
  readonly learnOutputScale: boolean;
  /** Written by hand instead of learned: what agents send, ask for and keep, line by line. maths.md section 11. */
  readonly formula?: string;
}

/** The longest formula. */
export const MOST_FORMULA = 4000;

/** The most inner steps of one adaptation: in recipes, probes, evaluations, links and files. */
export const MOST_INNER_STEPS = 100;
/** Support points of an inner step, and tasks of a meta-step, at most. */
export const MOST_BATCH = 256;
export const MOST_TASKS = 256;

/** How the rule is meta-trained. */
export interface RecipeSpec {
  /** Inner steps K, the horizon. */
  readonly innerSteps: number;
  /** The horizon of each meta-step is drawn from this to `innerSteps`; 0 for always `innerSteps`. */
  readonly shortestHorizon: number;
  /** Half of the tasks first adapt for 1 to this many inner steps that are not scored; 0 for none. */
  readonly warmUpSteps: number;
  /** Until this meta-step the horizon is `shortestHorizon`, without warm-ups: long ones are learned after short ones. */
  readonly lengthenFrom: number;
  /** Support points of each inner step B. */
  readonly batch: number;
  /** Every inner step sees the same B points; otherwise each sees fresh ones. */
  readonly sameSupport: boolean;
  /** Tasks of one meta-step T. */
  readonly tasks: number;
  /** Held-out points of each task. */
  readonly heldOutPoints: number;
  /** Weight of the mean loss on the batch just used, after its update. */
  readonly hintWeight: number;
  /** Weight of the held-out loss. */
  readonly heldOutWeight: number;
  /** Score the held-out batch after every step (mean) instead of after the last only. */
  readonly heldOutEveryStep: boolean;
  /** Meta-train the initial weights and biases with the rule. */
  readonly learnedPrior: boolean;
  /**
   * Meta-train factors of the updates for each of this many first inner steps; later steps take the last. With a learned
   * prior one for every single weight and bias (Meta-SGD's step sizes, arXiv 1707.09835), otherwise one for each group
   * of them. 0 for none.
   */
  readonly ownStepSizes: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Meta-steps the schedule is laid out for, and the default budget. */
  readonly metaSteps: number;
  /** Scale every gradient tensor to unit L2 norm. */
  readonly unitNorm: boolean;
  /** A task's gradient is cut to this many times the median length over the tasks of the meta-step; 0 for not. */
  readonly taskNormLimit: number;
  /** Learning-rate factor of the output scales. */
  readonly outputScaleRate: number;
  /** Minibatches that set the standardisers. */
  readonly standardiserBatches: number;
}

export interface SeedSpec {
  /** Fresh rule parameters and the learned prior's start. */
  readonly rule: number;
  /** Tasks, starts and batches of meta-training. */
  readonly training: number;
}

/** One experiment, complete: what `train` needs and what a checkpoint carries. */
export interface ExperimentSpec {
  readonly task: TaskSpec;
  readonly network: NetworkSpec;
  readonly rule: RuleSpec;
  readonly recipe: RecipeSpec;
  readonly seeds: SeedSpec;
}

/** One adaptation on show: which task, which start, how many inner steps. */
export interface ProbeSpec {
  /** Draws amplitude and phase (unless given) and the support points. */
  readonly taskSeed: number;
  /** Draws the fresh network; unused with a learned prior. */
  readonly networkSeed: number;
  readonly steps: number;
  /** Set by hand instead of drawn. */
  readonly amplitude?: number;
  readonly phase?: number;
  /** Angular frequency of the sinusoid; 1, as in training, unless given. */
  readonly frequency?: number;
  /** Standard deviation of Gaussian noise on the support points, drawn from the task seed. Sinusoid task only. */
  readonly noise?: number;
  /** A curve drawn by hand instead of the sinusoid: its heights, evenly over the x range. Sinusoid task only. */
  readonly curve?: readonly number[];
  /** Support points of single inner steps set by hand; the other steps keep theirs. Sinusoid task only. */
  readonly support?: readonly OwnSupport[];
  /** Layers of another network than the rule's own, which it runs on instead. */
  readonly layers?: readonly LayerSpec[];
  /** What is changed while the rule learns, in this order. */
  readonly interventions?: readonly Intervention[];
}

/** The support points of one inner step, set by hand. */
export interface OwnSupport {
  /** Inner step, from 1. */
  readonly step: number;
  /** Pairs: x, and how far above the target the point lies; so they follow when the target changes. */
  readonly points: readonly (readonly [x: number, offset: number])[];
}

/** Which agents an intervention changes. */
export type Where =
  /** All of one kind in one layer, by the id of their group. */
  | { readonly kind: 'group'; readonly group: string }
  /** One of them: [i, j] of a weight, [j] of others. */
  | { readonly kind: 'agent'; readonly group: string; readonly unit: readonly number[] }
  /** Incoming weights, bias and following activation or softmax of a unit of a dense layer, maths.md section 10. */
  | { readonly kind: 'unit'; readonly layer: number; readonly unit: number }
  /** All of one kind. */
  | { readonly kind: 'all'; readonly of: AgentKind };

/** What can be done to agents, maths.md section 10. */
export const INTERVENTION_KINDS = [
  'silence',
  'parameter.freeze',
  'parameter.set',
  'message.zero',
  'message.clamp',
  'message.scale',
  'message.noise',
  'message.shuffle',
  'carry.freeze',
  'carry.reset',
  'update.scale',
  'update.gradient',
  'rule.swap',
  'rule.formula',
] as const;
export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** One change of an adaptation while it runs, maths.md section 10. */
export interface Intervention {
  readonly what: InterventionKind;
  readonly at: readonly Where[];
  /** Inner steps, from 1, both included; `to` null is to the end. */
  readonly from: number;
  readonly to: number | null;
  /** What a parameter or message is held at, the factor of a scale, the sd of noise, the rate of a gradient step. */
  readonly value?: number;
  /** Message channels; all unless named. */
  readonly channels?: readonly number[];
  /** Of noise and permutations. */
  readonly seed?: number;
  /** Groups whose rule the groups of `at` swap with, one for each. */
  readonly with?: readonly string[];
  /** What these agents do instead of the rule, as `RuleSpec.formula`. */
  readonly formula?: string;
}
