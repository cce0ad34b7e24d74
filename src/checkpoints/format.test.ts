import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Text } from '../lib/checksum.ts';
import { rngFrom } from '../lib/rng.ts';
import { layoutOf } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { specsUpTo } from '../experiment/testing/arbitraries.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { openContainer, packContainer } from './container.ts';
import { decodeCheckpoint, encodeCheckpoint } from './format.ts';
import type { EvaluationFigures, RuleCheckpoint } from '../record/rule.ts';

const preset = PRESETS['5x10'].spec;
/** A rule small enough to try damage at every byte. */
const small: ExperimentSpec = {
  ...preset,
  network: { ...preset.network, layers: [{ kind: 'dense', units: 1 }] },
  rule: { ...preset.rule, stateful: false, messageSize: 1, learnerHidden: [2, 1] },
};
const evaluation: EvaluationFigures = {
  backend: 'cpu',
  tasks: 100,
  steps: 1,
  seed: 5,
  meanLoss: [0.0258, 0.01],
  medianLoss: [0.02, 0.007],
  sdLoss: [0.01, NaN],
  diverged: 1,
  wallMs: 12.5,
};

function checkpointOf(spec: ExperimentSpec, optimiser = false, seed = 1): RuleCheckpoint {
  const rng = rngFrom('checkpoint', seed);
  const vector = () => Float32Array.from({ length: layoutOf(spec).size }, () => rng.normal());
  const plain = { spec, metaSteps: 1234, parameters: vector() };
  return optimiser ? { ...plain, optimiser: { since: 200, firstMoment: vector(), secondMoment: vector() } } : plain;
}

/** A checkpoint with its vectors as bytes, which compare much faster than float by float. */
function asBytes({ parameters, optimiser, ...about }: RuleCheckpoint) {
  const bytes = (values: Float32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
  if (optimiser === undefined) return { ...about, parameters: bytes(parameters) };
  const { since, firstMoment, secondMoment } = optimiser;
  return {
    ...about,
    parameters: bytes(parameters),
    since,
    firstMoment: bytes(firstMoment),
    secondMoment: bytes(secondMoment),
  };
}

function expectRoundTrip(checkpoint: RuleCheckpoint) {
  const decoded = decodeCheckpoint(encodeCheckpoint(checkpoint));
  if (!decoded.ok) throw new Error(decoded.failure.message);
  expect(asBytes(decoded.value)).toEqual(asBytes(checkpoint));
}

function refusal(bytes: ArrayBuffer): string {
  const result = decodeCheckpoint(bytes);
  if (result.ok) throw new Error('expected a refusal');
  return result.failure.message;
}

interface Parts {
  manifest: Record<string, unknown>;
  data: Float32Array;
}

/** A file written anew, checksums and all, after `edit` changed its parts. */
function rewritten(checkpoint: RuleCheckpoint, edit: (parts: Parts) => void): ArrayBuffer {
  const bytes = encodeCheckpoint(checkpoint);
  const opened = openContainer(bytes);
  if (!opened.ok) throw new Error(opened.failure.message);
  const parts = {
    manifest: opened.value.manifest as Record<string, unknown>,
    data: new Float32Array(bytes.slice(opened.value.start)),
  };
  edit(parts);
  const data = new Uint8Array(parts.data.buffer);
  return packContainer(JSON.stringify({ ...parts.manifest, crc32: crc32Text(data) }), data);
}

const altered = (bytes: ArrayBuffer, at: number, value: (old: number) => number): ArrayBuffer => {
  const copy = new Uint8Array(bytes.slice(0));
  copy[at] = value(copy[at] ?? 0);
  return copy.buffer;
};

describe('a checkpoint file', () => {
  it('gives back every rule, bit for bit', () => {
    fc.assert(
      fc.property(specsUpTo(24, 12), fc.boolean(), fc.nat(), (spec, optimiser, seed) => {
        expectRoundTrip(checkpointOf(spec, optimiser, seed));
      }),
      { numRuns: 60 },
    );
  });

  it.each(['5x10', '2x10'] as const)('holds the preset %s with everything about it', (id) => {
    const plain = checkpointOf(PRESETS[id].spec, true);
    expectRoundTrip({ ...plain, preset: id, command: 'mplp train --preset ü', evaluation });
  });

  it('starts as documented', () => {
    const bytes = encodeCheckpoint(checkpointOf(small));
    const view = new DataView(bytes);
    expect(new TextDecoder().decode(new Uint8Array(bytes, 0, 8))).toBe('MPLPRULE');
    expect(view.getUint32(8, true)).toBe(1);
    const start = 20 + view.getUint32(12, true);
    expect(start % 4).toBe(0);
    expect(bytes.byteLength).toBe(start + 4 * layoutOf(small).size);
    expect(view.getFloat32(start, true)).toBe(checkpointOf(small).parameters[0]);
  });

  it('is not written for a rule that could not be read back', () => {
    const checkpoint = checkpointOf(small);
    expect(() => encodeCheckpoint({ ...checkpoint, parameters: new Float32Array(3) })).toThrow('3 values');
    expect(() => encodeCheckpoint({ ...checkpoint, parameters: checkpoint.parameters.map(() => Infinity) })).toThrow(
      'the tensor 0.weight.learner.message.0.kernel holds Infinity',
    );
  });
});

describe('a damaged or foreign file', () => {
  const checkpoint = checkpointOf(small, true);
  const whole = encodeCheckpoint(checkpoint);

  it('is refused wherever it is cut', () => {
    for (let length = 0; length < whole.byteLength; length++) expect(refusal(whole.slice(0, length))).not.toBe('');
  });

  it('is refused whichever byte is flipped', () => {
    for (let at = 0; at < whole.byteLength; at++) expect(refusal(altered(whole, at, (old) => old ^ 0xff))).not.toBe('');
    fc.assert(
      fc.property(fc.nat(whole.byteLength - 1), fc.nat(7), (at, bit) => {
        expect(decodeCheckpoint(altered(whole, at, (old) => old ^ (1 << bit))).ok).toBe(false);
      }),
    );
  });

  it('never throws on any bytes', () => {
    const magic = [...new Uint8Array(whole, 0, 12)];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, ours) => {
        expect(decodeCheckpoint(Uint8Array.from(ours ? [...magic, ...bytes] : bytes).buffer).ok).toBe(false);
      }),
    );
  });

  it('is refused in words that say what is wrong', () => {
    const size = whole.byteLength;
    expect(refusal(new ArrayBuffer(0))).toBe('the file is empty');
    expect(refusal(whole.slice(0, 10))).toBe('the file is too short: at least 20 bytes expected, 10 found');
    expect(refusal(new TextEncoder().encode('{"weights": []}').buffer)).toBe('this is not an MPLP rule file');
    expect(refusal(altered(whole, 8, () => 7))).toBe(
      'the file is in format 7, a newer version; this lab reads format 1',
    );
    expect(refusal(altered(whole, 8, () => 0))).toContain('format 0, an unknown version');
    expect(refusal(whole.slice(0, 60))).toMatch(/^the file is cut short: at least \d+ bytes expected, 60 found$/);
    expect(refusal(whole.slice(0, size - 4))).toBe(`the file is cut short: ${size} bytes expected, ${size - 4} found`);
    const longer = new Uint8Array(size + 1);
    longer.set(new Uint8Array(whole));
    expect(refusal(longer.buffer)).toBe(`the file is too long: ${size} bytes expected, ${size + 1} found`);
    expect(refusal(altered(whole, 30, (old) => old ^ 1))).toContain('checksum of its manifest');
    expect(refusal(altered(whole, size - 1, (old) => old ^ 1))).toContain('checksum of its data');
    expect(refusal(packContainer('{', new Uint8Array(0)))).toContain('the manifest of the file is not readable');
    expect(refusal(packContainer('[]', new Uint8Array(0)))).toBe('manifest is []; allowed: an object');
  });

  it('is refused for a spec that is not valid, naming the field', () => {
    const bytes = rewritten(checkpoint, ({ manifest }) => {
      manifest['spec'] = { ...small, rule: { ...small.rule, messageSize: 0 } };
    });
    const result = decodeCheckpoint(bytes);
    expect(result).toMatchObject({ ok: false, failure: { where: 'manifest.spec.rule.messageSize' } });
    expect(refusal(bytes)).toBe(
      'the spec in the file is not valid: rule.messageSize is 0; allowed: a whole number from 1 to 64',
    );
  });

  it('is refused for fields not known or of the wrong kind', () => {
    const withField = (name: string, value: unknown) =>
      rewritten(checkpoint, (parts) => (parts.manifest[name] = value));
    expect(refusal(withField('colour', 'red'))).toContain('manifest.colour is not a known field');
    expect(refusal(withField('metaSteps', -1))).toContain('manifest.metaSteps is -1');
    expect(refusal(withField('optimiser', {}))).toContain('manifest.optimiser.since is missing');
    expect(refusal(withField('optimiser', { since: 1e9 }))).toContain('manifest.optimiser.since is 1000000000');
    expect(refusal(withField('evaluation', { ...evaluation, steps: 2 }))).toContain('manifest.evaluation.meanLoss');
    expect(refusal(withField('evaluation', { ...evaluation, lowerQuartile: [0] }))).toContain('lowerQuartile');
  });

  it('is refused for tensors that do not fit the spec, naming the tensor', () => {
    const kernel = '0.weight.learner.message.0.kernel';
    const bias = '0.weight.learner.message.0.bias';
    const withTensors = (edit: (tensors: { name: string; shape: number[]; offset: number }[]) => void) =>
      rewritten(checkpoint, ({ manifest }) => {
        edit(manifest['tensors'] as { name: string; shape: number[]; offset: number }[]);
      });
    expect(refusal(withTensors((tensors) => (tensors[0]!.shape = [2, 3])))).toBe(
      `the tensor ${kernel} is [2, 3] at 0; its spec needs [3, 2] at 0`,
    );
    expect(refusal(withTensors((tensors) => (tensors[1]!.offset = 8)))).toContain(`the tensor ${bias} is [2] at 8`);
    expect(refusal(withTensors((tensors) => tensors.shift()))).toBe(
      `the tensor ${kernel} is missing from the file: ${bias} stands in its place`,
    );
    expect(refusal(withTensors((tensors) => tensors.pop()))).toContain('the list ends in its place');
    expect(refusal(withTensors((tensors) => tensors.push({ name: 'extra', shape: [], offset: 0 })))).toBe(
      'the tensor extra has no place in a rule of this spec',
    );
    const otherSpec = rewritten(checkpoint, ({ manifest }) => (manifest['spec'] = preset));
    expect(refusal(otherSpec)).toContain('the tensor 0.weight.learner.gru.updateInput is missing from the file');
  });

  it('is refused for values that are not finite, naming the tensor', () => {
    const { size, parameters } = layoutOf(small);
    const bias = parameters.find((view) => view.name === '0.weight.learner.message.0.bias')!;
    const withValue = (at: number, value: number) => rewritten(checkpoint, ({ data }) => (data[at] = value));
    expect(refusal(withValue(bias.offset + 1, NaN))).toBe(`the tensor ${bias.name} holds NaN at position 1`);
    expect(refusal(withValue(2 * size + bias.offset, -Infinity))).toBe(
      `the optimiser's second moment of ${bias.name} holds -Infinity at position 0`,
    );
  });
});
