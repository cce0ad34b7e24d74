// The JSON part of a rule file.

import { listOf, objectOf, refuse, textUpTo, wholeFrom, type Parser } from '../lib/parse.ts';
import { success } from '../lib/result.ts';
import type { ParameterView } from '../experiment/layout.ts';
import { validateSpec } from '../experiment/validate.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { parseFigures } from './figures.ts';
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

/** `validateSpec`, with the field path starting at the manifest. */
const spec: Parser<ExperimentSpec> = (value, path) => {
  const parsed = validateSpec(value);
  if (parsed.ok) return parsed;
  const { where, message } = parsed.failure;
  return {
    ok: false,
    failure: { where: `${path}.${where}`, message: `the spec in the file is not valid: ${message}` },
  };
};

const checksum: Parser<string> = (value, path) =>
  typeof value === 'string' && /^[0-9a-f]{8}$/.test(value)
    ? success(value)
    : refuse(path, value, 'eight hexadecimal digits');

const size = wholeFrom(0, 2 ** 31);
const metaStep = wholeFrom(0, 1e9);
const words = textUpTo(10_000);

const container = objectOf<ContainerManifest>(
  {
    formatVersion: wholeFrom(1, 1),
    spec,
    metaSteps: metaStep,
    preset: words,
    command: words,
    evaluation: parseFigures,
    tensors: listOf(objectOf<TensorEntry>({ name: words, shape: listOf(size, 0, 4), offset: size }), 0, 10_000),
    optimiser: objectOf<Pick<OptimiserState, 'since'>>({ since: metaStep }),
    crc32: checksum,
  },
  ['preset', 'command', 'evaluation', 'optimiser'],
);

/** Reads a manifest from parsed JSON; whether the tensors fit the spec is for the caller to check. */
export const parseContainerManifest: Parser<ContainerManifest> = (value, path) => {
  const parsed = container(value, path);
  if (!parsed.ok) return parsed;
  const { optimiser, metaSteps } = parsed.value;
  if (optimiser === undefined || optimiser.since <= metaSteps) return parsed;
  return refuse(`${path}.optimiser.since`, optimiser.since, `at most the ${metaSteps} meta-steps done`);
};
