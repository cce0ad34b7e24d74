// Sinusoid boundary: whether a point (x, y) lies above the curve. Two outputs, below and above.

import { objectOf, oneOf } from '../../lib/schema.ts';
import type { BoundarySpec } from '../../experiment/types.ts';
import { CURVE_FIELDS, drawCurve, evenly, rangeWithin, targetAt, type CurveTask } from '../curve.ts';
import type { TaskFamily } from '../family.ts';

/** Points the loss is judged on: columns over x and rows over y. */
const EVALUATION_PLANE = [40, 16] as const;
export const FIGURE_PLANE = [81, 33] as const;

/** Points of the plane, row by row from the lowest y: [columns * rows * 2]. */
function plane(spec: BoundarySpec, [columns, rows]: readonly [number, number]): Float32Array {
  const xs = evenly(spec.x, columns);
  return Float32Array.from(evenly(spec.y, rows).flatMap((y) => xs.flatMap((x) => [x, y])));
}

/** One-hot [n * 2], below and above, of points [n * 2]. */
function sides(task: CurveTask, input: Float32Array): Float32Array {
  const target = new Float32Array(input.length);
  for (let i = 0; i + 1 < input.length; i += 2) {
    const above = (input[i + 1] ?? NaN) > targetAt(task, input[i] ?? NaN);
    target[i + (above ? 1 : 0)] = 1;
  }
  return target;
}

export const BOUNDARY: TaskFamily<BoundarySpec> = {
  id: 'boundary',
  ports: { inputs: 2, outputs: 2 },
  loss: 'crossEntropy',
  classes: true,
  ownFields: [],
  fields: ['y'],
  words: { taught: 'a border between two classes', pulled: 'green area', goal: 'up to the grey border' },
  schema: objectOf<BoundarySpec>({ kind: oneOf(['boundary']), ...CURVE_FIELDS, y: rangeWithin(100) }),
  draw: drawCurve,
  ranges: ({ x, y }) => [x, y],
  targets: sides,
  evaluationPoints: (spec) => plane(spec, EVALUATION_PLANE),
  diverged: () => 1,
  figurePoints: (spec) => plane(spec, FIGURE_PLANE),
};
