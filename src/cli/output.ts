// Where commands write: found out before the work, then written beside and moved into place.

import { accessSync, appendFileSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemFault, UsageError } from './usage.ts';

/** What `write` does; a fault of the system names this path, as node does not for a full disk, and says what to do. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    const fault = systemFault({ code, path });
    throw fault === undefined ? error : Object.assign(new Error(fault), { code, path });
  }
}

/** Makes a folder and those it lies in. Not all at once: where the system never lets one be made, node would try for ever. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(resolve(folder)));
  writing(folder, () => {
    try {
      mkdirSync(folder);
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code === 'EEXIST') return; // another process was quicker
      // Its parent is there: the system does not let anything be made in it.
      throw code === 'ENOENT' ? Object.assign(new Error(), { code: 'EACCES' }) : error;
    }
  });
}

/** Written beside, then moved into place: an interruption leaves the old file or the new one, never half. */
export function writeWhole(path: string, content: string | ArrayBuffer): void {
  makeFolder(dirname(path));
  const beside = `${path}.part`;
  writing(path, () => {
    try {
      writeFileSync(beside, typeof content === 'string' ? content : new Uint8Array(content));
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true, recursive: false });
      throw error;
    }
  });
}

/** Lines at the end of a file. */
export function appendTo(path: string, lines: string): void {
  writing(path, () => appendFileSync(path, lines));
}

/**
 * Makes a folder to write to, before the work whose results it is for.
 *
 * @param name what names it, for refusals: `--out`.
 * @throws UsageError where it is a file, or lies in one; Error in words where nothing can be written there.
 */
export function expectFolder(name: string, folder: string): void {
  let there = resolve(folder);
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory())
    throw new UsageError(
      there === resolve(folder)
        ? `${name} ${folder} is a file; name a folder`
        : `${name} ${folder} lies in ${there}, which is a file; name a folder`,
    );
  writing(folder, () => accessSync(there, constants.W_OK | constants.X_OK));
  makeFolder(folder);
  const probe = join(folder, `.mplp-${process.pid}`);
  writing(folder, () => {
    try {
      writeFileSync(probe, 'may be removed\n');
    } finally {
      rmSync(probe, { force: true });
    }
  });
}

/** The same for one file. @throws UsageError where it is a folder. */
export function expectFile(name: string, path: string): void {
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UsageError(`${name} ${path} is a folder; name a file`);
  expectFolder(name, dirname(path));
}
