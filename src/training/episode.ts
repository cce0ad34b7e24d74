// Adapts one task and keeps everything that was said: the episode record.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { RuleCheckpoint } from '../record/rule.ts';
import { rngFrom } from '../lib/rng.ts';
import { sizeOf } from '../lib/shape.ts';
import { innerStep, tidied, withSlots, type InnerState } from '../mplp/innerStep.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';
import { contextOf, initialState, namedViews, splitViews, startFromNumbers, startFromPrior } from '../mplp/rule.ts';
import { seededDraws, type TaskKey } from '../mplp/touch/draws.ts';
import { touchOf } from '../mplp/touch/touch.ts';
import { freshNetworks } from '../mplp/fresh.ts';
import { sectionName, type AgentPart } from '../record/sections.ts';
import { buildRecord, type EpisodeHeader, type EpisodeRecord, type SectionInput } from '../record/episode.ts';
import { agentsIn, layoutOf, type AgentGroup, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { evaluationPoints, figurePoints, prepareTasks, probeBatch, probeTask, targetsOf } from '../tasks/draw.ts';
import { batchTensors } from './data.ts';
import { ruleOfProbe } from './evaluation/ruleOnNetwork.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

/** Largest record kept in full. */
const RECORD_LIMIT_BYTES = 64 * 2 ** 20;

/** What visible figures need of a record. */
export interface RecordParts {
  readonly fit: boolean;
  readonly agents: boolean;
  /** Groups kept in full even where the record would pass its limit. */
  readonly keep?: readonly string[];
  /**
   * Messages and raw updates of stateful agents in sections of their own: what they said may then differ from what their
   * carries hold, as under an intervention.
   */
  readonly saidApart?: true;
  /** True gradients of every step, for the agreement with them. */
  readonly gradients?: boolean;
  /** Parameters of the intact run beside those of a changed one. */
  readonly intact?: boolean;
}

type Section = { readonly name: string; readonly value: tf.Tensor };

/** Bytes one inner step of a group takes in the record. */
function groupBytes(spec: ExperimentSpec, group: AgentGroup, samples: number, saidApart: boolean): number {
  const agents = agentsIn(group);
  const kind = ruleKind(spec.rule);
  const apart = saidApart && kind.remembers ? spec.rule.messageSize + Number(group.ownsParameter) : 0;
  return 4 * samples * agents * (kind.outputs(spec.rule, group.ownsParameter) + apart);
}

/** Something is changed, so what agents send may differ from what their carries hold. */
const isChanged = ({ interventions = [] }: Pick<ProbeSpec, 'interventions'>) => interventions.length > 0;

/** Samples of the largest batch of a probe. */
function mostSamples(spec: ExperimentSpec, { support = [] }: Pick<ProbeSpec, 'support'>): number {
  return Math.max(spec.recipe.batch, ...support.map(({ points }) => points.length));
}

/**
 * Groups whose per-sample sections must be left out so that the record fits: the largest first, never one of `keep`.
 */
export function omittedGroups(
  spec: ExperimentSpec,
  groups: readonly AgentGroup[],
  probe: Pick<ProbeSpec, 'steps' | 'support' | 'interventions'>,
  keep: readonly string[],
  limit = RECORD_LIMIT_BYTES,
): string[] {
  const samples = mostSamples(spec, probe);
  const bytes = (group: AgentGroup) => probe.steps * groupBytes(spec, group, samples, isChanged(probe));
  const bySize = [...groups].sort((a, b) => bytes(b) - bytes(a));
  let total = groups.reduce((sum, group) => sum + bytes(group), 0);
  const omitted: string[] = [];
  for (const group of bySize) {
    if (total <= limit) break;
    if (keep.includes(group.id)) continue;
    omitted.push(group.id);
    total -= bytes(group);
  }
  return omitted;
}

/** Whether what the core reports of a group enters the record. */
function isKept(part: AgentPart, group: string, { spec, parts, probe, omitted }: Probe): boolean {
  const perSample = part === 'message' || part === 'raw';
  // A stateful agent's message and raw update are channels of its carry.
  const apart = parts.saidApart === true || isChanged(probe);
  if (ruleKind(spec.rule).remembers && perSample && !apart) return false;
  return !(omitted.includes(group) && (perSample || part === 'carry'));
}

interface Probe {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  readonly probe: ProbeSpec;
  readonly parts: RecordParts;
  readonly omitted: readonly string[];
}

/** Names the random streams of a probe's interventions. */
const probeTaskKey = ({ taskSeed }: ProbeSpec): TaskKey => ['probe', taskSeed];

function parameterSections(step: number, groups: readonly AgentGroup[], network: NetworkParameters): Section[] {
  return groups
    .filter((group) => group.ownsParameter)
    .map((group) => {
      const own = network.get(group.layer)!;
      return {
        name: sectionName.agents(step, group.id, 'parameter'),
        value: group.kind === 'weight' ? own.weight : own.bias,
      };
    });
}

/** Predictions on the grid and the loss on the evaluation points after `step` inner steps. */
function fitSections(
  of: Probe,
  step: number,
  network: NetworkParameters,
  grid: tf.Tensor,
  even: { input: tf.Tensor; target: tf.Tensor },
): { sections: Section[]; heldOut: tf.Tensor } {
  const { spec } = of;
  const prediction = forward(spec.network, network, even.input);
  const heldOut = tf.mean(lossOf(spec.network.loss, prediction, even.target).loss);
  return {
    sections: [{ name: sectionName.gridPrediction(step), value: forward(spec.network, network, grid) }],
    heldOut,
  };
}

/** Every section of the adaptation, leading task dimension of 1 still in place. */
function adapt(of: Probe, flat: tf.Tensor): Section[] {
  const { spec, layout, probe, parts } = of;
  const parameters = namedViews(layout, splitViews(layout, flat));
  const start = spec.recipe.learnedPrior
    ? startFromPrior(layout.groups, 1, parameters)
    : startFromNumbers(layout.groups, 1, freshNetworks(spec, layout.groups, [rngFrom(probe.networkSeed, 'network')]));
  let state: InnerState = initialState(start);
  const task = probeTask(spec, probe);
  const [gridInput, evenInput] = [figurePoints(spec.task), evaluationPoints(spec.task)];
  const grid = batchTensors(spec.network, 1, { input: gridInput, target: targetsOf(task, spec.task, gridInput) });
  const even = batchTensors(spec.network, 1, { input: evenInput, target: targetsOf(task, spec.task, evenInput) });
  const sections: Section[] = [
    { name: sectionName.gridInput, value: grid.input },
    { name: sectionName.gridTarget, value: grid.target },
  ];
  const heldOut: tf.Tensor[] = [];
  const draws = seededDraws([probeTaskKey(probe)]);
  const touches = (step: number) => touchOf(spec, probe.interventions ?? [], step, draws);
  const score = (step: number) => {
    const fit = fitSections(of, step, state.network, grid.input, even);
    sections.push(...fit.sections);
    heldOut.push(fit.heldOut);
    // A value set by hand is the one that the next step finds.
    const next = touches(step + 1)?.network(state.network) ?? state.network;
    if (parts.agents) sections.push(...parameterSections(step + 1, layout.groups, next));
  };
  score(0);
  for (let step = 1; step <= probe.steps; step++) {
    const { input, target } = batchTensors(spec.network, 1, probeBatch(spec, probe, step));
    sections.push(
      { name: sectionName.batch(step, 'input'), value: input },
      { name: sectionName.batch(step, 'target'), value: target },
    );
    const before = sections.length;
    ({ state } = tidied(() => {
      const context = contextOf(spec, layout, parameters, {
        batch: (part, value) => sections.push({ name: sectionName.batch(step, part), value }),
        gradients: parts.agents && parts.gradients === true,
        agents(group, part, value) {
          if (parts.agents && isKept(part, group, of))
            sections.push({ name: sectionName.agents(step, group, part), value });
        },
      });
      const next = innerStep(
        { ...context, touch: touches(step) },
        withSlots(state, input.shape[1] ?? 0),
        input,
        target,
      ).state;
      return { state: next, kept: sections.slice(before).map(({ value }) => value) };
    }));
    score(step);
  }
  sections.push({ name: sectionName.heldOutLoss, value: tf.reshape(tf.stack(heldOut), [1, -1]) });
  return sections;
}

/** Parameters before every step and after the last as they would be, had nothing been changed. */
function intactSections(of: Probe, flat: tf.Tensor): Section[] {
  if (of.parts.intact !== true || !of.parts.agents || !isChanged(of.probe)) return [];
  const { interventions: _, ...probe } = of.probe;
  const parameters = new Map<string, string>(
    of.layout.groups.flatMap(({ id }) =>
      Array.from({ length: probe.steps + 1 }, (__, k) => [
        sectionName.agents(k + 1, id, 'parameter'),
        sectionName.agents(k + 1, id, 'intact'),
      ]),
    ),
  );
  return adapt({ ...of, probe, parts: { fit: false, agents: true } }, flat).flatMap(({ name, value }) => {
    const intact = parameters.get(name);
    return intact === undefined ? [] : [{ name: intact, value }];
  });
}

/** One packed readback of all sections. */
async function readSections(sections: () => Section[]): Promise<SectionInput> {
  let names: { name: string; shape: number[] }[] = [];
  const packed = tf.tidy(() => {
    const made = sections();
    names = made.map(({ name, value }) => ({ name, shape: value.shape.slice(1) }));
    return tf.concat(made.map(({ value }) => tf.reshape(value, [-1])));
  });
  const data = await packed.data<'float32'>();
  packed.dispose();
  let offset = 0;
  return Object.fromEntries(
    names.map(({ name, shape }) => {
      const size = sizeOf(shape);
      offset += size;
      return [name, { shape, data: data.subarray(offset - size, offset) }];
    }),
  );
}

/**
 * Adapt the probe's task with a rule on the running backend and record it. Scrubbing reads the record; nothing is
 * recomputed from the rule but the gates of a selected agent.
 *
 * @param probe one that `validateProbe` passes for the rule's spec; where it brings layers, the record's spec has them.
 * @param parts what visible figures need; `fit` is always included, it costs little.
 * @returns a record of its own, no tensors left behind.
 * @throws where the rule cannot run on the probe's layers.
 */
export async function recordEpisode(
  rule: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>,
  probe: ProbeSpec,
  parts: RecordParts,
  about: Pick<EpisodeHeader, 'backend' | 'ruleId'>,
): Promise<EpisodeRecord> {
  const moved = ruleOfProbe(rule, probe);
  if (!moved.ok) throw new Error(moved.failure.message);
  const { spec, parameters } = moved.value;
  const layout = layoutOf(spec);
  await prepareTasks(spec.task);
  const omitted = parts.agents ? omittedGroups(spec, layout.groups, probe, parts.keep ?? []) : [];
  const of = { spec, layout, probe, parts, omitted };
  const sections = await readSections(() => {
    const flat = tf.tensor1d(parameters);
    return [...adapt(of, flat), ...intactSections(of, flat)];
  });
  const ruleSection = parts.agents ? { [sectionName.rule]: { data: parameters, shape: [layout.size] } } : {};
  return buildRecord(
    { spec, probe, task: probeTask(spec, probe), metaStep: rule.metaSteps, omitted, ...about },
    { ...sections, ...ruleSection },
  );
}
