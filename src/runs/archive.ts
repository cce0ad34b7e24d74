// Runs as one file, a zip laid out as the command line's folder is: out of one store and into another.

import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { filesOfZip, zipOf, type ZipEntry } from '../lib/zip.ts';
import { curveWidth, type TrainedRun } from '../record/trainedRun.ts';
import { parseRun } from './format.ts';
import type { RunParts, RunStore } from './store.ts';

const WHERE = 'file of runs';

/** Little-endian, on machines of either order. */
function floatBytes(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}

function floats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

/** The last rule as one kept along the way: without the optimiser's moments, which a run goes on from. */
function asKept(last: ArrayBuffer): ArrayBuffer {
  const read = decodeCheckpoint(last);
  if (!read.ok) return last;
  const { optimiser: _moments, ...rule } = read.value;
  return encodeCheckpoint(rule);
}

async function entriesOf(store: RunStore, run: TrainedRun): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const add = (name: string, bytes: Uint8Array) => entries.push({ name: `${run.id}/${name}`, bytes });
  add('run.json', new TextEncoder().encode(JSON.stringify(run)));
  add('curve.f32', floatBytes((await store.curve(run)).values));
  const last = await store.rule(run, run.metaSteps);
  if (last !== undefined) add('rule.mplp', new Uint8Array(last));
  for (const step of run.checkpoints) {
    const rule = await store.rule(run, step);
    if (rule !== undefined) add(`rule-${step}.mplp`, new Uint8Array(step === run.metaSteps ? asKept(rule) : rule));
  }
  return entries;
}

/** Runs of a store with everything that belongs to them, as one file. */
export async function exportRuns(store: RunStore, runs: readonly TrainedRun[]): Promise<ArrayBuffer> {
  const entries: ZipEntry[] = [];
  for (const run of runs) entries.push(...(await entriesOf(store, run)));
  return zipOf(entries);
}

/** One run as a file holds it. */
export interface ArchivedRun {
  readonly run: TrainedRun;
  readonly parts: RunParts;
}

/** A run of a file, with its parts, or why it is refused. */
function runFrom(id: string, files: ReadonlyMap<string, Uint8Array>): Result<ArchivedRun> {
  const refuse = (name: string, why: string) => failure(WHERE, `${id}/${name}: ${why}`);
  const manifest = files.get('run.json');
  if (manifest === undefined) return refuse('run.json', 'is missing');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(manifest));
  } catch {
    return refuse('run.json', 'is not readable');
  }
  const run = parseRun(value);
  if (!run.ok) return refuse('run.json', run.failure.message);
  const { from, metaSteps, spec } = run.value;
  if (run.value.id !== id) return refuse('run.json', `its id is ${run.value.id}`);
  const values = floats(files.get('curve.f32') ?? new Uint8Array());
  const expected = (metaSteps - from) * curveWidth(spec);
  if (values.length !== expected) return refuse('curve.f32', `${expected} numbers expected, ${values.length} found`);
  const rules = new Map<string, ArrayBuffer>();
  for (const [name, bytes] of files) {
    if (!name.endsWith('.mplp')) continue;
    const file = bytes.slice().buffer;
    const rule = decodeCheckpoint(file);
    if (!rule.ok) return refuse(name, rule.failure.message);
    rules.set(name, file);
  }
  const [rule, checkpoints] = [rules.get('rule.mplp'), new Map<number, ArrayBuffer>()];
  for (const step of run.value.checkpoints) {
    const file = rules.get(`rule-${step}.mplp`);
    if (file !== undefined) checkpoints.set(step, file);
  }
  const kept = { ...run.value, checkpoints: [...checkpoints.keys()] };
  return success({
    run: kept,
    parts: { rows: { from, values }, ...(rule === undefined ? {} : { rule }), checkpoints },
  });
}

/** Every run of a file with its parts, all checked, or why the file is refused. */
export function runsOfFile(file: ArrayBuffer): Result<readonly ArchivedRun[]> {
  const opened = filesOfZip(file);
  if (!opened.ok) return failure(WHERE, opened.failure.message);
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const { name, bytes } of opened.value) {
    const [id = '', rest = ''] = name.split('/');
    folders.set(id, (folders.get(id) ?? new Map<string, Uint8Array>()).set(rest, bytes));
  }
  if (folders.size === 0) return failure(WHERE, 'there is no run in the file');
  const found: ArchivedRun[] = [];
  for (const [id, files] of folders) {
    const read = runFrom(id, files);
    if (!read.ok) return read;
    found.push(read.value);
  }
  return success(found);
}

/**
 * Takes in the runs of a file. All are checked before the first is written; one that the store has further trained is
 * left as it is.
 *
 * @returns what was taken in and what was there already, or why the file is refused.
 */
export async function importRuns(
  store: RunStore,
  file: ArrayBuffer,
): Promise<Result<{ readonly taken: readonly TrainedRun[]; readonly kept: readonly TrainedRun[] }>> {
  const found = runsOfFile(file);
  if (!found.ok) return found;
  const [taken, kept]: [TrainedRun[], TrainedRun[]] = [[], []];
  for (const { run, parts } of found.value) {
    const there = await store.read(run.id);
    if (there !== undefined && there.metaSteps >= run.metaSteps) {
      kept.push(there);
      continue;
    }
    await store.save(run, parts);
    taken.push(run);
  }
  return success({ taken, kept });
}
