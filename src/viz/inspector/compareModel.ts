// Two agents in numbers: what one has more of than the other.

import type { EpisodeRecord } from '../../record/episode.ts';
import { meanRow, parameterOf, type Matrix } from '../agents/agentData.ts';
import type { InspectorModel } from './inspectorModel.ts';

/** One number of two agents; undefined where an agent has none, or none yet. */
export interface ComparedNumber {
  readonly name: string;
  readonly values: readonly [number | undefined, number | undefined];
  /** Never negative. */
  readonly size?: true;
}

/** Euclidean norm of the mean message over the samples. */
function norm(matrix: Matrix | undefined): number | undefined {
  return matrix && Math.sqrt(meanRow(matrix).reduce((sum, v) => sum + v * v, 0));
}

/**
 * Parameter, raw update of the chosen sample and on average, applied change, norms of the mean messages; rows that
 * neither agent has are left out.
 */
export function comparedNumbers(
  record: EpisodeRecord,
  models: readonly [InspectorModel, InspectorModel],
  point: number,
): readonly ComparedNumber[] {
  const row = (name: string, of: (model: InspectorModel) => number | undefined): ComparedNumber => ({
    name,
    values: [of(models[0]), of(models[1])],
  });
  return [
    row('parameter before', ({ ref, step }) => parameterOf(record, ref, step)),
    row(`raw, point ${point + 1}`, ({ change }) => change?.raw[point]),
    row('raw, mean', ({ change }) => change?.rawMean),
    row('applied change', ({ change }) => change?.update),
    row('parameter after', ({ change }) => change && change.before + change.update),
    { ...row('mean said, norm', ({ says }) => norm(says)), size: true as const },
    { ...row('mean heard, norm', ({ hears }) => norm(hears)), size: true as const },
  ].filter(({ values }) => values.some((v) => v !== undefined));
}

/** Mean messages of both and their difference, first minus second; undefined where they cannot be subtracted. */
export function comparedMessages(
  first: Matrix | undefined,
  second: Matrix | undefined,
): { readonly means: readonly (Float32Array | undefined)[]; readonly difference: Float32Array | undefined } {
  const means = [first && meanRow(first), second && meanRow(second)];
  const [a, b] = means;
  const difference = a !== undefined && a.length === b?.length ? a.map((v, c) => v - (b[c] ?? 0)) : undefined;
  return { means, difference };
}
