// Files as the lab has written them, one of each format that there ever was (`stored/NAME-VERSION`), and never written
// again: each must open. What a newer lab wrote is refused with both versions named, and left as it is. Links of today
// are in texts.test.ts, databases in browserRuns.test.ts.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { decodeCheckpoint } from '../checkpoints/format.ts';
import { parseNpy } from '../checkpoints/npy.ts';
import { parseManifest } from '../checkpoints/shipped.ts';
import { RunFolder } from '../cli/runFolder.ts';
import { validateProbe } from '../experiment/validate.ts';
import type { Result } from '../lib/result.ts';
import { filesOfZip, zipOf } from '../lib/zip.ts';
import { interventionsFromText } from '../link/interventionText.ts';
import { decodeLink } from '../link/link.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { decodeEpisode } from '../record/episode.ts';
import { runsOfFile } from '../runs/archive.ts';
import { parseRun } from '../runs/format.ts';
import { parseStudyData } from '../study/data.ts';
import { parseStudy } from '../study/study.ts';

const STORED = 'src/golden/stored';
const bytesOf = (name: string) => Uint8Array.from(readFileSync(join(STORED, name))).buffer;
const json = (name: string): unknown => JSON.parse(readFileSync(join(STORED, name), 'utf8'));

/** How each kind of file is opened. */
const OPEN: Readonly<Record<string, (name: string) => Result<unknown>>> = {
  rule: (name) => decodeCheckpoint(bytesOf(name)),
  episode: (name) => decodeEpisode(bytesOf(name)),
  run: (name) => parseRun(json(name)),
  runs: (name) => runsOfFile(bytesOf(name)),
  study: (name) => parseStudy(json(name)),
  studyData: (name) => parseStudyData(json(name)),
  shipped: (name) => parseManifest(json(name)),
  baselines: (name) => parseBaselines(json(name)),
  npy: (name) => parseNpy(bytesOf(name)),
};

const folder = mkdtempSync(join(tmpdir(), 'mplp-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A store of runs as the command line leaves it. */
function storeIn(name: string): string {
  const path = join(folder, name);
  cpSync(join(STORED, 'run-1.json'), join(path, '719d10527e652f6a', 'run.json'));
  cpSync(join(STORED, 'store-1.json'), join(path, 'store.json'));
  return path;
}

describe('files of every version', () => {
  const names = readdirSync(STORED).filter((name) => !name.startsWith('store-'));
  it.each(names)('%s opens', (name) => {
    const open = OPEN[name.split('-')[0] ?? ''];
    const opened = open?.(name);
    expect(opened?.ok === false ? opened.failure.message : opened?.ok).toBe(true);
  });

  it('are there of every kind', () => {
    for (const kind of Object.keys(OPEN))
      expect(
        names.some((name) => name.startsWith(`${kind}-`)),
        kind,
      ).toBe(true);
  });

  it('a folder of runs opens', async () => {
    const { runs, refused } = await new RunFolder(storeIn('store')).list();
    expect(refused).toEqual([]);
    expect(runs).toMatchObject([{ id: '719d10527e652f6a', status: 'done', metaSteps: 17 }]);
  });

  it('interventions as they stand in links are read', () => {
    const text =
      'silence@w2;message.clamp=0.5@a1@1-2@channels=0;update.scale=0.5@u2:0@2-;message.noise=0.1@weight@seed=3';
    const { spec } = json('run-1.json') as { readonly spec: Parameters<typeof validateProbe>[1] };
    const probe = { taskSeed: 0, networkSeed: 0, steps: 2, interventions: interventionsFromText(text) };
    const read = validateProbe(probe, spec);
    expect(read.ok ? '' : read.failure.message).toBe('');
  });
});

/** A file of the next version: its number is changed, and it has a field that this lab does not know. */
const later = (name: string, field: string, version: number) => ({
  comesFirst: true,
  ...(json(name) as object),
  [field]: version,
});

function laterRule(): ArrayBuffer {
  const bytes = bytesOf('rule-1.mplp');
  new DataView(bytes).setUint32(8, 2, true);
  return bytes;
}

/** The sample's header under another version. */
function laterEpisode(): ArrayBuffer {
  const bytes = new Uint8Array(bytesOf('episode-1.episode'));
  const text = new TextDecoder('latin1').decode(bytes).replace('"version":1', '"version":2');
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
}

function laterRuns(): ArrayBuffer {
  const files = filesOfZip(bytesOf('runs-1.zip'));
  if (!files.ok) throw new Error(files.failure.message);
  const changed = files.value.map(({ name, bytes }) => {
    if (!name.endsWith('run.json')) return { name, bytes };
    return { name, bytes: new TextEncoder().encode(JSON.stringify(later('run-1.json', 'runFormat', 2))) };
  });
  return zipOf(changed);
}

describe('what a newer lab wrote', () => {
  it.each<[string, () => Result<unknown>]>([
    ['the file is in format 2, a newer version; this lab reads format 1', () => decodeCheckpoint(laterRule())],
    ['written in version 2, this page reads 1', () => decodeEpisode(laterEpisode())],
    [
      'the run is in format 2, a newer version; this lab reads format 1',
      () => parseRun(later('run-1.json', 'runFormat', 2)),
    ],
    ['run.json: the run is in format 2, a newer version; this lab reads format 1', () => runsOfFile(laterRuns())],
    [
      'the study is in format 2, a newer version; this lab reads',
      () => parseStudy(later('study-1.json', 'studyFormat', 2)),
    ],
    [
      "the study's data is in format 3, a newer version; this lab reads format 1",
      () => parseStudyData(later('studyData-1.json', 'studyDataFormat', 3)),
    ],
    ['the list of rules is in format 2, a newer version', () => parseManifest(later('shipped-1.json', 'version', 2))],
    ['the file of baselines is in format 2', () => parseBaselines(later('baselines-1.json', 'version', 2))],
    ['made by version 2 of the lab; this page reads version 1', () => decodeLink('v=2&preset=other&x=1')],
  ])('is refused: %s', (words, open) => {
    const opened = open();
    expect(opened.ok ? 'it was opened' : opened.failure.message).toContain(words);
  });

  it('stays as it is: a folder of runs', async () => {
    const path = storeIn('later');
    writeFileSync(join(path, 'store.json'), '{"runFormat":2}\n');
    const before = readdirSync(path, { recursive: true });
    expect(() => new RunFolder(path)).toThrow('the store is in format 2, a newer version; this lab reads format 1');
    writeFileSync(join(path, 'store.json'), '{"runFormat":1}\n');
    const run = join(path, '719d10527e652f6a', 'run.json');
    writeFileSync(run, JSON.stringify(later('run-1.json', 'runFormat', 2)));
    const bytes = readFileSync(run, 'utf8');
    await expect(new RunFolder(path).read('719d10527e652f6a')).rejects.toThrow('in format 2, a newer version');
    expect(readFileSync(run, 'utf8')).toBe(bytes);
    expect(readdirSync(path, { recursive: true })).toEqual(before);
  });
});
