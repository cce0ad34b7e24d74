// One process at a time works in a folder: a file with its number, which counts only while the process lives.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectFolder, writing } from './output.ts';
import { UsageError } from './usage.ts';

const LOCK = 'lock';

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person's process lives too.
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}

/** Takes the folder, which `name` names in refusals, until the returned function is called. @throws UsageError while another process has it. */
export function lockFolder(folder: string, name = '--out'): () => void {
  expectFolder(name, folder);
  const path = join(folder, LOCK);
  if (existsSync(path)) {
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid !== process.pid && Number.isInteger(pid) && pid > 0 && lives(pid))
      throw new UsageError(`${folder} is in use by process ${pid}; wait for it, end it, or choose another folder`);
    rmSync(path);
  }
  writing(path, () => writeFileSync(path, String(process.pid), { flag: 'wx' }));
  return () => rmSync(path, { force: true });
}
