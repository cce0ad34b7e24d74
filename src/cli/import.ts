// mplp import: the rules the paper's authors released, from their .npy files to a .mplp file. The files are not part of
// the lab.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importReleased, RELEASED_IDS } from '../checkpoints/npyReleased.ts';
import { TRAINED, writeRule } from './files.ts';
import { readOptions, text, word } from './options.ts';
import { expectFolder } from './output.ts';
import { UsageError } from './usage.ts';

function bytesOf(name: string, path: string): ArrayBuffer {
  if (!existsSync(path)) throw new UsageError(`--${name} ${path} does not exist`);
  if (statSync(path).isDirectory()) throw new UsageError(`--${name} ${path} is a folder; a .npy file was expected`);
  return Uint8Array.from(readFileSync(path)).buffer;
}

const NEEDED = '--npy, --preset and --out are needed: the released file, which rule it is, where to write it';
export const IMPORT_OPTIONS = {
  npy: text({ value: 'FILE', about: 'the released file', needed: NEEDED }),
  prior: text({ value: 'FILE', about: 'the released starting weights, where there are any' }),
  preset: word(RELEASED_IDS, { about: 'which rule it is', needed: NEEDED }),
  out: text({ value: 'DIR', about: 'the folder to write to', needed: NEEDED }),
};

export function importCommand(args: readonly string[]): Promise<number> {
  const { npy, prior, preset: id, out } = readOptions(IMPORT_OPTIONS, args);
  const files = { rule: bytesOf('npy', npy), ...(prior === undefined ? {} : { prior: bytesOf('prior', prior) }) };
  const imported = importReleased(files, id);
  if (!imported.ok) {
    const path = imported.failure.where === 'prior' ? (prior ?? npy) : npy;
    throw new UsageError(`${path}: ${imported.failure.message}`);
  }
  const command = ['mplp import', `--npy ${npy}`, ...(prior === undefined ? [] : [`--prior ${prior}`])].join(' ');
  const path = join(out, TRAINED);
  expectFolder('--out', out);
  writeRule(path, { ...imported.value, command: `${command} --preset ${id}` });
  process.stdout.write(`${path}: ${id}, ${imported.value.parameters.length} numbers\n`);
  return Promise.resolve(0);
}
