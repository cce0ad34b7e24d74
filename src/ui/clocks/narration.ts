// What happens at a moment, in plain words; generated from the spec, so that it names what is there.

import { capital } from '../../lib/capital.ts';
import { blocksOf } from '../../record/moment.ts';
import type { Phase } from '../../experiment/topology.ts';
import { parameterCount } from '../../store/experiment/experiment.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { countWord, grouped } from '../../viz/common/format.ts';

/** Short name of a phase on its cell. */
export function cellText(phase: Phase): string {
  switch (phase.kind) {
    case 'forward':
      return 'fwd';
    case 'loss':
      return 'loss';
    case 'back':
      return `‹${phase.block + 1}`;
    case 'update':
      return 'update';
  }
}

/** Full name of a phase: `layer 2`. */
export function phaseName(phase: Phase | undefined): string {
  if (phase === undefined) return '';
  return phase.kind === 'back' ? `layer ${phase.block + 1}` : phase.kind;
}

function title(phase: Phase): string {
  return phase.kind === 'back' ? `back through layer ${phase.block + 1}` : phase.kind;
}

function backStory(block: number, blocks: number): string {
  const listensTo = block === blocks - 1 ? 'the loss agent' : `layer ${block + 2}`;
  if (block === 0) return `Layer 1 listens to ${listensTo}. Now every agent has spoken.`;
  return `Layer ${block + 1} listens to ${listensTo}, then speaks to layer ${block}.`;
}

function story(phase: Phase, spec: ExperimentSpec, points: number): string {
  switch (phase.kind) {
    case 'forward':
      return `${capital(countWord(points))} ${points === 1 ? 'point runs' : 'points run'} through the net, left to right. Agents store what they saw.`;
    case 'loss':
      return 'The loss agent compares output with target and speaks first.';
    case 'back':
      return backStory(phase.block, blocksOf(spec).length);
    case 'update':
      return `All ${grouped(parameterCount(spec))} weights and biases change at once, each by what its agent asked for.`;
  }
}

export interface Narration {
  readonly title: string;
  readonly text: string;
}

/**
 * @param steps inner steps on show; past the horizon the text says so.
 * @param points support points of the step.
 * @param changed something of the rule is changed in this step.
 */
export function narrate(
  spec: ExperimentSpec,
  phase: Phase,
  step: number,
  steps: number,
  points = spec.recipe.batch,
  changed = false,
): Narration {
  const past = step > spec.recipe.innerSteps ? ` The rule was trained for ${spec.recipe.innerSteps} steps.` : '';
  const otherwise = changed ? ' What is changed does otherwise.' : '';
  return { title: `Step ${step} of ${steps}: ${title(phase)}`, text: story(phase, spec, points) + otherwise + past };
}
