// Is it gradient descent, and what does channel j mean? Adaptations to fresh tasks, each recorded with its true gradients
// and let go once its numbers are taken. maths.md section 10 says what is compared with what.

import { heldOutR2, ProductSums } from '../lib/regression.ts';
import { rngFrom } from '../lib/rng.ts';
import { bootstrapInterval, mean, quantile } from '../lib/statistics.ts';
import { agentsIn, type AgentGroup } from '../experiment/layout.ts';
import { topologyOf } from '../experiment/topology.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import {
  gradientByInput,
  heardAgreement,
  sentAgreement,
  updateAgreement,
  type Cosine,
  type UpdateAgreement,
} from '../record/agreement.ts';
import type { EpisodeRecord } from '../record/episode.ts';
import {
  CAUSES,
  NAMED_FROM,
  type Cause,
  type ChannelExplained,
  type Explanation,
  type MessagesExplained,
  type UpdateExplained,
} from '../record/explanation.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { batchSize, read } from '../record/sections.ts';
import { recordEpisode } from './episode.ts';
import { atOnce, type Sharing } from './measure.ts';

/** The same tasks, starts and batches for the same seed. */
const SEEDS = 2 ** 31;

export interface ExplainOptions {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly backend: string;
}

/** What the agents of a group receive going forward, [B, n]. */
function received(record: EpisodeRecord, step: number, group: AgentGroup): Float32Array | undefined {
  const section = group.kind === 'loss' ? read.batch(record, step, 'prediction') : read.state(record, step, group.id);
  return section?.data;
}

/** Every cause for a sample and an agent, row = both; undefined where the group or the record has none. */
function causesOf(record: EpisodeRecord, step: number, group: AgentGroup) {
  const topology = topologyOf(record.header.spec);
  const { groups, blocks } = topology;
  const outputs = groups.at(-1)?.outputs ?? 1;
  const [agents, next] = [agentsIn(group), topology.senderTo(group.id)];
  const [sample, unit] = [(row: number) => Math.floor(row / agents), (row: number) => (row % agents) % group.outputs];
  const [prediction, target] = [read.batch(record, step, 'prediction'), read.batch(record, step, 'target')];
  const errorAt = (at: number) => (prediction?.data[at] ?? 0) - (target?.data[at] ?? 0);
  const ownsOutput = group.kind === 'loss' || blocks.at(-1)?.groups.includes(group) === true;
  const meanError = (b: number) => mean(Array.from({ length: outputs }, (_, j) => errorAt(b * outputs + j)));
  const errors = Array.from({ length: batchSize(record, step) }, (_, b) => meanError(b));
  const takes = received(record, step, group);
  const gives = next === undefined ? read.batch(record, step, 'loss')?.data : received(record, step, next);
  const parameter = read.parameter(record, step, group.id)?.data;
  const takenAt = (row: number) =>
    group.kind === 'weight'
      ? sample(row) * group.inputs + Math.floor((row % agents) / group.outputs)
      : sample(row) * group.outputs + unit(row);
  return {
    gradient: gradientByInput(record, step, group),
    error: (row: number) => (ownsOutput ? errorAt(sample(row) * outputs + unit(row)) : (errors[sample(row)] ?? 0)),
    activation: gives && ((row: number) => gives[sample(row) * group.outputs + unit(row)] ?? 0),
    weight: parameter && ((row: number) => parameter[row % agents] ?? 0),
    input: takes && ((row: number) => takes[takenAt(row)] ?? 0),
    step: () => step,
  } satisfies Record<Cause, ((row: number) => number) | undefined>;
}

/** Adds what a group says in one step, beside what may explain it, to sums of [...CAUSES, ...channels]. */
function addRows(sums: ProductSums, record: EpisodeRecord, step: number, group: AgentGroup): void {
  const said = read.said(record, step, group);
  if (said === undefined) return;
  const causes = causesOf(record, step, group);
  const values = CAUSES.map((cause) => causes[cause]);
  const row = new Float64Array(sums.width);
  const rows = batchSize(record, step) * agentsIn(group);
  for (let r = 0; r < rows; r++) {
    values.forEach((value, i) => (row[i] = value?.(r) ?? 0));
    for (let c = 0; c < said.count; c++)
      row[CAUSES.length + c] = said.section.data[r * said.channels + said.from + c] ?? 0;
    sums.add(row);
  }
}

function channelExplained(fitted: ProductSums, fresh: ProductSums, group: string, channel: number): ChannelExplained {
  const of = (causes: readonly number[]) => heldOutR2(fitted, fresh, causes, CAUSES.length + channel - 1);
  const r2 = Object.fromEntries(CAUSES.map((cause, i) => [cause, of([i])])) as Record<Cause, number | null>;
  const name = CAUSES.reduce((best, cause) => ((r2[cause] ?? -Infinity) > (r2[best] ?? -Infinity) ? cause : best));
  return {
    group,
    channel,
    r2,
    together: of(CAUSES.map((_, i) => i)),
    ...((r2[name] ?? 0) >= NAMED_FROM ? { name } : {}),
  };
}

function updateExplained(
  of: string,
  step: number,
  found: readonly UpdateAgreement[],
  uniform: () => number,
): UpdateExplained {
  const cosines = found.flatMap(({ cosine }) => cosine ?? []);
  const ratios = found.flatMap(({ update, gradient }) => (gradient > 0 ? update / gradient : []));
  ratios.sort((a, b) => a - b);
  const [low, high] = bootstrapInterval(cosines, uniform);
  return {
    of,
    step,
    cosine: cosines.length === 0 ? null : { mean: mean(cosines), low, high },
    uphill: cosines.length === 0 ? null : mean(cosines.map((cosine) => Number(cosine < 0))),
    ratio:
      ratios.length === 0
        ? null
        : { lower: quantile(ratios, 0.25), median: quantile(ratios, 0.5), upper: quantile(ratios, 0.75) },
  };
}

/** Means of each channel over the tasks where it has a cosine. */
function meansOf(rows: readonly (readonly Cosine[] | undefined)[]): readonly Cosine[] | undefined {
  return rows[0]?.map((_, c) => {
    const there = rows.flatMap((row) => row?.[c] ?? []);
    return there.length === 0 ? null : mean(there);
  });
}

interface Heard {
  readonly hears: readonly Cosine[] | undefined;
  readonly sends: readonly Cosine[] | undefined;
}

/** Appends to the list at a key. */
function push<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** An explanation that is made one task at a time, so that other work can come between. Holds no tensors. */
class Explaining {
  private readonly rule: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>;
  private readonly options: ExplainOptions;
  private readonly groups: readonly AgentGroup[];
  private readonly updates = new Map<string, UpdateAgreement[]>();
  private readonly messages = new Map<string, Heard[]>();
  /** By group: tasks that lines are fitted to, and fresh ones. */
  private readonly sums: ReadonlyMap<string, readonly [ProductSums, ProductSums]>;
  private leftOut = 0;
  tasksDone = 0;

  constructor(rule: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>, options: ExplainOptions) {
    this.rule = rule;
    this.options = options;
    this.groups = topologyOf(rule.spec).groups;
    const width = CAUSES.length + rule.spec.rule.messageSize;
    this.sums = new Map(this.groups.map(({ id }) => [id, [new ProductSums(width), new ProductSums(width)] as const]));
  }

  get finished(): boolean {
    return this.tasksDone >= this.options.tasks;
  }

  /** The adaptation of a task, as a probe that can be opened anywhere. */
  private probe(task: number): ProbeSpec {
    const rng = rngFrom(this.options.seed, 'explain', task);
    const seedOf = () => Math.floor(rng.uniform(0, SEEDS));
    return { taskSeed: seedOf(), networkSeed: seedOf(), steps: this.options.steps };
  }

  /** Adapts to the next task and takes its numbers. */
  async advance(): Promise<void> {
    const probe = this.probe(this.tasksDone);
    const parts = { fit: true, agents: true, gradients: true };
    const record = await recordEpisode(this.rule, probe, parts, { backend: this.options.backend });
    if (record.data.every(Number.isFinite)) this.add(record, this.tasksDone % 2 === 0 ? 0 : 1);
    else this.leftOut++;
    this.tasksDone++;
  }

  private add(record: EpisodeRecord, half: 0 | 1): void {
    for (let step = 1; step <= this.options.steps; step++) {
      for (const [of, agreement] of updateAgreement(record, step)) push(this.updates, `${step} ${of}`, agreement);
      for (const group of this.groups) {
        const heard = { hears: heardAgreement(record, step, group), sends: sentAgreement(record, step, group) };
        push(this.messages, `${step} ${group.id}`, heard);
        const sums = this.sums.get(group.id)?.[half];
        if (sums !== undefined) addRows(sums, record, step, group);
      }
    }
  }

  /** What the tasks done so far say. */
  explanation(): Explanation {
    const rng = rngFrom(this.options.seed, 'bootstrap');
    const keyed = (key: string) => [Number(key.split(' ')[0]), key.split(' ')[1] ?? ''] as const;
    const updates = [...this.updates].map(([key, found]) => {
      const [step, of] = keyed(key);
      return updateExplained(of, step, found, () => rng.uniform());
    });
    const messages = [...this.messages].map(([key, found]): MessagesExplained => {
      const [step, group] = keyed(key);
      const [hears, sends] = [meansOf(found.map((one) => one.hears)), meansOf(found.map((one) => one.sends))];
      return { group, step, ...(hears && { hears }), ...(sends && { sends }) };
    });
    const channels = [...this.sums].flatMap(([group, [fitted, fresh]]) =>
      Array.from({ length: this.rule.spec.rule.messageSize }, (_, c) => channelExplained(fitted, fresh, group, c + 1)),
    );
    const { steps, seed, backend } = this.options;
    return { tasks: this.tasksDone, steps, seed, backend, leftOut: this.leftOut, updates, messages, channels };
  }
}

/** A rule explained on fresh tasks: all of them, unless `goOn` ended it. @param spec its own. */
export async function explain(
  rule: { readonly spec: ExperimentSpec; readonly parameters: Float32Array; readonly metaSteps: number },
  options: ExplainOptions,
  { piece = atOnce, goOn }: Sharing = {},
): Promise<Explanation> {
  const explaining = new Explaining(rule, options);
  while (!explaining.finished) {
    await piece(() => explaining.advance());
    if ((await goOn?.(explaining.tasksDone, options.tasks)) === false) break;
  }
  return explaining.explanation();
}
