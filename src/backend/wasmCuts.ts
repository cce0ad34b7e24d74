// Cutting tensors on tfjs's wasm backend, straight from heap to heap: its own kernel copies the whole tensor to
// JavaScript first and then makes a view for every row. The numbers are the same.

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';

/** Runs shorter than this are copied number by number, which is faster than a view. */
const SHORT = 32;

/** Copies `count` numbers. */
function copyRun(from: tf.TypedArray, at: number, to: tf.TypedArray, into: number, count: number): void {
  if (count < SHORT) for (let i = 0; i < count; i++) to[into + i] = from[at + i] ?? NaN;
  else to.set(from.subarray(at, at + count), into);
}

/** Copies the block of `size` at `begin` of an array of `shape`, both row by row. */
function copyBlock(
  from: tf.TypedArray,
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
  to: tf.TypedArray,
): void {
  // Dimensions after the last one that is cut lie together.
  let last = shape.length - 1;
  while (last > 0 && size[last] === shape[last]) last--;
  const strides = tf.util.computeStrides([...shape, 1]);
  const length = (size[last] ?? 1) * (strides[last] ?? 1);
  if (length === 0) return;
  const outer = size.slice(0, last);
  const start = begin.reduce((sum, index, d) => sum + index * (strides[d] ?? 1), 0);
  for (let into = 0; into < to.length; into += length) {
    let [rest, offset] = [into / length, start];
    for (let d = last - 1; d >= 0; d--) {
      const width = outer[d] ?? 1;
      offset += (rest % width) * (strides[d] ?? 1);
      rest = Math.floor(rest / width);
    }
    copyRun(from, offset, to, into, length);
  }
}

/** A block of a tensor as a tensor of its own. */
function cut(wasm: BackendWasm, x: tf.TensorInfo, begin: readonly number[], size: readonly number[]): tf.TensorInfo {
  const out = wasm.makeOutput([...size], x.dtype);
  // Looked up after the output is made: making it may move the heap.
  copyBlock(wasm.typedArrayFromHeap(x), x.shape, begin, size, wasm.typedArrayFromHeap(out));
  return out;
}

/** Widths of the parts; of a list one may be -1, what is left. */
function widthsOf(whole: number, parts: number | readonly number[]): readonly number[] {
  if (typeof parts === 'number') return Array.from({ length: parts }, () => whole / parts);
  const told = parts.reduce((sum, width) => sum + Math.max(0, width), 0);
  return parts.map((width) => (width < 0 ? whole - told : width));
}

/** What a kernel is called with. */
interface Call {
  readonly backend: unknown;
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs?: unknown;
}

const inputOf = ({ inputs: { x } }: Call): tf.TensorInfo => {
  assert(x !== undefined, 'the kernel has an input');
  return x;
};

function slice(call: Call): tf.TensorInfo {
  const x = inputOf(call);
  const { begin, size } = call.attrs as { readonly begin: number | number[]; readonly size: number | number[] };
  const [from = [], extent = []] = tf.slice_util.parseSliceParams(x, begin, size);
  return cut(call.backend as BackendWasm, x, from, extent);
}

function split(call: Call): tf.TensorInfo[] {
  const x = inputOf(call);
  const { numOrSizeSplits, axis } = call.attrs as {
    readonly numOrSizeSplits: number | number[];
    readonly axis: number;
  };
  const [along = 0] = tf.util.parseAxisParam(axis, x.shape);
  const wasm = call.backend as BackendWasm;
  let at = 0;
  return widthsOf(x.shape[along] ?? 0, numOrSizeSplits).map((width) => {
    const of = (own: number, others: (dimension: number) => number) =>
      x.shape.map((whole, d) => (d === along ? own : others(whole)));
    const part = cut(
      wasm,
      x,
      of(at, () => 0),
      of(width, (whole) => whole),
    );
    at += width;
    return part;
  });
}

/** Puts these kernels in the place of tfjs's. */
export function fasterCuts(): void {
  for (const [kernelName, kernelFunc] of [
    ['Slice', slice],
    ['SplitV', split],
  ] as const) {
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
}
