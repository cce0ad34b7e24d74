// An episode record as NumPy's .npz: a zip of one .npy file for each section, under the section's own name (they are
// listed in record/episode.ts), and header.json. In Python:
//
//   record = numpy.load('episode.npz')
//   record['heldOutLoss']           # [K + 1], loss before learning and after each inner step
//   record['1/2.weight/update']     # [I, O], what the weights of network layer 2 changed by in inner step 1
//   json.loads(record['header.json'])['probe']

import { zipOf, type ZipEntry } from '../lib/zip.ts';
import { requireSection, type EpisodeRecord } from './episode.ts';

const PREFIX = 10;
const ALIGNED = 64;

/** One array as a .npy file, format 1.0: little-endian float32, rows first. */
function npyOf({ data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] }): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${lengths}), }`;
  const start = Math.ceil((PREFIX + dict.length + 1) / ALIGNED) * ALIGNED;
  const bytes = new Uint8Array(start + data.length * 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, start - PREFIX, true);
  bytes.set(new TextEncoder().encode(`${dict.padEnd(start - PREFIX - 1)}\n`), PREFIX);
  data.forEach((value, i) => {
    view.setFloat32(start + 4 * i, value, true);
  });
  return bytes;
}

/** The whole record; header.json says spec, probe, task and what was left out, without the places in the old buffer. */
export function episodeToNpz(record: EpisodeRecord): ArrayBuffer {
  const { sections, ...header } = record.header;
  const arrays: ZipEntry[] = Object.keys(sections).map((name) => ({
    name: `${name}.npy`,
    bytes: npyOf(requireSection(record, name)),
  }));
  const json = new TextEncoder().encode(`${JSON.stringify(header, undefined, 2)}\n`);
  return zipOf([{ name: 'header.json', bytes: json }, ...arrays]);
}
