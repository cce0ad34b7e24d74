// Adapts other learners to the probe: ordinary optimisers on plain numbers, other rules on the backend.

import { adaptWith, flatNetwork } from '../baselines/adapt.ts';
import { rngFrom } from '../lib/rng.ts';
import { freshNetworks } from '../mplp/fresh.ts';
import type { LaneRequest } from '../protocol/messages.ts';
import type { Compared, Lane, LaneMethod } from '../record/lanes.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { layoutOf } from '../experiment/layout.ts';
import { probedSpec } from '../experiment/otherNetwork.ts';
import type { ExperimentSpec, Intervention, ProbeSpec } from '../experiment/types.ts';
import { evaluationPoints, figurePoints, prepareTasks, probeBatch, probeTask, targetsOf } from '../tasks/draw.ts';
import { recordEpisode } from '../training/episode.ts';
import { checkedProbe, readSource, RefusedRequest } from './rules.ts';
import type { StepTimes } from './stepTimes.ts';
import { laneOfRecord } from '../record/sections.ts';

function withMethod(id: string, method: LaneMethod, spec: ExperimentSpec, probe: ProbeSpec): Lane {
  const fresh = freshNetworks(spec, layoutOf(spec).groups, [rngFrom(probe.networkSeed, 'network')]);
  const random = flatNetwork(spec.network, (group) => fresh.get(group));
  const task = probeTask(spec, probe);
  const batches = Array.from({ length: probe.steps }, (_, k) => probeBatch(spec, probe, k + 1));
  const judgedOn = (input: Float32Array) =>
    adaptWith(method, spec.network, random, batches, { input, target: targetsOf(task, spec.task, input) });
  const { losses } = judgedOn(evaluationPoints(spec.task));
  const { predictions } = judgedOn(figurePoints(spec.task));
  return { id, losses, predictions };
}

/** Whether two rules see the same points through networks of one shape. */
function comparable(a: ExperimentSpec, b: ExperimentSpec): boolean {
  const seen = ({ task, network, recipe }: ExperimentSpec) =>
    JSON.stringify([task, network, recipe.batch, recipe.sameSupport]);
  return seen(a) === seen(b);
}

async function withRule(
  id: string,
  rule: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>,
  probe: ProbeSpec,
  changes: readonly Intervention[] | null = null,
): Promise<Lane> {
  // What is changed is changed in the rule in use: another one may not even have those agents.
  const { interventions: _, ...intact } = probe;
  const changed = changes === null ? intact : checkedProbe({ ...intact, interventions: changes }, rule.spec);
  const record = await recordEpisode(rule, changed, { fit: true, agents: false }, { backend: 'none' });
  return laneOfRecord(id, record);
}

async function rivalOf({ source }: Extract<LaneRequest, { source: unknown }>, spec: ExperimentSpec) {
  const { rule, label } = await readSource(source);
  if (!comparable(rule.spec, spec))
    throw new RefusedRequest('compare', `${label} is for another task, network or batch size than the rule in use`);
  return rule;
}

/**
 * Every learner asked for on the task, batches and, where it has none of its own, the random start of the probe.
 *
 * @param own the rule they are compared with.
 * @param times measures what an inner step of each takes.
 * @throws RefusedRequest where a rule cannot be read or compared, or changes are impossible.
 */
export async function adaptLanes(
  wanted: readonly LaneRequest[],
  own: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>,
  probe: ProbeSpec,
  times: StepTimes,
): Promise<Compared> {
  const spec = probedSpec(own.spec, probe);
  const lanes: Lane[] = [];
  const stepMs: Record<string, number> = {};
  await prepareTasks(spec.task);
  // Only beside others does it matter what the rule itself takes.
  if (wanted.some((lane) => 'method' in lane)) stepMs['own'] = await times.rule(own, spec);
  for (const lane of wanted) {
    if ('changes' in lane) lanes.push(await withRule(lane.id, own, probe, lane.changes));
    else if ('source' in lane) {
      const rival = await rivalOf(lane, own.spec);
      lanes.push(await withRule(lane.id, rival, probe));
      if ('own' in stepMs) stepMs[lane.id] = await times.rule(rival, probedSpec(rival.spec, probe));
    } else {
      lanes.push(withMethod(lane.id, lane.method, spec, probe));
      stepMs[lane.id] = await times.method(lane.method, spec, probe);
    }
  }
  return { lanes, stepMs };
}
