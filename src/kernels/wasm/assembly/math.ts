// Four floats at a time: exponential, tanh, sigmoid. Polynomials are the Taylor series of e^f - 1 on |f| <= ln(2)/2.

/** a b + c; fused where the engine has relaxed SIMD, which this file is then compiled for. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** e^f - 1 for |f| <= ln(2)/2; the first term left out is f^7/5040, at most 1.2e-7. */
// @ts-ignore: decorator
@inline
function expm1Reduced(f: v128): v128 {
  let p = f32x4.splat(1.0 / 720.0);
  p = madd(p, f, f32x4.splat(1.0 / 120.0));
  p = madd(p, f, f32x4.splat(1.0 / 24.0));
  p = madd(p, f, f32x4.splat(1.0 / 6.0));
  p = madd(p, f, f32x4.splat(0.5));
  p = madd(p, f, f32x4.splat(1.0));
  return f32x4.mul(p, f);
}

/** ln(2) in two parts, so that x - n ln(2) keeps its low bits. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** 1.5 x 2^23: adding it rounds a small float to an integer, which then stands in its low bits. */
const ROUNDER: f32 = 12582912;

/** e^x - 1 for |x| <= 87: 2^n (e^f - 1) + (2^n - 1) with x = n ln(2) + f. */
// @ts-ignore: decorator
@inline
function expm1(x: v128): v128 {
  const rounded = madd(x, f32x4.splat(1.44269504088896341), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  const f = madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), x));
  const power = i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(0x3f800000));
  return madd(power, expm1Reduced(f), f32x4.sub(power, f32x4.splat(1)));
}

/** Within [-bound, bound]; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function clamp(x: v128, bound: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(-bound)), f32x4.splat(bound));
}

/** tanh x = E / (E + 2) with E = e^2x - 1; relative accuracy near 0, exactly 1 in float32 beyond 9. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const clamped = clamp(x, 9);
  const e = expm1(f32x4.add(clamped, clamped));
  return f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(expm1(clamp(f32x4.neg(x), 87)), f32x4.splat(2)));
}
