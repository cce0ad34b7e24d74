// A zip archive without compression: local headers and files, then the central directory. PKWARE's APPNOTE.TXT 4.3.

import { crc32 } from './checksum.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL = { signature: 0x04034b50, size: 30 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const END = { signature: 0x06054b50, size: 22 };
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980, the format's first day: archives of the same content are the same bytes. */
const DAY = 0x0021;
const MOST_ENTRIES = 0xffff;
const MOST_BYTES = 0xffffffff;

/** What local and central header share, from "version needed" to the length of the name. */
function putShared(view: DataView, at: number, name: Uint8Array, bytes: Uint8Array): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, FLAGS, true);
  view.setUint16(at + 8, DAY, true);
  view.setUint32(at + 10, crc32(bytes), true);
  view.setUint32(at + 14, bytes.length, true);
  view.setUint32(at + 18, bytes.length, true);
  view.setUint16(at + 22, name.length, true);
}

/**
 * The archive, in the entries' order.
 *
 * @throws RangeError beyond what plain zip can address: 65,535 files or 4 GiB.
 */
export function zipOf(entries: readonly ZipEntry[]): ArrayBuffer {
  const files = entries.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes }));
  const directory = files.reduce((sum, { name, bytes }) => sum + LOCAL.size + name.length + bytes.length, 0);
  const end = files.reduce((sum, { name }) => sum + CENTRAL.size + name.length, directory);
  if (files.length > MOST_ENTRIES || end > MOST_BYTES) throw new RangeError('too much for one zip archive');
  const buffer = new ArrayBuffer(end + END.size);
  const [view, out] = [new DataView(buffer), new Uint8Array(buffer)];
  let [at, central] = [0, directory];
  for (const { name, bytes } of files) {
    view.setUint32(central, CENTRAL.signature, true);
    view.setUint16(central + 4, VERSION, true);
    putShared(view, central + 6, name, bytes);
    view.setUint32(central + 42, at, true);
    out.set(name, central + CENTRAL.size);
    central += CENTRAL.size + name.length;
    view.setUint32(at, LOCAL.signature, true);
    putShared(view, at + 4, name, bytes);
    out.set(name, at + LOCAL.size);
    out.set(bytes, at + LOCAL.size + name.length);
    at += LOCAL.size + name.length + bytes.length;
  }
  view.setUint32(end, END.signature, true);
  view.setUint16(end + 8, files.length, true);
  view.setUint16(end + 10, files.length, true);
  view.setUint32(end + 12, end - directory, true);
  view.setUint32(end + 16, directory, true);
  return buffer;
}
