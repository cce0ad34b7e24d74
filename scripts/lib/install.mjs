// Brings node_modules up to date with package-lock.json. Node built-ins only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE, ROOT } from './paths.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const STAMP = join(CACHE, 'lock.sha256');
const NEEDED_NODE = [20, 19];

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = NEEDED_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  console.error(`This needs Node ${NEEDED_NODE.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** Runs `npm ci` when packages are absent or not those of the lockfile. Writes to stderr only. */
export function ensurePackages() {
  const hash = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (isInstalled(hash)) return;
  console.error('Installing packages (npm ci) ...');
  const { status } = spawnSync('npm', ['ci', '--include=dev'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('npm ci failed: see above.');
    process.exit(status ?? 1);
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(STAMP, hash);
}

/** @param {string} hash */
function isInstalled(hash) {
  if (!existsSync(INSTALLED)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return true;
  return statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs;
}
