import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { runCommand, usage } from './commands.ts';
import { systemFault, UsageError } from './usage.ts';

const faultOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return systemFault(error);
  }
  throw new Error('expected a fault');
};

describe('the command line', () => {
  it.each(['constructor', 'toString', '__proto__', 'trian'])('knows no command %s', async (name) => {
    await expect(runCommand([name])).rejects.toThrow(UsageError);
    await expect(runCommand([name])).rejects.toThrow(`there is no command ${name}; 'mplp help' lists them`);
  });

  it('names every command once in its help', () => {
    for (const name of ['train', 'evaluate', 'ship', 'bench']) expect(usage().split(`mplp ${name} `)).toHaveLength(2);
  });

  it('says faults of the system in one line, with what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mplp-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(faultOf(() => readFileSync(join(folder, 'none')))).toBe(`${join(folder, 'none')} does not exist`);
    expect(faultOf(() => writeFileSync(join(file, 'rule'), ''))).toContain('goes through a file; name a folder');
    expect(systemFault(Object.assign(new Error(), { code: 'ENOSPC', path: file }))).toContain('the disk is full');
    expect(systemFault(new Error('a fault of ours'))).toBeUndefined();
  });
});
