// A zip archive without compression.

import { Zip, ZipPassThrough } from 'fflate';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The format's first day: archives of the same content are the same bytes. */
const DAY = new Date(1980, 0, 1);
const MOST_ENTRIES = 0xffff;
const MOST_BYTES = 0xffffffff;

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
