// An intervention in words: what, at whom, when.

import { INTERVENTIONS, placesOf } from '../../experiment/interventions.ts';
import type { ExperimentSpec, Intervention, InterventionKind, Where } from '../../experiment/types.ts';
import { agentName, groupTitle } from '../agents/agentNames.ts';

const VERBS: Readonly<Record<InterventionKind, string>> = {
  silence: 'silence',
  'parameter.freeze': 'freeze',
  'parameter.set': 'set',
  'message.zero': 'zero what is said by',
  'message.clamp': 'hold what is said by',
  'message.scale': 'scale what is said by',
  'message.noise': 'noise on what is said by',
  'message.shuffle': 'shuffle among points what is said by',
  'carry.freeze': 'freeze the memory of',
  'carry.reset': 'reset the memory of',
  'update.scale': 'scale the change of',
  'update.gradient': 'gradient steps for',
  'rule.swap': 'swap the rule of',
  'rule.formula': 'a formula for',
};

function whereWords(spec: ExperimentSpec, at: Where): string {
  if (at.kind === 'agent') return agentName(spec, { group: at.group, unit: at.unit });
  if (at.kind === 'all') return `all ${at.of} agents`;
  const last = placesOf(spec, at).at(-1)?.group;
  if (last === undefined) return 'agents that are not there';
  return at.kind === 'unit' ? `unit ${at.unit + 1} of ${groupTitle(spec, last)}` : groupTitle(spec, last);
}

/** `silence layer 2 weights, steps 1 to 2`. */
export function interventionWords(spec: ExperimentSpec, one: Intervention): string {
  const { what, at, value, from, to } = one;
  const told = INTERVENTIONS[what].value === undefined ? '' : ` at ${value ?? 0}`;
  const when =
    to === null
      ? from === 1
        ? ''
        : `, from step ${from}`
      : from === to
        ? `, step ${from}`
        : `, steps ${from} to ${to}`;
  return `${VERBS[what]} ${at.map((where) => whereWords(spec, where)).join(' and ')}${told}${when}`;
}
