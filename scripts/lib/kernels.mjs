// Compiles the wasm kernels (AssemblyScript) to a module that carries the binary as text, so that page workers,
// Node and tests load it the same way. Does nothing while the sources are older than what they made.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CACHE, ROOT } from './paths.mjs';

const SOURCES = join(ROOT, 'src/kernels/wasm/assembly');
const TARGET = join(ROOT, 'src/kernels/wasm/generated/binary.ts');
function isFresh() {
  if (!existsSync(TARGET)) return false;
  const madeMs = statSync(TARGET).mtimeMs;
  return readdirSync(SOURCES).every((name) => statSync(join(SOURCES, name)).mtimeMs < madeMs);
}

const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert'];
/** The same kernels with and without fused multiply-add, which not every engine has. */
const BUILDS = { PLAIN: [], RELAXED: ['--enable', 'relaxed-simd'] };

/** @param {string[]} extra */
function compile(extra) {
  const asc = join(dirname(fileURLToPath(import.meta.resolve('assemblyscript/package.json'))), 'bin/asc.js');
  const out = join(CACHE, 'kernels.wasm');
  mkdirSync(CACHE, { recursive: true });
  const args = [asc, join(SOURCES, 'index.ts'), ...OPTIONS, ...extra, '--outFile', out];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the wasm kernels did not compile:\n${stderr}`);
  return readFileSync(out).toString('base64');
}

/** Makes src/kernels/wasm/generated/binary.ts if it is missing or old. */
export function buildKernels() {
  if (isFresh()) return;
  const lines = Object.entries(BUILDS).map(([name, extra]) => `export const ${name} =\n  '${compile(extra)}';\n`);
  mkdirSync(dirname(TARGET), { recursive: true });
  writeFileSync(TARGET, `// Made by scripts/lib/kernels.mjs from ../assembly.\n${lines.join('')}`);
}
