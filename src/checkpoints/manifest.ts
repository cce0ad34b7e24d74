// The JSON part of a rule file.

import { checked, listOf, notAllowed, objectOf, parse, textOf, textUpTo, wholeFrom } from '../lib/schema.ts';
import { failure, type Result } from '../lib/result.ts';
import type { ParameterView } from '../experiment/layout.ts';
import { experimentSchema } from '../experiment/validate.ts';
import { figuresSchema } from './figures.ts';
import type { OptimiserState, RuleCheckpoint } from '../record/rule.ts';

/** Where one tensor lies; offset in floats from the start of the data. */
type TensorEntry = Pick<ParameterView, 'name' | 'shape' | 'offset'>;

/** What a rule file says about its data. */
export interface ContainerManifest extends Omit<RuleCheckpoint, 'parameters' | 'optimiser'> {
  readonly formatVersion: number;
  /** Spec/layout's parameters, in order. */
  readonly tensors: readonly TensorEntry[];
  /** Present where Adam's moments follow the parameters. */
  readonly optimiser?: Pick<OptimiserState, 'since'>;
  /** CRC-32 of all data bytes, eight hexadecimal digits. */
  readonly crc32: string;
}

const size = wholeFrom(0, 2 ** 31);
const metaStep = wholeFrom(0, 1e9);
const words = textUpTo(10_000);

const fields = objectOf<ContainerManifest>(
  {
    formatVersion: wholeFrom(1, 1),
    spec: experimentSchema,
    metaSteps: metaStep,
    preset: words,
    command: words,
    evaluation: figuresSchema,
    tensors: listOf(objectOf<TensorEntry>({ name: words, shape: listOf(size, 0, 4), offset: size }), 0, 10_000),
    optimiser: objectOf<Pick<OptimiserState, 'since'>>({ since: metaStep }),
    crc32: textOf(/^[0-9a-f]{8}$/, 'eight hexadecimal digits'),
  },
  ['preset', 'command', 'evaluation', 'optimiser'],
);

const container = checked(fields, ({ optimiser, metaSteps }) => {
  if (optimiser === undefined || optimiser.since <= metaSteps) return undefined;
  return { at: 'optimiser.since', says: notAllowed(optimiser.since, `at most the ${metaSteps} meta-steps done`) };
});

/** Reads a manifest from parsed JSON; whether the tensors fit the spec is for the caller to check. */
export function parseContainerManifest(value: unknown): Result<ContainerManifest> {
  const parsed = parse(container, value, 'manifest');
  const inSpec = 'manifest.spec.';
  if (parsed.ok || !parsed.failure.where.startsWith(inSpec)) return parsed;
  const { where, message } = parsed.failure;
  return failure(where, `the spec in the file is not valid: ${message.slice(inSpec.length)}`);
}
