import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../lib/result.ts';
import { looksLikeNpy, parseNpy } from './npy.ts';
import { npyFile, type NpyOptions } from './testing/npyFiles.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).buffer;
const why = (bytes: ArrayBuffer) => {
  const result = parseNpy(bytes);
  if (result.ok) throw new Error('expected a refusal');
  return result.failure.message;
};

/** `np.save(f, np.array([1, -2.5], '<f4'))`, byte for byte. */
const FROM_NUMPY = Uint8Array.from([
  ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0],
  ...new TextEncoder().encode("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(117) + '\n'),
  ...[0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0],
]);

describe('parseNpy', () => {
  it('reads a flat float32 vector of every version of the format', () => {
    expect([...unwrap(parseNpy(FROM_NUMPY.buffer))]).toEqual([1, -2.5]);
    for (const version of [1, 2, 3])
      expect([...unwrap(parseNpy(npyFile([0.5, 1e-7, -3], { version })))]).toEqual([0.5, Math.fround(1e-7), -3]);
    expect(unwrap(parseNpy(npyFile([])))).toHaveLength(0);
    expect([...unwrap(parseNpy(npyFile([1, 2], { fortran: true })))]).toEqual([1, 2]);
  });

  const wanted = "expected: one flat vector of little-endian float32 numbers ('<f4')";

  it.each<[string, NpyOptions, string]>([
    [
      'big-endian',
      { descr: '>f4', bigEndian: true },
      `the file holds big-endian 32-bit float values ('>f4'); ${wanted}`,
    ],
    ['float64', { descr: '<f8' }, `the file holds 64-bit float values ('<f8'); ${wanted}`],
    ['half', { descr: '<f2' }, `the file holds 16-bit float values ('<f2'); ${wanted}`],
    ['whole', { descr: '<i4' }, `the file holds 32-bit signed whole values ('<i4'); ${wanted}`],
    ['objects', { descr: '|O' }, `the file holds Python object values ('|O'); ${wanted}`],
    ['a nonsense type', { descr: '???' }, `the file holds the type ???; ${wanted}`],
    ['Fortran order', { fortran: true, shape: '(2, 2)' }, `the file is in Fortran order (columns first); ${wanted}`],
    ['a matrix', { shape: '(2, 2)' }, `the file holds an array of shape (2, 2); ${wanted}`],
    ['a scalar', { shape: '()' }, `the file holds an array of shape (); ${wanted}`],
    ['fewer numbers', { shape: '(5,)' }, 'the file is cut short: 148 bytes expected for 5 numbers, 144 found'],
    ['more numbers', { shape: '(3,)' }, 'the file is too long: 140 bytes expected for 3 numbers, 144 found'],
    [
      'a shape that is none',
      { shape: '(1 2,)' },
      'the header gives (1 2,) as the shape, which is none; load the array anew and convert it',
    ],
    ['a shape beyond counting', { shape: '(99999999999999999999,)' }, 'as the shape, which is none'],
    ['another type, with the way out', { descr: '<f8' }, "convert it with np.save(file, array.ravel().astype('<f4'))"],
    ['no shape', { shape: 'None' }, 'the header of the file cannot be read'],
    ['another format', { version: 9 }, 'the file is in .npy format 9; expected: format 1, 2 or 3'],
  ])('refuses %s in words', (_, options, message) => {
    expect(why(npyFile([1, 2, 3, 4], options))).toContain(message);
  });

  it('refuses records of several fields', () => {
    const file = new Uint8Array(npyFile([1, 2]));
    const text = new TextDecoder('latin1').decode(file).replace("'<f4',", "[('a')]");
    expect(why(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer)).toContain('records of several fields');
  });

  it('refuses what is no .npy file', () => {
    expect(why(new ArrayBuffer(0))).toBe('the file is empty; a .npy file was expected');
    expect(why(bytesOf('MPLPRULE0000'))).toContain('a rule file of this lab (.mplp)');
    expect(why(bytesOf('PK\u0003\u0004 and more'))).toContain('.npz');
    expect(why(bytesOf('<!DOCTYPE html>'))).toContain('a web page was found; download the file itself');
    expect(why(bytesOf('version https://git-lfs.github.com/spec/v1'))).toContain('a Git LFS pointer was found');
    expect(why(bytesOf('hello'))).toBe('this is not a .npy file: the bytes 68 65 6c 6c 6f were found at its start');
    expect(looksLikeNpy(bytesOf('hello'))).toBe(false);
    expect(looksLikeNpy(npyFile([1]))).toBe(true);
  });

  it('refuses a value that is not finite', () => {
    expect(why(npyFile([1, 2, NaN]))).toBe('the number at position 2 is NaN, which is not finite');
  });

  it('refuses a file cut anywhere, and never throws', () => {
    const whole = npyFile([1, 2, 3]);
    for (let length = 0; length < whole.byteLength; length++) expect(parseNpy(whole.slice(0, length)).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (noise, at) => {
        const bytes = new Uint8Array(whole.slice(0));
        bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
        parseNpy(bytes.buffer);
        parseNpy(Uint8Array.from(noise).buffer);
      }),
    );
  });
});
