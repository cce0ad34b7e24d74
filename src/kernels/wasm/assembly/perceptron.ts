// The learners' perceptrons on one tile: dense, act, dense, act, dense.

import { activate, multiplyAndSum, product, productGradient, STRIDE } from './panels';
import { Call } from './rows';

/** Pointer to the learner's tensor `index`, and to its gradient. */
// @ts-ignore: decorator
@inline
export function leaf(call: Call, index: i32): usize {
  return load<usize>(call.leaves + (<usize>index << 2));
}
// @ts-ignore: decorator
@inline
export function leafGradient(call: Call, index: i32): usize {
  return load<usize>(call.leafGradients + (<usize>index << 2));
}

/** y (+)= x K for a kernel [inputs, outputs], row-major. */
export function dense(
  kernel: usize,
  bias: usize,
  x: usize,
  inputs: i32,
  y: usize,
  outputs: i32,
  accumulate: bool,
  bytes: usize,
): void {
  product(kernel, <usize>outputs << 2, 4, x, inputs, y, outputs, bias, accumulate, bytes);
}

/** dx (+)= dy K^T. */
export function denseBack(
  kernel: usize,
  dy: usize,
  outputs: i32,
  dx: usize,
  inputs: i32,
  accumulate: bool,
  bytes: usize,
): void {
  product(kernel, 4, <usize>outputs << 2, dy, outputs, dx, inputs, 0, accumulate, bytes);
}

/** Panels of the two hidden layers and their slopes. */
// @ts-ignore: decorator
@unmanaged
export class Hidden {
  first: usize;
  firstSlope: usize;
  second: usize;
  secondSlope: usize;
}

/** Features of scratch that `placeHidden` takes. */
export function hiddenFeatures(call: Call): i32 {
  return 2 * (call.hidden1 + call.hidden2);
}

export function placeHidden(call: Call, hidden: Hidden, at: usize): void {
  const first = <usize>call.hidden1 * STRIDE;
  const second = <usize>call.hidden2 * STRIDE;
  hidden.first = at;
  hidden.firstSlope = at + first;
  hidden.second = at + 2 * first;
  hidden.secondSlope = at + 2 * first + second;
}

/** Hidden layers of the perceptron whose first tensor is `from`; slopes only where they will be needed. */
export function hiddenForward(
  call: Call,
  from: i32,
  x: usize,
  width: i32,
  hidden: Hidden,
  slopes: bool,
  bytes: usize,
): void {
  dense(leaf(call, from), leaf(call, from + 1), x, width, hidden.first, call.hidden1, false, bytes);
  activate(call.activation, hidden.first, slopes ? hidden.firstSlope : 0, call.hidden1, bytes);
  dense(leaf(call, from + 2), leaf(call, from + 3), hidden.first, call.hidden1, hidden.second, call.hidden2, false, bytes);
  activate(call.activation, hidden.second, slopes ? hidden.secondSlope : 0, call.hidden2, bytes);
}

/**
 * Gradient through a perceptron, from that of its last product `dy` to that of its input.
 * The slopes are used up. `spare` holds max(hidden1, hidden2) features.
 */
export function perceptronBack(
  call: Call,
  from: i32,
  x: usize,
  width: i32,
  hidden: Hidden,
  dy: usize,
  outputs: i32,
  dx: usize,
  accumulate: bool,
  spare: usize,
  bytes: usize,
): void {
  productGradient(hidden.second, call.hidden2, dy, outputs, leafGradient(call, from + 4), bytes);
  denseBack(leaf(call, from + 4), dy, outputs, spare, call.hidden2, false, bytes);
  multiplyAndSum(hidden.secondSlope, spare, call.hidden2, leafGradient(call, from + 3), bytes);
  productGradient(hidden.first, call.hidden1, hidden.secondSlope, call.hidden2, leafGradient(call, from + 2), bytes);
  denseBack(leaf(call, from + 2), hidden.secondSlope, call.hidden2, spare, call.hidden1, false, bytes);
  multiplyAndSum(hidden.firstSlope, spare, call.hidden1, leafGradient(call, from + 1), bytes);
  productGradient(x, width, hidden.firstSlope, call.hidden1, leafGradient(call, from), bytes);
  denseBack(leaf(call, from), hidden.firstSlope, call.hidden1, dx, width, accumulate, bytes);
}
