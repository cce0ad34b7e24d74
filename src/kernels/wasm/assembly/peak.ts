// As many multiply-adds as the machine can do: what the kernels' own are measured against.

import { madd } from './math';

/** Floating-point operations of a round: 12 multiply-adds of four floats, two operations each. */
export const ROUND_FLOPS: i32 = 12 * 4 * 2;

/**
 * Rounds of 12 independent multiply-adds in registers: enough for two at a time that take four or five cycles each.
 *
 * @returns what came of them, so that they are not left out.
 */
export function multiplyAdds(rounds: i32): f32 {
  const x = f32x4.splat(0.5);
  const y = f32x4.splat(1);
  let a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
  for (; rounds > 0; rounds--) {
    a = madd(a, x, y);
    b = madd(b, x, y);
    c = madd(c, x, y);
    d = madd(d, x, y);
    e = madd(e, x, y);
    f = madd(f, x, y);
    g = madd(g, x, y);
    h = madd(h, x, y);
    i = madd(i, x, y);
    j = madd(j, x, y);
    k = madd(k, x, y);
    l = madd(l, x, y);
  }
  const some = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  return f32x4.extract_lane(f32x4.add(some, f32x4.add(f32x4.add(i, j), f32x4.add(k, l))), 0);
}
