import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseNpy } from '../checkpoints/npy.ts';
import { crc32 } from '../lib/checksum.ts';
import { PRESETS } from '../experiment/presets.ts';
import { buildRecord, sectionOf } from './episode.ts';
import { episodeToNpz } from './npz.ts';

const record = buildRecord(
  {
    spec: PRESETS['2x10'].spec,
    probe: { taskSeed: 3, networkSeed: 1, steps: 2 },
    task: { amplitude: 0.5, phase: 2 },
    metaStep: 7,
    backend: 'wasm',
    omitted: [],
  },
  {
    heldOutLoss: { data: Float32Array.of(0.4, 0.2, 0.1), shape: [3] },
    '1/0.weight/update': { data: Float32Array.of(1.5, -2, 3, 4, 5, 6), shape: [2, 3] },
  },
);

/** The files of a zip, read by its central directory. */
function unzip(buffer: ArrayBuffer): Map<string, ArrayBuffer> {
  const view = new DataView(buffer);
  const end = buffer.byteLength - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  let at = view.getUint32(end + 16, true);
  const files = new Map<string, ArrayBuffer>();
  for (let n = 0; n < view.getUint16(end + 10, true); n++) {
    const [size, length, local] = [at + 24, at + 28, at + 42];
    const name = new TextDecoder().decode(new Uint8Array(buffer, at + 46, view.getUint16(length, true)));
    const start = view.getUint32(local, true) + 30 + name.length;
    const bytes = buffer.slice(start, start + view.getUint32(size, true));
    expect(view.getUint32(at + 16, true)).toBe(crc32(new Uint8Array(bytes)));
    files.set(name, bytes);
    at += 46 + name.length;
  }
  expect(at).toBe(end);
  return files;
}

const hasNumpy = (() => {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('an episode as .npz', () => {
  it('holds every section as a .npy file, and the header', () => {
    const files = unzip(episodeToNpz(record));
    expect([...files.keys()]).toEqual(['header.json', 'heldOutLoss.npy', '1/0.weight/update.npy']);
    expect(parseNpy(files.get('heldOutLoss.npy') ?? new ArrayBuffer(0))).toEqual({
      ok: true,
      value: sectionOf(record, 'heldOutLoss')?.data,
    });
    const header = JSON.parse(new TextDecoder().decode(files.get('header.json'))) as typeof record.header;
    expect(header.probe).toEqual(record.header.probe);
    expect(header.spec).toEqual(record.header.spec);
    expect(Object.keys(header)).not.toContain('sections');
  });

  it.runIf(hasNumpy)('is read by NumPy, shapes and names included', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'mplp-npz-')), 'episode.npz');
    writeFileSync(path, new Uint8Array(episodeToNpz(record)));
    const program = [
      'import json, sys, numpy',
      'r = numpy.load(sys.argv[1])',
      "u = r['1/0.weight/update']",
      "print(json.dumps([sorted(r.files), u.tolist(), str(u.dtype), r['heldOutLoss'].shape, json.loads(r['header.json'])['metaStep']]))",
    ].join('\n');
    const said = JSON.parse(execFileSync('python3', ['-c', program, path], { encoding: 'utf8' })) as unknown;
    expect(said).toEqual([
      ['1/0.weight/update', 'header.json', 'heldOutLoss'],
      [
        [1.5, -2, 3],
        [4, 5, 6],
      ],
      'float32',
      [3],
      7,
    ]);
  });
});
