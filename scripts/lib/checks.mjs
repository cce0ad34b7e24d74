// Lint with types, format, layers, unused code: independent of each other, so as many at once as there are cores.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

import { buildKernels } from './kernels.mjs';
import { ROOT } from './paths.mjs';

/** Check and npm script, the longest first. */
const CHECKS = [
  ['lint and types', 'lint'],
  ['unused', 'knip'],
  ['layers', 'deps'],
  ['format', 'format:check'],
];

/** @typedef {{ name: string, ok: boolean, seconds: number }} Check */

/**
 * @param {string} name
 * @param {string} script
 * @returns {Promise<Check>}
 */
export function runCheck(name, script) {
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: ROOT,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      console.log(`\n=== ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${seconds.toFixed(1)} s\n${said.trim()}`);
      resolve({ name, ok: code === 0, seconds });
    });
  });
}

/**
 * Runs all of them, also after one has failed.
 *
 * @returns {Promise<Check[]>}
 */
export async function runChecks() {
  buildKernels();
  const waiting = [...CHECKS];
  /** @type {Check[]} */
  const done = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name = '', script = ''] = next;
      done.push(await runCheck(name, script));
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return done;
}
