import { afterEach, describe, expect, it, vi } from 'vitest';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releasedSpec } from '../checkpoints/npyReleased.ts';
import { countedVector, npyFile, PRIOR_ENTRIES, releasedEntries } from '../checkpoints/testing/npyFiles.ts';
import { readRule } from './files.ts';
import { importCommand } from './import.ts';
import { UsageError } from './usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-import-'));
const out = join(folder, 'out');

function fileOf(name: string, bytes: ArrayBuffer): string {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(bytes));
  return path;
}

const stateful = fileOf('5x10.npy', npyFile(countedVector(releasedEntries(true))));
const stateless = fileOf('2x10.npy', npyFile(countedVector(releasedEntries(false))));
const prior = fileOf('prior.npy', npyFile(countedVector(PRIOR_ENTRIES)));
const foreign = fileOf('notes.txt', new TextEncoder().encode('not numbers').buffer);

afterEach(() => {
  vi.restoreAllMocks();
});

const run = async (...args: readonly string[]) => importCommand([...args, '--out', out]);

describe('mplp import', () => {
  it('writes a rule that evaluate reads', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(await run('--npy', stateful, '--preset', '5x10-released')).toBe(0);
    expect(write).toHaveBeenCalledWith(`${join(out, 'rule.mplp')}: 5x10-released, 115081 numbers\n`);
    expect(readRule(out)).toMatchObject({ spec: releasedSpec('5x10-released'), preset: '5x10-released' });
    await run('--npy', stateless, '--prior', prior, '--preset', '2x10-released');
    expect(readRule(out).parameters).toHaveLength(64_422 + 481);
    expect(readRule(out).command).toBe(`mplp import --npy ${stateless} --prior ${prior} --preset 2x10-released`);
  });

  it.each([
    [['--npy', stateful], 'are needed'],
    [['--npy', stateful, '--preset', '5x10'], 'allowed: 5x10-released, 2x10-released'],
    [['--npy', join(folder, 'none.npy'), '--preset', '5x10-released'], 'does not exist'],
    [['--npy', folder, '--preset', '5x10-released'], 'is a folder'],
    [['--npy', foreign, '--preset', '5x10-released'], `${foreign}: this is not a .npy file`],
    [['--npy', stateful, '--preset', '2x10-released'], `${stateful}: the file holds 115,081 numbers; expected: 64,422`],
    [['--npy', stateless, '--preset', '2x10-released'], 'its file of 481 numbers is needed too'],
    [['--npy', stateless, '--prior', foreign, '--preset', '2x10-released'], `${foreign}: the prior: this is not`],
  ])('refuses %s', async (args, words) => {
    const refused = run(...args);
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toThrow(UsageError);
  });

  it('writes nothing where it refuses', async () => {
    const elsewhere = join(folder, 'elsewhere');
    const refused = async () => importCommand(['--npy', foreign, '--preset', '5x10-released', '--out', elsewhere]);
    await expect(refused()).rejects.toThrow();
    expect(existsSync(elsewhere)).toBe(false);
  });
});
