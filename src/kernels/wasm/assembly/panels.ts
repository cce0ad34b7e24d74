// Panels: a block of up to 64 rows, one feature after the other, 64 floats each; `bytes` is the used part of a feature,
// a multiple of 32 (eight rows).
// Arithmetic runs along rows, so any number of features fits the vector unit.

import { madd, sigmoid4, tanh4 } from './math';

/** Bytes from one feature of a panel to the next. */
export const STRIDE: usize = 256;

export const RELU: i32 = 0;
export const TANH: i32 = 1;
export const SILU: i32 = 2;

/**
 * y (+)= W x for `outputs` features of `inputs`. Entry (k, n) of W stands at w + k * stepIn + n * stepOut, so a kernel
 * and its transpose are read the same way.
 *
 * @param bias where to start from, one float an output; 0 for none.
 */
export function product(
  w: usize,
  stepIn: usize,
  stepOut: usize,
  x: usize,
  inputs: i32,
  y: usize,
  outputs: i32,
  bias: usize,
  accumulate: bool,
  bytes: usize,
): void {
  let n = 0;
  for (; n + 4 <= outputs; n += 4) {
    const y0 = y + <usize>n * STRIDE;
    const wn = w + <usize>n * stepOut;
    const step2 = stepOut * 2;
    const step3 = stepOut * 3;
    for (let r: usize = 0; r < bytes; r += 32) {
      let a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128;
      const at = y0 + r;
      if (accumulate) {
        a0 = v128.load(at);
        a1 = v128.load(at, 16);
        b0 = v128.load(at, 256);
        b1 = v128.load(at, 272);
        c0 = v128.load(at, 512);
        c1 = v128.load(at, 528);
        d0 = v128.load(at, 768);
        d1 = v128.load(at, 784);
      } else if (bias) {
        const from = bias + (<usize>n << 2);
        a0 = a1 = v128.load_splat<f32>(from);
        b0 = b1 = v128.load_splat<f32>(from, 4);
        c0 = c1 = v128.load_splat<f32>(from, 8);
        d0 = d1 = v128.load_splat<f32>(from, 12);
      } else {
        a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = f32x4.splat(0);
      }
      let xk = x + r;
      // One running pointer an output: less address arithmetic than one and three offsets.
      let wa = wn;
      let wb = wn + stepOut;
      let wc = wn + step2;
      let wd = wn + step3;
      for (let k = inputs; k > 0; k--) {
        const x0 = v128.load(xk);
        const x1 = v128.load(xk, 16);
        let e = v128.load_splat<f32>(wa);
        a0 = madd(x0, e, a0);
        a1 = madd(x1, e, a1);
        e = v128.load_splat<f32>(wb);
        b0 = madd(x0, e, b0);
        b1 = madd(x1, e, b1);
        e = v128.load_splat<f32>(wc);
        c0 = madd(x0, e, c0);
        c1 = madd(x1, e, c1);
        e = v128.load_splat<f32>(wd);
        d0 = madd(x0, e, d0);
        d1 = madd(x1, e, d1);
        xk += STRIDE;
        wa += stepIn;
        wb += stepIn;
        wc += stepIn;
        wd += stepIn;
      }
      v128.store(at, a0);
      v128.store(at, a1, 16);
      v128.store(at, b0, 256);
      v128.store(at, b1, 272);
      v128.store(at, c0, 512);
      v128.store(at, c1, 528);
      v128.store(at, d0, 768);
      v128.store(at, d1, 784);
    }
  }
  for (; n < outputs; n++) {
    const y0 = y + <usize>n * STRIDE;
    const start = bias ? v128.load_splat<f32>(bias + (<usize>n << 2)) : f32x4.splat(0);
    for (let r: usize = 0; r < bytes; r += 32) {
      const at = y0 + r;
      let a0 = accumulate ? v128.load(at) : start;
      let a1 = accumulate ? v128.load(at, 16) : start;
      let xk = x + r;
      let wk = w + <usize>n * stepOut;
      for (let k = inputs; k > 0; k--) {
        const e = v128.load_splat<f32>(wk);
        a0 = madd(v128.load(xk), e, a0);
        a1 = madd(v128.load(xk, 16), e, a1);
        xk += STRIDE;
        wk += stepIn;
      }
      v128.store(at, a0);
      v128.store(at, a1, 16);
    }
  }
}

/** Sums of four vectors as one vector. */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function sum1(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3);
}

/** dW[k, n] += sum over rows of x[k] dy[n]; dW is [inputs, outputs], row-major. */
export function productGradient(x: usize, inputs: i32, dy: usize, outputs: i32, dw: usize, bytes: usize): void {
  const row = <usize>outputs << 2;
  let k = 0;
  for (; k + 2 <= inputs; k += 2) {
    const xk = x + <usize>k * STRIDE;
    const dwk = dw + <usize>k * row;
    let n = 0;
    for (; n + 4 <= outputs; n += 4) {
      const yn = dy + <usize>n * STRIDE;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      for (let r: usize = 0; r < bytes; r += 16) {
        const x0 = v128.load(xk + r);
        const x1 = v128.load(xk + r, 256);
        const yr = yn + r;
        let e = v128.load(yr);
        a0 = madd(x0, e, a0);
        b0 = madd(x1, e, b0);
        e = v128.load(yr, 256);
        a1 = madd(x0, e, a1);
        b1 = madd(x1, e, b1);
        e = v128.load(yr, 512);
        a2 = madd(x0, e, a2);
        b2 = madd(x1, e, b2);
        e = v128.load(yr, 768);
        a3 = madd(x0, e, a3);
        b3 = madd(x1, e, b3);
      }
      const to = dwk + (<usize>n << 2);
      v128.store(to, f32x4.add(v128.load(to), sums(a0, a1, a2, a3)));
      v128.store(to + row, f32x4.add(v128.load(to + row), sums(b0, b1, b2, b3)));
    }
    for (; n < outputs; n++) {
      gradientEntry(xk, dy + <usize>n * STRIDE, dwk + (<usize>n << 2), bytes);
      gradientEntry(xk + STRIDE, dy + <usize>n * STRIDE, dwk + row + (<usize>n << 2), bytes);
    }
  }
  for (; k < inputs; k++) {
    for (let n = 0; n < outputs; n++) {
      gradientEntry(x + <usize>k * STRIDE, dy + <usize>n * STRIDE, dw + <usize>k * row + (<usize>n << 2), bytes);
    }
  }
}

function gradientEntry(x: usize, dy: usize, to: usize, bytes: usize): void {
  let a = f32x4.splat(0);
  for (let r: usize = 0; r < bytes; r += 16) a = madd(v128.load(x + r), v128.load(dy + r), a);
  store<f32>(to, load<f32>(to) + sum1(a));
}

/** to[n] += sum over rows of y[n]. */
export function addRowSums(y: usize, features: i32, to: usize, bytes: usize): void {
  for (let n = 0; n < features; n++, y += STRIDE, to += 4) {
    let a = f32x4.splat(0);
    for (let r: usize = 0; r < bytes; r += 16) a = f32x4.add(a, v128.load(y + r));
    store<f32>(to, load<f32>(to) + sum1(a));
  }
}

/** y = act(y); its derivative to `slope`, if that is not 0. */
export function activate(kind: i32, y: usize, slope: usize, features: i32, bytes: usize): void {
  if (bytes == STRIDE) {
    bytes *= <usize>features;
    features = 1;
  }
  for (let n = 0; n < features; n++, y += STRIDE) {
    if (kind == RELU) relu(y, slope, bytes);
    else if (kind == TANH) tanh(y, slope, bytes);
    else silu(y, slope, bytes);
    if (slope) slope += STRIDE;
  }
}

// One loop an activation: constants within a branch of a loop are made anew for every vector (V8).

function relu(y: usize, slope: usize, bytes: usize): void {
  for (let r: usize = 0; r < bytes; r += 16) {
    const x = v128.load(y + r);
    const positive = f32x4.gt(x, f32x4.splat(0));
    v128.store(y + r, v128.or(v128.and(x, positive), v128.and(x, f32x4.ne(x, x))));
    if (slope) v128.store(slope + r, v128.and(f32x4.splat(1), positive));
  }
}

function tanh(y: usize, slope: usize, bytes: usize): void {
  for (let r: usize = 0; r < bytes; r += 16) {
    const value = tanh4(v128.load(y + r));
    v128.store(y + r, value);
    if (slope) v128.store(slope + r, f32x4.sub(f32x4.splat(1), f32x4.mul(value, value)));
  }
}

function silu(y: usize, slope: usize, bytes: usize): void {
  for (let r: usize = 0; r < bytes; r += 16) {
    const x = v128.load(y + r);
    const gate = sigmoid4(x);
    const value = f32x4.mul(x, gate);
    v128.store(y + r, value);
    if (slope) v128.store(slope + r, madd(value, f32x4.sub(f32x4.splat(1), gate), gate));
  }
}

export function sigmoidPanel(y: usize, features: i32, bytes: usize): void {
  if (bytes == STRIDE) {
    bytes *= <usize>features;
    features = 1;
  }
  for (let n = 0; n < features; n++, y += STRIDE)
    for (let r: usize = 0; r < bytes; r += 16) v128.store(y + r, sigmoid4(v128.load(y + r)));
}

export function tanhPanel(y: usize, features: i32, bytes: usize): void {
  if (bytes == STRIDE) {
    bytes *= <usize>features;
    features = 1;
  }
  for (let n = 0; n < features; n++, y += STRIDE)
    for (let r: usize = 0; r < bytes; r += 16) v128.store(y + r, tanh4(v128.load(y + r)));
}

/** y *= x, and to[n] += sum over rows of y[n]. */
export function multiplyAndSum(y: usize, x: usize, features: i32, to: usize, bytes: usize): void {
  for (let n = 0; n < features; n++, y += STRIDE, x += STRIDE, to += 4) {
    let a = f32x4.splat(0);
    for (let r: usize = 0; r < bytes; r += 32) {
      const first = f32x4.mul(v128.load(y + r), v128.load(x + r));
      const second = f32x4.mul(v128.load(y + r, 16), v128.load(x + r, 16));
      v128.store(y + r, first);
      v128.store(y + r, second, 16);
      a = f32x4.add(f32x4.add(a, first), second);
    }
    store<f32>(to, load<f32>(to) + sum1(a));
  }
}

export function zeroPanel(y: usize, features: i32, bytes: usize): void {
  for (let n = 0; n < features; n++, y += STRIDE) memory.fill(y, 0, bytes);
}
