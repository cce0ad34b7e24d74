// Reads NumPy's .npy files as far as the lab needs them: one flat vector of little-endian float32 numbers. The format is
// described at numpy.org/doc/stable/reference/generated/numpy.lib.format.html:
//
//   bytes   what
//   0-5     \x93NUMPY
//   6, 7    major and minor version
//   8-      length of the header: uint16 in version 1, uint32 in 2 and 3, little-endian
//   then    the header: a Python dict of 'descr', 'fortran_order' and 'shape'; then the numbers

import { failure, success, type Result } from '../lib/result.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Where failures of a .npy file say they happened, unless the caller knows its name. */
const WHERE = '.npy file';

const WANTED = "one flat vector of little-endian float32 numbers ('<f4')";

/** Whether a file begins as .npy files do. */
export function looksLikeNpy(bytes: ArrayBuffer): boolean {
  const start = new Uint8Array(bytes, 0, Math.min(MAGIC.length, bytes.byteLength));
  return start.length === MAGIC.length && start.every((byte, i) => byte === MAGIC[i]);
}

const refuse = (what: string): Result<never> => failure(WHERE, what);

/** What the first bytes of a foreign file look like. */
function describeStart(bytes: ArrayBuffer): string {
  const start = new Uint8Array(bytes, 0, Math.min(8, bytes.byteLength));
  const text = String.fromCharCode(...start);
  if (text.startsWith('PK')) return 'a zip archive (.npz?) was found; unpack it first';
  if (text === 'MPLPRULE') return 'a rule file of this lab (.mplp) was found; it is opened as it is';
  if (/^\s*<[!a-z]/i.test(text)) return 'a web page was found; download the file itself (Raw, Download)';
  if (text === 'version ') return 'a Git LFS pointer was found; fetch the file it stands for: git lfs pull';
  const hex = Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `the bytes ${hex} were found at its start`;
}

interface Header {
  readonly text: string;
  /** Where the numbers begin. */
  readonly dataAt: number;
}

function headerOf(bytes: ArrayBuffer): Result<Header> {
  if (bytes.byteLength === 0) return refuse('the file is empty; a .npy file was expected');
  if (!looksLikeNpy(bytes)) return refuse(`this is not a .npy file: ${describeStart(bytes)}`);
  const view = new DataView(bytes);
  const version = bytes.byteLength > 6 ? view.getUint8(6) : 0;
  const prefix = version === 1 ? 10 : 12;
  if (bytes.byteLength < prefix) return refuse(`the file is cut short within its header, at ${bytes.byteLength} bytes`);
  if (version < 1 || version > 3) return refuse(`the file is in .npy format ${version}; expected: format 1, 2 or 3`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataAt = prefix + length;
  if (dataAt > bytes.byteLength)
    return refuse(`the file is cut short within its header: ${dataAt} bytes expected, ${bytes.byteLength} found`);
  return success({ text: new TextDecoder('latin1').decode(new Uint8Array(bytes, prefix, length)), dataAt });
}

const KINDS: Readonly<Record<string, string>> = {
  f: 'float',
  i: 'signed whole',
  u: 'unsigned whole',
  b: 'true-or-false',
  c: 'complex',
  O: 'Python object',
  S: 'text',
  U: 'text',
  V: 'record',
};

/** `>f4` as `big-endian 32-bit float numbers ('>f4')`. */
function describeType(descr: string): string {
  const [, order = '', kind = '', size = ''] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  if (kind === '') return `the type ${descr}`;
  const bits = size === '' || 'USV'.includes(kind) ? '' : `${Number(size) * 8}-bit `;
  const end = order === '>' ? 'big-endian ' : '';
  return `${end}${bits}${KINDS[kind] ?? 'unknown'} values ('${descr}')`;
}

/** The shape `(12,)` or `(3, 4)` as its lengths; undefined where it is none. */
function lengthsOf(shape: string): number[] | undefined {
  const parts = shape.replaceAll('L', '').split(',');
  if (parts.at(-1)?.trim() === '') parts.pop();
  const lengths = parts.map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  return lengths.every(Number.isSafeInteger) ? lengths : undefined;
}

/** How to make the wanted type from another kind of number. */
const CONVERT = "convert it with np.save(file, array.ravel().astype('<f4'))";

/** How many numbers the header promises, or why it is refused. */
function countOf({ text }: Header): Result<number> {
  const descr = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text);
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === null || fortran === undefined || shape === undefined)
    return refuse(`the header of the file cannot be read: ${text.trim().slice(0, 80)}`);
  const lengths = lengthsOf(shape);
  if (lengths === undefined)
    return refuse(
      `the header gives (${shape.slice(0, 40)}) as the shape, which is none; load the array anew and ${CONVERT}`,
    );
  if (descr[2] !== undefined) return refuse(`the file holds records of several fields; expected: ${WANTED}`);
  const type = descr[1] ?? '';
  if (type !== '<f4') {
    const way = /^[<>=|]?[fiu]\d+$/.test(type) ? `; ${CONVERT}` : '';
    return refuse(`the file holds ${describeType(type)}; expected: ${WANTED}${way}`);
  }
  // One dimension has the same order either way.
  if (fortran === 'True' && lengths.length > 1)
    return refuse(`the file is in Fortran order (columns first); expected: ${WANTED}`);
  if (lengths.length !== 1)
    return refuse(`the file holds an array of shape (${lengths.join(', ')}); expected: ${WANTED}; ${CONVERT}`);
  return success(lengths[0] ?? 0);
}

/**
 * The numbers of a .npy file.
 *
 * @param bytes the whole file; neither kept nor changed.
 * @returns the vector, the caller's; or, in words, what was found and what was expected: another type, byte order, shape or
 * order, a file cut short or too long, a value that is not finite, no .npy file at all. Never throws.
 */
export function parseNpy(bytes: ArrayBuffer): Result<Float32Array> {
  const header = headerOf(bytes);
  if (!header.ok) return header;
  const count = countOf(header.value);
  if (!count.ok) return count;
  const { dataAt } = header.value;
  const expected = dataAt + 4 * count.value;
  if (bytes.byteLength !== expected) {
    const what = bytes.byteLength < expected ? 'cut short' : 'too long';
    const numbers = `${count.value} numbers`;
    return refuse(`the file is ${what}: ${expected} bytes expected for ${numbers}, ${bytes.byteLength} found`);
  }
  const view = new DataView(bytes, dataAt);
  const values = Float32Array.from({ length: count.value }, (_, i) => view.getFloat32(4 * i, true));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  return bad < 0
    ? success(values)
    : refuse(`the number at position ${bad} is ${values[bad] ?? NaN}, which is not finite`);
}
