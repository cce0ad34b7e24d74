// The outer form of a rule file, `.mplp`: what is there before anything is known about the rule.
//
//   bytes   what (all numbers little-endian)
//   0-7     the magic text MPLPRULE
//   8-11    uint32 format version
//   12-15   uint32 length of the manifest in bytes, a multiple of four
//   16-19   uint32 CRC-32 of the manifest
//   20-     manifest: JSON in UTF-8, spaces at its end to fill up the length
//   then    float32 data, described by the manifest

import { crc32 } from '../lib/checksum.ts';
import { failure, success, type Result } from '../lib/result.ts';

export const FORMAT_VERSION = 1;

/** Where failures of a rule file say they happened. */
export const RULE_FILE = 'rule file';

const MAGIC = 'MPLPRULE';
const HEADER_BYTES = 20;

/** The refusal of a file whose length is not the one it should have. */
export function lengthFailure(expected: number, found: number, least = ''): Result<never> {
  const what = found < expected ? 'cut short' : 'too long';
  return failure(RULE_FILE, `the file is ${what}: ${least}${expected} bytes expected, ${found} found`);
}

/**
 * Header, manifest and data as one file.
 *
 * @param manifest JSON text.
 * @param data little-endian float32 values as bytes; copied.
 */
export function packContainer(manifest: string, data: Uint8Array): ArrayBuffer {
  const unpadded = new TextEncoder().encode(manifest).length;
  const json = new TextEncoder().encode(manifest + ' '.repeat(-unpadded & 3));
  const start = HEADER_BYTES + json.length;
  const bytes = new Uint8Array(start + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, json.length, true);
  view.setUint32(16, crc32(json), true);
  bytes.set(json, HEADER_BYTES);
  bytes.set(data, start);
  return bytes.buffer;
}

function headerFailure(bytes: ArrayBuffer): Result<never> | undefined {
  const found = bytes.byteLength;
  if (found === 0) return failure(RULE_FILE, 'the file is empty');
  const magic = new Uint8Array(bytes, 0, Math.min(MAGIC.length, found));
  if (!magic.every((byte, i) => byte === MAGIC.charCodeAt(i))) {
    return failure(RULE_FILE, 'this is not an MPLP rule file');
  }
  if (found < HEADER_BYTES) {
    return failure(RULE_FILE, `the file is too short: at least ${HEADER_BYTES} bytes expected, ${found} found`);
  }
  const version = new DataView(bytes).getUint32(8, true);
  if (version === FORMAT_VERSION) return undefined;
  const kind = version > FORMAT_VERSION ? 'a newer version' : 'an unknown version';
  return failure(RULE_FILE, `the file is in format ${version}, ${kind}; this lab reads format ${FORMAT_VERSION}`);
}

/**
 * The manifest of a file, parsed but not yet checked, and where the data begin.
 *
 * @returns a failure for what is no rule file, of another version, cut short or damaged; never throws.
 */
export function openContainer(bytes: ArrayBuffer): Result<{ readonly manifest: unknown; readonly start: number }> {
  const refused = headerFailure(bytes);
  if (refused !== undefined) return refused;
  const view = new DataView(bytes);
  const length = view.getUint32(12, true);
  const start = HEADER_BYTES + length;
  if (start > bytes.byteLength) return lengthFailure(start, bytes.byteLength, 'at least ');
  const json = new Uint8Array(bytes, HEADER_BYTES, length);
  if (crc32(json) !== view.getUint32(16, true)) {
    return failure(RULE_FILE, 'the file is damaged: the checksum of its manifest does not match');
  }
  try {
    const manifest: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    return success({ manifest, start });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(RULE_FILE, `the manifest of the file is not readable: ${why}`);
  }
}
