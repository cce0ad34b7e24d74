// The ways a task was learned during this visit: the intact run, and one branch for each list of changes. Pure.

import type { ExperimentSpec, Intervention, ProbeSpec } from '../../experiment/types.ts';
import { interventionsFault } from '../../experiment/interventions.ts';
import { interventionsToText, interventionToText } from '../../link/interventionText.ts';

/** A list of changes that is kept beside the intact run, whether or not it is in force. */
export interface Branch {
  /** `A`, `B`, `C`. */
  readonly letter: string;
  readonly changes: readonly Intervention[];
}

const LETTERS = ['A', 'B', 'C'] as const;

type Changes = ProbeSpec['interventions'];

export const sameChanges = (a: Changes, b: Changes) => interventionsToText(a) === interventionsToText(b);

/** The branch whose changes these are; undefined for the intact run. */
export function branchOf(branches: readonly Branch[], changes: Changes): Branch | undefined {
  return branches.find((branch) => sameChanges(branch.changes, changes));
}

/** One list holds everything of the other. */
function isEdit(before: readonly Intervention[], now: readonly Intervention[]): boolean {
  const [fewer, more] = [before, now].sort((a, b) => a.length - b.length).map((list) => list.map(interventionToText));
  return fewer?.every((one) => more?.includes(one)) === true;
}

/**
 * The branches once other changes are in force. Adding to a branch or taking from it changes that branch; anything else
 * is a new one, in the place of the oldest where there is no letter left. The intact run leaves all as they are.
 */
export function branchesAfter(branches: readonly Branch[], before: Changes, now: Changes): readonly Branch[] {
  if (now === undefined || branchOf(branches, now) !== undefined) return branches;
  const left = before && branchOf(branches, before);
  if (left !== undefined && isEdit(left.changes, now))
    return branches.map((branch) => (branch === left ? { ...left, changes: now } : branch));
  const kept = branches.length < LETTERS.length ? branches : branches.slice(1);
  const letter = LETTERS.find((free) => kept.every((branch) => branch.letter !== free)) ?? LETTERS[0];
  return [...kept, { letter, changes: now }];
}

/** The branches that the rule on show can take, in the order of their letters. */
export function possibleBranches(spec: ExperimentSpec, branches: readonly Branch[]): readonly Branch[] {
  return branches
    .filter(({ changes }) => interventionsFault(spec, changes) === undefined)
    .sort((a, b) => (a.letter < b.letter ? -1 : 1));
}

/** What comes after what is in force, round and round: intact, A, B and so on. */
export function nextChanges(branches: readonly Branch[], now: Changes): Changes {
  const at = branches.findIndex(({ changes }) => sameChanges(changes, now));
  return branches[at + 1]?.changes;
}
