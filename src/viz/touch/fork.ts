// Where a changed run leaves the intact one: the first moment at which something is done differently.

import { placesOf } from '../../experiment/interventions.ts';
import type { ExperimentSpec, Intervention } from '../../experiment/types.ts';
import type { Moment } from '../../record/moment.ts';
import { clockOf } from '../clocks/turns.ts';

/** The phase in which an intervention acts first: values are set before the forward pass, changes at the end. */
function phaseOf(spec: ExperimentSpec, { what, at }: Intervention): number {
  const { phases, speaksAt } = clockOf(spec);
  if (what === 'parameter.set') return 0;
  const last = phases.length - 1;
  if (what === 'parameter.freeze' || what.startsWith('update')) return last;
  const loss = phases.findIndex(({ kind }) => kind === 'loss');
  const places = at.flatMap((where) => placesOf(spec, where));
  return Math.min(last, ...places.map(({ group }) => speaksAt.get(group.id) ?? loss));
}

/** @param changes at least one. */
export function forkOf(spec: ExperimentSpec, changes: readonly Intervention[]): Moment {
  const step = Math.min(...changes.map(({ from }) => from));
  const phases = changes.filter(({ from }) => from === step).map((one) => phaseOf(spec, one));
  return { step, phase: Math.min(...phases) };
}
