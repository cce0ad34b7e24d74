// mplp import: the rules the paper's authors released, from their .npy files to a .mplp file. The files are not part of
// the lab.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importReleased, RELEASED_IDS } from '../checkpoints/npyReleased.ts';
import { TRAINED, writeRule } from './files.ts';
import { oneOf, UsageError } from './usage.ts';

function bytesOf(name: string, path: string): ArrayBuffer {
  if (!existsSync(path)) throw new UsageError(`--${name} ${path} does not exist`);
  if (statSync(path).isDirectory()) throw new UsageError(`--${name} ${path} is a folder; a .npy file was expected`);
  return Uint8Array.from(readFileSync(path)).buffer;
}

/** `import --npy FILE [--prior FILE] --preset 5x10-released|2x10-released --out DIR`. */
export function importCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { npy: text, prior: text, preset: text, out: text } });
  const { npy, prior, preset, out } = values;
  if (npy === undefined || preset === undefined || out === undefined)
    throw new UsageError(
      '--npy, --preset and --out are needed: the released file, which rule it is, where to write it',
    );
  const id = oneOf('preset', preset, RELEASED_IDS);
  const files = { rule: bytesOf('npy', npy), ...(prior === undefined ? {} : { prior: bytesOf('prior', prior) }) };
  const imported = importReleased(files, id);
  if (!imported.ok) {
    const path = imported.failure.where === 'prior' ? (prior ?? npy) : npy;
    throw new UsageError(`${path}: ${imported.failure.message}`);
  }
  const command = ['mplp import', `--npy ${npy}`, ...(prior === undefined ? [] : [`--prior ${prior}`])].join(' ');
  const path = join(out, TRAINED);
  writeRule(path, { ...imported.value, command: `${command} --preset ${id}` });
  process.stdout.write(`${path}: ${id}, ${imported.value.parameters.length} numbers\n`);
  return Promise.resolve(0);
}
