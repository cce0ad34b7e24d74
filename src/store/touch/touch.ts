// What is changed in the rule while it learns: edits of the probe's list, and what may be done to a selection. Pure.

import { INTERVENTIONS, interventionsFault } from '../../experiment/interventions.ts';
import type { ExperimentSpec, Intervention, InterventionKind, ProbeSpec, Where } from '../../experiment/types.ts';
import { topologyOf } from '../../experiment/topology.ts';
import type { AgentRef } from '../../record/moment.ts';

export const REACHES = ['agent', 'unit', 'layer', 'kind'] as const;
/** How far a change reaches from the selected agent: it, its unit, all of its kind in its layer, all of its kind. */
export type Reach = (typeof REACHES)[number];

/** The agents a change of that reach means; undefined where there is no unit. */
export function whereOf(spec: ExperimentSpec, { group, unit }: AgentRef, reach: Reach): Where | undefined {
  if (reach === 'agent') return { kind: 'agent', group, unit };
  if (reach === 'layer') return { kind: 'group', group };
  const topology = topologyOf(spec);
  const found = topology.group(group);
  if (found === undefined) return undefined;
  if (reach === 'kind') return { kind: 'all', of: found.kind };
  if (found.kind === 'loss') return undefined;
  const follows = found.kind === 'activation' || found.kind === 'softmax';
  const layer = (follows ? topology.listenerOf(group) : found)?.layer;
  if (layer === undefined || topology.group(`${layer}.bias`) === undefined) return undefined;
  return { kind: 'unit', layer, unit: unit.at(-1) ?? 0 };
}

/** An intervention on the selection for the whole episode, or why it is impossible. */
export function changeOf(
  spec: ExperimentSpec,
  selection: AgentRef,
  reach: Reach,
  what: InterventionKind,
  value: number,
): Intervention | string {
  const at = whereOf(spec, selection, reach);
  if (at === undefined) return 'the loss is no part of a unit';
  const told = INTERVENTIONS[what].value === undefined ? {} : { value };
  const one: Intervention = { what, at: [at], from: 1, to: null, ...told };
  return interventionsFault(spec, [one])?.says ?? one;
}

/** The probe with one intervention more. */
export function withChange(probe: ProbeSpec, one: Intervention): ProbeSpec {
  return { ...probe, interventions: [...(probe.interventions ?? []), one] };
}

/** The probe without the intervention at this place of the list. */
export function withoutChange(probe: ProbeSpec, index: number): ProbeSpec {
  const left = (probe.interventions ?? []).filter((_, i) => i !== index);
  return left.length === 0 ? intactProbe(probe) : { ...probe, interventions: left };
}

/** The probe with nothing changed. */
export function intactProbe({ interventions: _none, ...intact }: ProbeSpec): ProbeSpec {
  return intact;
}
