import { describe, expect, it } from 'vitest';
import { PRESETS } from '../spec/presets.ts';
import { fitStory } from './fitStory.ts';

const { recipe } = PRESETS['2x10'].spec;

describe('the sentence above the fit', () => {
  it('says that the points pull the line where they do', () => {
    expect(fitStory([0.05, 0.04, 0.001], 0, recipe)).toBe('Ten new points a step pull the line onto the grey target.');
  });

  it('does not say so of a rule that has not learned to', () => {
    expect(fitStory([0.05, 0.05, 0.049], 2, recipe)).toContain('does not pull');
    expect(fitStory([0.05, NaN, NaN], 2, recipe)).toContain('does not pull');
  });

  it('says when the line is led away past the trained steps', () => {
    const losses = [0.05, 0.04, 0.001, 0.05, NaN];
    expect(fitStory(losses, 2, recipe)).toContain('pull the line onto');
    expect(fitStory(losses, 3, recipe)).toContain('Past the two steps');
    expect(fitStory(losses, 4, recipe)).toContain('Past the two steps');
  });
});
