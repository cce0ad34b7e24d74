// The families there are. A new one: its folder, its spec's type, a line here, and its figure in `ui/fit/familyFigures`.

import type { TaskSpec } from '../experiment/types.ts';
import { BOUNDARY } from './boundary/boundary.ts';
import type { OwnField, TaskFamily } from './family.ts';
import { SINUSOID } from './sinusoid/sinusoid.ts';

export type FamilyId = TaskSpec['kind'];

export const FAMILIES: { readonly [K in FamilyId]: TaskFamily<Extract<TaskSpec, { kind: K }>> } = {
  sinusoid: SINUSOID,
  boundary: BOUNDARY,
};

/** The family of a task. */
export function familyOf({ kind }: Pick<TaskSpec, 'kind'>): TaskFamily {
  return FAMILIES[kind];
}

/** The loss above which a network has diverged on a task. */
export const divergedAbove = (task: TaskSpec): number => familyOf(task).diverged(task);

/** Names of the families whose probes have a field. */
export function familiesWith(field: OwnField): FamilyId[] {
  return Object.values(FAMILIES)
    .filter(({ ownFields }) => ownFields.includes(field))
    .map(({ id }) => id);
}
