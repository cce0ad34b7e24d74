// The commands in the rules of this repository: for anyone to repeat, so no path of the machine they were made on.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { unwrap } from '../lib/result.ts';
import { decodeCheckpoint } from './format.ts';

const files = ['trainings', 'public/checkpoints'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.mplp') ? [join(folder, name)] : [],
  ),
);

it.each(files)('%s', (file) => {
  const { command = '' } = unwrap(decodeCheckpoint(Uint8Array.from(readFileSync(file)).buffer));
  expect(command).not.toMatch(/(?:^|[\s=])(?:\/|~|[A-Za-z]:\\)/);
});
