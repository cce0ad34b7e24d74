// Writes .npy files as NumPy does, and released vectors after maths.md section 9, not by the importer's tables.

export interface NpyOptions {
  readonly descr?: string;
  readonly fortran?: boolean;
  readonly shape?: string;
  /** Major version of the format. */
  readonly version?: number;
  readonly bigEndian?: boolean;
}

/** A .npy file of float32 values; the options lie about them or store them otherwise. */
export function npyFile(values: readonly number[] | Float32Array, options: NpyOptions = {}): ArrayBuffer {
  const { descr = '<f4', fortran = false, shape = `(${values.length},)`, version = 1, bigEndian = false } = options;
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const prefix = version === 1 ? 10 : 12;
  const length = Math.ceil((prefix + dict.length + 1) / 64) * 64 - prefix;
  const bytes = new Uint8Array(prefix + length + 4 * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  bytes.set(new TextEncoder().encode(`${dict.padEnd(length - 1)}\n`), prefix);
  values.forEach((value: number, i: number) => {
    view.setFloat32(prefix + length + 4 * i, value, !bigEndian);
  });
  return bytes.buffer;
}

/** One tensor of a released vector: the name we know it by, and its size. */
export type Entry = readonly [name: string, size: number];

const [M, H] = [8, 15];

/** `kernel, bias, kernel, bias, kernel`, and the last bias. */
function mlp(at: string, input: number, output: number, lastBias: boolean): Entry[] {
  return [
    [`${at}.0.kernel`, input * 80],
    [`${at}.0.bias`, 80],
    [`${at}.1.kernel`, 80 * 40],
    [`${at}.1.bias`, 40],
    [`${at}.2.kernel`, 40 * output],
    ...(lastBias ? [[`${at}.2.bias`, output] as const] : []),
  ];
}

function gru(learner: string, x: number, c: number): Entry[] {
  const at = `${learner}.gru`;
  return [
    [`${at}.updateInput`, x * c],
    [`${at}.updateCarry`, c * c],
    [`${at}.updateBias`, c],
    [`${at}.resetInput`, x * c],
    [`${at}.resetCarry`, c * c],
    [`${at}.resetBias`, c],
    [`${at}.nextBias`, c],
    ...mlp(`${at}.nextInput`, x, c, false),
    ...mlp(`${at}.nextCarry`, c, c, false),
  ];
}

/** One kind of agents of one layer; `states` it stores, with a parameter of its own or not. */
function agents(at: string, states: number, owns: boolean, stateful: boolean, learns: boolean): Entry[] {
  const x = (at.endsWith('loss') ? 1 : M) + states;
  const c = (owns ? 1 : 0) + H + M;
  const standards: Entry[] = [
    [`${at}.standardiser.scale`, 1 + states],
    [`${at}.standardiser.shift`, 1 + states],
  ];
  const output: Entry[] = owns
    ? [
        [`${at}.output.scale`, 1],
        [`${at}.output.mean`, 1],
      ]
    : [];
  if (stateful) return [...standards, ...(learns ? gru(`${at}.learner`, x, c) : []), ...output];
  const update = owns ? mlp(`${at}.learner.update`, x, 1, true) : [];
  return [...standards, ...update, ...output, ...mlp(`${at}.learner.message`, x, M, true)];
}

/** The order of the authors' vector for the 1-20-20-1 ReLU network: layers 0 to 4 as ours, then the loss. */
export function releasedEntries(stateful: boolean, shared = false): Entry[] {
  const dense = (layer: number) => [
    ...agents(`${layer}.weight`, 2, true, stateful, !shared),
    ...agents(`${layer}.bias`, 2, true, stateful, !shared),
  ];
  const relu = (layer: number) => agents(`${layer}.activation`, 1, false, stateful, true);
  return [
    ...dense(0),
    ...relu(1),
    ...dense(2),
    ...relu(3),
    ...dense(4),
    ...agents('5.loss', 3, false, stateful, true),
    ...(shared ? ['0.weight', '0.bias'].flatMap((at) => gru(`${at}.learner`, M + 2, 1 + H + M)) : []),
  ];
}

/** The second file of the 2x10 rule. */
export const PRIOR_ENTRIES: readonly Entry[] = [
  ['start.0.weight', 20],
  ['start.0.bias', 20],
  ['start.2.weight', 400],
  ['start.2.bias', 20],
  ['start.4.weight', 20],
  ['start.4.bias', 1],
];

/** Every number different, so that each shows where it came from; float32 holds them exactly. */
export function countedVector(entries: readonly Entry[], first = 1): Float32Array {
  const size = entries.reduce((sum, [, count]) => sum + count, 0);
  return Float32Array.from({ length: size }, (_, i) => first + i);
}
