// A rule as a `.mplp` file: its spec and history in the manifest, its flat vector and, where training may go on,
// Adam's first and second moments as data. The outer form is in container.ts.

import { assert } from '../lib/assert.ts';
import { crc32Text } from '../lib/checksum.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { layoutOf, type ParameterView, type RuleLayout } from '../experiment/layout.ts';
import { FORMAT_VERSION, lengthFailure, openContainer, packContainer, RULE_FILE } from './container.ts';
import { parseContainerManifest, type ContainerManifest } from './manifest.ts';
import type { RuleCheckpoint } from '../record/rule.ts';

/** Little-endian, on machines of either order. */
function writeFloats(view: DataView, at: number, values: Float32Array): void {
  values.forEach((value, i) => {
    view.setFloat32(at + 4 * i, value, true);
  });
}

function readFloats(view: DataView, at: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(at + 4 * i, true));
}

/** Says which tensor holds a value that is not finite. */
function nonFinite(values: Float32Array, layout: RuleLayout, what: string): string | undefined {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return undefined;
  const tensor = layout.parameters.find(({ offset, size }) => at < offset + size);
  return `${what} ${tensor?.name ?? ''} holds ${values[at] ?? NaN} at position ${at - (tensor?.offset ?? 0)}`;
}

/** The vectors of a file in their order, with what to call a tensor of each. */
function vectorsOf({ parameters, optimiser }: Pick<RuleCheckpoint, 'parameters' | 'optimiser'>) {
  const vectors = [{ values: parameters, what: 'the tensor' }];
  if (optimiser === undefined) return vectors;
  return [
    ...vectors,
    { values: optimiser.firstMoment, what: "the optimiser's first moment of" },
    { values: optimiser.secondMoment, what: "the optimiser's second moment of" },
  ];
}

/**
 * A rule as the bytes of a `.mplp` file.
 *
 * @param checkpoint left as it is.
 * @returns a fresh buffer, the caller's to transfer.
 * @throws if a vector's length is not that of the spec's layout, or a value is not finite: such a file could not be
 * read back.
 */
export function encodeCheckpoint(checkpoint: RuleCheckpoint): ArrayBuffer {
  const { parameters: _parameters, optimiser, ...about } = checkpoint;
  const layout = layoutOf(checkpoint.spec);
  const vectors = vectorsOf(checkpoint);
  const data = new Uint8Array(4 * layout.size * vectors.length);
  const view = new DataView(data.buffer);
  vectors.forEach(({ values, what }, i) => {
    assert(values.length === layout.size, `${what} rule: ${values.length} values, ${layout.size} in its layout`);
    const bad = nonFinite(values, layout, what);
    assert(bad === undefined, `the rule cannot be saved: ${bad ?? ''}`);
    writeFloats(view, 4 * layout.size * i, values);
  });
  const manifest: ContainerManifest = {
    formatVersion: FORMAT_VERSION,
    ...about,
    tensors: layout.parameters.map(({ name, shape, offset }) => ({ name, shape, offset })),
    ...(optimiser && { optimiser: { since: optimiser.since } }),
    crc32: crc32Text(data),
  };
  return packContainer(JSON.stringify(manifest), data);
}

/** The tensors of a file must be those of its spec's layout, in order. */
function tensorFailure(manifest: ContainerManifest, views: readonly ParameterView[]): Result<never> | undefined {
  for (const [index, view] of views.entries()) {
    const tensor = manifest.tensors[index];
    if (tensor?.name !== view.name) {
      const found = tensor === undefined ? 'the list ends' : `${tensor.name} stands`;
      return failure(view.name, `the tensor ${view.name} is missing from the file: ${found} in its place`);
    }
    if (tensor.offset !== view.offset || tensor.shape.join() !== view.shape.join()) {
      const words = (t: typeof tensor) => `[${t.shape.join(', ')}] at ${t.offset}`;
      return failure(view.name, `the tensor ${view.name} is ${words(tensor)}; its spec needs ${words(view)}`);
    }
  }
  const extra = manifest.tensors[views.length];
  return extra && failure(extra.name, `the tensor ${extra.name} has no place in a rule of this spec`);
}

/**
 * The inverse of `encodeCheckpoint`, for bytes from anywhere.
 *
 * @param bytes the whole file; neither kept nor changed.
 * @returns the checkpoint with vectors of its own, or why the file is refused; never throws.
 */
export function decodeCheckpoint(bytes: ArrayBuffer): Result<RuleCheckpoint> {
  const opened = openContainer(bytes);
  if (!opened.ok) return opened;
  const { start } = opened.value;
  const manifest = parseContainerManifest(opened.value.manifest);
  if (!manifest.ok) return manifest;
  const layout = layoutOf(manifest.value.spec);
  const mismatch = tensorFailure(manifest.value, layout.parameters);
  if (mismatch !== undefined) return mismatch;
  const expected = start + 4 * layout.size * (manifest.value.optimiser === undefined ? 1 : 3);
  if (bytes.byteLength !== expected) return lengthFailure(expected, bytes.byteLength);
  if (crc32Text(new Uint8Array(bytes, start)) !== manifest.value.crc32) {
    return failure(RULE_FILE, 'the file is damaged: the checksum of its data does not match');
  }
  const checkpoint = checkpointFrom(manifest.value, new DataView(bytes, start), layout.size);
  for (const { values, what } of vectorsOf(checkpoint)) {
    const bad = nonFinite(values, layout, what);
    if (bad !== undefined) return failure(RULE_FILE, bad);
  }
  return success(checkpoint);
}

function checkpointFrom(manifest: ContainerManifest, data: DataView, size: number): RuleCheckpoint {
  const { formatVersion: _version, tensors: _tensors, crc32: _crc32, optimiser, ...about } = manifest;
  const vector = (n: number) => readFloats(data, 4 * size * n, size);
  const plain = { ...about, parameters: vector(0) };
  if (optimiser === undefined) return plain;
  return { ...plain, optimiser: { ...optimiser, firstMoment: vector(1), secondMoment: vector(2) } };
}
