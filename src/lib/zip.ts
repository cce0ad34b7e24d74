// A zip archive: written without compression, read with or without.

import { unzipSync, Zip, ZipPassThrough, type UnzipFileInfo } from 'fflate';
import { failure, success, type Result } from './result.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The format's first day: archives of the same content are the same bytes. */
const DAY = new Date(1980, 0, 1);
const MOST_ENTRIES = 0xffff;
const MOST_BYTES = 0xffffffff;
/** Deflate makes nothing smaller than this part of it. */
const MOST_SHRUNK = 1032;
/** What is read at once, unpacked. */
const MOST_UNPACKED = 2 ** 30;

/**
 * The archive, in the entries' order.
 *
 * @throws RangeError beyond what plain zip can address: 65,535 files or 4 GiB.
 */
export function zipOf(entries: readonly ZipEntry[]): ArrayBuffer {
  const chunks: Uint8Array[] = [];
  const archive = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const { name, bytes } of entries) {
    const file = new ZipPassThrough(name);
    file.mtime = DAY;
    archive.add(file);
    file.push(bytes, true);
  }
  archive.end();
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (entries.length > MOST_ENTRIES || size > MOST_BYTES) throw new RangeError('too much for one zip archive');
  const out = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out.buffer;
}

/** The files of an archive in its order, folders left out; a failure for what is none. */
export function filesOfZip(bytes: ArrayBuffer): Result<readonly ZipEntry[]> {
  try {
    let unpacked = 0;
    // Memory is taken for what each file claims to hold: a claim that cannot be true is refused before.
    const filter = ({ name, size, originalSize }: UnzipFileInfo) => {
      unpacked += originalSize;
      if (size > bytes.byteLength || originalSize > MOST_SHRUNK * size + MOST_SHRUNK || unpacked > MOST_UNPACKED)
        throw new Error(`${name.slice(0, 60)} claims ${originalSize} bytes`);
      return true;
    };
    const files = Object.entries(unzipSync(new Uint8Array(bytes), { filter }));
    return success(files.flatMap(([name, content]) => (name.endsWith('/') ? [] : [{ name, bytes: content }])));
  } catch (error) {
    return failure(
      'zip',
      `this is no zip archive, or a damaged one: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
