// Runs on disk: a folder for each, with run.json, curve.f32 (little-endian float32 rows), rule.mplp and rule-N.mplp.

import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { defined } from '../lib/defined.ts';
import { refuseNewer } from '../lib/newer.ts';
import type { Failure } from '../lib/result.ts';
import { objectOf, parse, wholeFrom } from '../lib/schema.ts';
import { curveWidth, RUN_FORMAT, type Curve, type TrainedRun } from '../record/trainedRun.ts';
import { parseRun } from '../runs/format.ts';
import type { RunList, RunParts, RunStore } from '../runs/store.ts';
import { readJson, TRAINED } from './files.ts';
import { makeFolder, writeWhole, writing } from './output.ts';
import { UsageError } from './usage.ts';

const RUN = 'run.json';
const CURVE = 'curve.f32';
const STORE = 'store.json';
const checkpointName = (metaStep: number) => `rule-${metaStep}.mplp`;

function bytesOf(path: string): ArrayBuffer | undefined {
  return existsSync(path) ? Uint8Array.from(readFileSync(path)).buffer : undefined;
}

const storeSchema = objectOf<{ readonly runFormat: number }>({ runFormat: wholeFrom(1, RUN_FORMAT) });

/** @throws UsageError where a newer lab wrote the store; nothing is changed then. */
function expectReadable(folder: string): void {
  const path = join(folder, STORE);
  if (!existsSync(path)) return;
  readJson(path, (value) => refuseNewer(value, 'runFormat', RUN_FORMAT, 'the store') ?? parse(storeSchema, value));
}

/** Rows in place: writing them again changes nothing, and an interruption leaves whole rows that the run counts. */
function writeRows(path: string, at: number, values: Float32Array): void {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  writing(path, () => {
    const file = openSync(path, existsSync(path) ? 'r+' : 'w');
    try {
      // A disk that fills up takes a part of what is written, and only then refuses.
      for (let done = 0; done < bytes.byteLength;)
        done += writeSync(file, bytes, done, bytes.byteLength - done, 4 * at + done);
    } finally {
      closeSync(file);
    }
  });
}

/** Runs in a folder. @throws UsageError where a newer lab wrote it. */
export class RunFolder implements RunStore {
  private readonly folder: string;

  constructor(folder: string) {
    expectReadable(folder);
    this.folder = folder;
  }

  list(): Promise<RunList> {
    const names = existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
    const runs: TrainedRun[] = [];
    const refused: Failure[] = [];
    for (const name of names.filter((name) => !name.startsWith('.') && existsSync(join(this.folder, name, RUN)))) {
      const read = this.parsed(name);
      if (read.ok) runs.push(read.value);
      else refused.push({ where: name, message: `${name}: ${read.failure.message}` });
    }
    return Promise.resolve({ runs, refused });
  }

  /** The run of a folder, or why it is refused. */
  private parsed(name: string) {
    try {
      return parseRun(JSON.parse(readFileSync(join(this.folder, name, RUN), 'utf8')));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, failure: { where: RUN, message: `${RUN} is not readable: ${why}` } } as const;
    }
  }

  read(id: string): Promise<TrainedRun | undefined> {
    if (!existsSync(join(this.folder, id, RUN))) return Promise.resolve(undefined);
    const read = this.parsed(id);
    if (read.ok) return Promise.resolve(read.value);
    return Promise.reject(new UsageError(`${join(this.folder, id)}: ${read.failure.message}`));
  }

  curve(run: TrainedRun): Promise<Curve> {
    const width = curveWidth(run.spec);
    const bytes = bytesOf(join(this.folder, run.id, CURVE)) ?? new ArrayBuffer(0);
    const view = new DataView(bytes);
    const rows = Math.min(run.metaSteps - run.from, Math.floor(bytes.byteLength / (4 * width)));
    return Promise.resolve({
      width,
      values: Float32Array.from({ length: rows * width }, (_, i) => view.getFloat32(4 * i, true)),
    });
  }

  rule({ id, metaSteps }: TrainedRun, metaStep: number): Promise<ArrayBuffer | undefined> {
    const last = metaStep === metaSteps ? bytesOf(join(this.folder, id, TRAINED)) : undefined;
    return Promise.resolve(last ?? bytesOf(join(this.folder, id, checkpointName(metaStep))));
  }

  save(run: TrainedRun, { rows, rule, checkpoints }: RunParts = {}): Promise<void> {
    const at = (name: string) => join(this.folder, run.id, name);
    makeFolder(at('.'));
    if (!existsSync(join(this.folder, STORE)))
      writeWhole(join(this.folder, STORE), `${JSON.stringify({ runFormat: RUN_FORMAT })}\n`);
    for (const [metaStep, bytes] of checkpoints ?? []) writeWhole(at(checkpointName(metaStep)), bytes);
    if (rows !== undefined) writeRows(at(CURVE), (rows.from - run.from) * curveWidth(run.spec), rows.values);
    if (rule !== undefined) writeWhole(at(TRAINED), rule);
    writeWhole(at(RUN), `${JSON.stringify(defined(run), undefined, 1)}\n`);
    const listed = new Set(run.checkpoints.map(checkpointName));
    for (const name of readdirSync(at('.'))) if (/^rule-\d+\.mplp$/.test(name) && !listed.has(name)) rmSync(at(name));
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    const folder = join(this.folder, id);
    if (!existsSync(folder)) return Promise.resolve();
    // Out of sight at once: half a run is never listed.
    const going = join(this.folder, `.${id}.going`);
    renameSync(folder, going);
    rmSync(going, { recursive: true });
    return Promise.resolve();
  }

  async sizes(): Promise<ReadonlyMap<string, number>> {
    const { runs } = await this.list();
    const size = (id: string) =>
      readdirSync(join(this.folder, id)).reduce((sum, name) => sum + statSync(join(this.folder, id, name)).size, 0);
    return new Map(runs.map(({ id }) => [id, size(id)]));
  }
}
