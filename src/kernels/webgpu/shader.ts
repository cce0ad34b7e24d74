// What all WGSL programs share: one set of bindings, a call's numbers, and arithmetic that does not overflow.

import type { LearnerActivation } from '../../experiment/types.ts';

/** Invocations of a workgroup, and rows that a workgroup works on together. */
export const GROUP = 64;
/** Numbers a call may carry: one dynamic slice of the uniform buffer. */
const CALL_NUMBERS = 64;
export const CALL_BYTES = 4 * CALL_NUMBERS;
/** Workgroups in one row of a dispatch; more go into further rows. */
export const MOST_GROUPS = 32_768;

/** Reads of a call's numbers by name, `f_` for floats. */
export class CallNumbers<Name extends string> {
  readonly names: readonly Name[];

  constructor(names: readonly Name[]) {
    this.names = names;
  }

  /** WGSL for the number of that name. */
  readonly u = (name: Name): string => {
    const at = this.names.indexOf(name);
    return `call.v[${at >> 2}].${'xyzw'[at & 3]!}`;
  };

  readonly f = (name: Name): string => `bitcast<f32>(${this.u(name)})`;

  /** The slice of the uniform buffer for given values; names starting with `f_` are floats. */
  pack(values: Readonly<Record<Name, number>>): Uint32Array {
    const slice = new Uint32Array(CALL_NUMBERS);
    const floats = new Float32Array(slice.buffer);
    this.names.forEach((name, at) => {
      if (name.startsWith('f_')) floats[at] = values[name];
      else slice[at] = values[name];
    });
    return slice;
  }
}

/** P: parameters and optimiser. A: everything of the adaptations. S: scratch of a backward pass. G: partial gradients. */
export const HEADER = `
struct Call { v: array<vec4<u32>, ${CALL_NUMBERS / 4}> }
@group(0) @binding(0) var<uniform> call: Call;
@group(0) @binding(1) var<storage, read_write> P: array<f32>;
@group(0) @binding(2) var<storage, read_write> A: array<f32>;
@group(0) @binding(3) var<storage, read_write> S: array<f32>;
@group(0) @binding(4) var<storage, read_write> G: array<f32>;

// tanh by its series near 0, where the quotient would cancel.
fn tanh_(x: f32) -> f32 {
  let s = x * x;
  if (s < 0.1) { return x * (1.0 + s * (-0.33333334 + s * (0.13333334 + s * (-0.053968254 + s * (0.021869488 - s * 0.008863236))))); }
  let e = exp(-2.0 * min(abs(x), 15.0));
  return sign(x) * (1.0 - e) / (1.0 + e);
}
fn sigmoid_(x: f32) -> f32 { return 1.0 / (1.0 + exp(clamp(-x, -80.0, 80.0))); }
`;

/** `act(x)` and `slope(x, act(x))` of a learner. */
export function learnerActivationOf(name: LearnerActivation): string {
  if (name === 'relu') {
    return 'fn act(x: f32) -> f32 { return max(x, 0.0); }\nfn slope(x: f32, y: f32) -> f32 { return select(0.0, 1.0, x > 0.0); }';
  }
  if (name === 'tanh') {
    return 'fn act(x: f32) -> f32 { return tanh_(x); }\nfn slope(x: f32, y: f32) -> f32 { return 1.0 - y * y; }';
  }
  return `fn act(x: f32) -> f32 { return x * sigmoid_(x); }
fn slope(x: f32, y: f32) -> f32 { let s = sigmoid_(x); return s + y * (1.0 - s); }`;
}

/** Index of an invocation where a dispatch may have several rows of workgroups. */
export const INDEX = `(gid.x + gid.y * ${MOST_GROUPS * GROUP}u)`;
export const ENTRY = `@compute @workgroup_size(${GROUP})\nfn main(@builtin(global_invocation_id) gid: vec3<u32>)`;
