// Sinusoid regression, maths.md section 7: the curve's height at x.

import { objectOf, oneOf } from '../../lib/schema.ts';
import type { SinusoidSpec } from '../../experiment/types.ts';
import { CURVE_FIELDS, drawCurve, evenly, targetAt } from '../curve.ts';
import type { TaskFamily } from '../family.ts';

/** Points the loss is judged on. */
const EVALUATION_POINTS = 100;
const FIGURE_POINTS = 201;

export const SINUSOID: TaskFamily<SinusoidSpec> = {
  id: 'sinusoid',
  ports: { inputs: 1, outputs: 1 },
  loss: undefined,
  classes: false,
  ownFields: ['noise', 'curve', 'support'],
  fields: [],
  words: { taught: 'a sine wave', pulled: 'line', goal: 'onto the grey target' },
  schema: objectOf<SinusoidSpec>({ kind: oneOf(['sinusoid']), ...CURVE_FIELDS }),
  draw: drawCurve,
  ranges: ({ x }) => [x],
  targets: (task, input) => input.map((x) => targetAt(task, x)),
  evaluationPoints: ({ x }, points = EVALUATION_POINTS) => Float32Array.from(evenly(x, points)),
  // Half the squared error of predicting the opposite of a target is at most twice its height squared.
  diverged: ({ amplitude: [, most] }) => Math.max(1, 4 * most ** 2),
  figurePoints: ({ x }) => Float32Array.from(evenly(x, FIGURE_POINTS)),
};
