import { expect, it } from 'vitest';

import { phasesOf } from '../../record/moment.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { cellText, narrate, phaseName } from './narration.ts';

const { spec } = PRESETS['5x10'];
const phases = phasesOf(spec);

it('names every phase', () => {
  expect(phases.map(cellText)).toEqual(['fwd', 'loss', '‹3', '‹2', '‹1', 'update']);
  expect(phases.map(phaseName)).toEqual(['forward', 'loss', 'layer 3', 'layer 2', 'layer 1', 'update']);
});

it('says who speaks to whom', () => {
  const texts = phases.map((phase) => narrate(spec, phase, 2, 5).text);
  expect(texts[0]).toContain('Ten points');
  expect(texts[2]).toBe('Layer 3 listens to the loss agent, then speaks to layer 2.');
  expect(texts[4]).toBe('Layer 1 listens to layer 2. Now every agent has spoken.');
  expect(texts[5]).toContain('481 weights and biases');
});

it('does not say of a changed rule what only the intact one does', () => {
  for (const phase of phases)
    expect(narrate(spec, phase, 2, 5, 10, true).text).toMatch(/\. What is changed does otherwise\.$/);
});

it('says when a step is past the horizon', () => {
  const [forward] = phases;
  expect(forward && narrate(spec, forward, 6, 8).text).toContain('trained for 5 steps');
  expect(forward && narrate(spec, forward, 5, 8).text).not.toContain('trained for');
});
