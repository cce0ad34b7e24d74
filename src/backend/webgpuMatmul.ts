import * as tf from '@tensorflow/tfjs-core';

/** `MatMulSmallOutputSizeProgram` in tfjs-backend-webgpu's list of matmul programs. */
const SMALL_OUTPUT = 2;

/**
 * Makes tfjs-webgpu use one matmul program throughout. Left to choose, it takes a split sum with atomics for the
 * kernels' gradients, which adds in no fixed order: training would not repeat for a seed. On a software adapter the
 * one taken here is also 20 times faster, since it has the fewest barriers.
 */
export function fixMatmulProgram(): void {
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', SMALL_OUTPUT);
}
