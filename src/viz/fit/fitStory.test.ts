import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec, Intervention } from '../../experiment/types.ts';
import { fitStory as storyOf } from './fitStory.ts';

const { spec } = PRESETS['2x10'];
const fitStory = (losses: readonly number[], applied: number, of: ExperimentSpec, interventions?: Intervention[]) =>
  storyOf(losses, applied, {
    spec: of,
    probe: { taskSeed: 1, networkSeed: 1, steps: losses.length - 1, ...(interventions && { interventions }) },
  });

describe('the sentence above the fit', () => {
  it('says how many points there are; what they do is the headline’s to say', () => {
    expect(fitStory([0.05, 0.04, 0.001], 0, spec)).toBe('Ten new points a step.');
    const { spec: standard } = PRESETS['sinusoid-standard'];
    expect(fitStory([4, 0.1], 0, standard)).toBe('The same ten points at every step.');
  });

  it('speaks of an area where the task is a border', () => {
    const boundary = PRESETS.boundary.spec;
    expect(
      fitStory(
        Array.from({ length: 11 }, () => 0.35),
        3,
        boundary,
      ),
    ).toContain('does not pull the green area up to the grey border');
  });

  it('does not say so of a rule that has not learned to', () => {
    expect(fitStory([0.05, 0.05, 0.049], 2, spec)).toContain('does not pull');
    expect(fitStory([0.05, NaN, NaN], 2, spec)).toContain('does not pull');
    const silenced: Intervention = { what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 1, to: null };
    expect(fitStory([0.05, 0.05, 0.049], 2, spec, [silenced])).toBe('Ten new points a step.');
  });

  it('says when the line is led away past the trained steps', () => {
    const losses = [0.05, 0.04, 0.001, 0.05, NaN];
    expect(fitStory(losses, 2, spec)).toBe('Ten new points a step.');
    expect(fitStory(losses, 3, spec)).toContain('Past the two steps');
    expect(fitStory(losses, 4, spec)).toContain('Past the two steps');
  });

  it('does not say so of a line that new points merely shake', () => {
    expect(fitStory([0.05, 0.01, 0.001, 0.002], 3, spec)).toBe('Ten new points a step.');
  });
});
