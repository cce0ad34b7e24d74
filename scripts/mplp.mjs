// `npm run mplp -- <command>`: bundles the command line when its sources changed, and runs it in this process, so that
// signals and the exit code are its own. Says nothing on stdout by itself.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ensurePackages, requireNode } from './lib/install.mjs';
import { CACHE, ROOT } from './lib/paths.mjs';
import { hasSystemVulkan, vulkanEnv } from './lib/vulkan.mjs';

const entry = (/** @type {string} */ name) => join(ROOT, 'src', 'cli', `${name}.ts`);
const ENTRIES = {
  cli: entry('main'),
  taskThread: entry('taskThread'),
  cellThread: entry('cellThread'),
  runThread: entry('runThread'),
  peakThread: entry('peakThread'),
};
const BUNDLE = join(CACHE, 'cli.mjs');
const INPUTS = join(CACHE, 'cli.inputs.json');

/**
 * Writes a file that another command, started at the same moment, may be reading or writing too.
 *
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
function replace(path, contents) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, contents);
  renameSync(own, path);
}

function isFresh() {
  if (!existsSync(BUNDLE) || !existsSync(INPUTS)) return false;
  const built = statSync(BUNDLE).mtimeMs;
  const inputs = JSON.parse(readFileSync(INPUTS, 'utf8'));
  return inputs.every((path) => existsSync(path) && statSync(path).mtimeMs < built);
}

async function bundle() {
  const { build } = await import('esbuild');
  const { gradientsBundle, GRADIENTS_IMPORT } = await import('./lib/tfjsGradients.mjs');
  const gradients = gradientsBundle();
  const plugin = {
    name: 'mplp',
    setup(hooks) {
      hooks.onResolve({ filter: GRADIENTS_IMPORT }, () => ({ path: gradients, external: true }));
      // As Vite does: `file?raw` is the file's text.
      hooks.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(0, -'?raw'.length)),
        namespace: 'raw',
      }));
      hooks.onLoad({ filter: /.*/, namespace: 'raw' }, async ({ path }) => ({
        contents: await readFile(path, 'utf8'),
        loader: 'text',
        watchFiles: [path],
      }));
    },
  };
  const { metafile, outputFiles } = await build({
    entryPoints: ENTRIES,
    outdir: CACHE,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    define: { 'import.meta.env': '{}' },
    plugins: [plugin],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const sources = Object.keys(metafile.inputs).map((path) => resolve(ROOT, path.replace(/^raw:/, '')));
  const own = [import.meta.filename, join(dirname(import.meta.filename), 'lib', 'tfjsGradients.mjs')];
  for (const { path, contents } of outputFiles) replace(path, contents);
  replace(INPUTS, JSON.stringify([...sources, ...own]));
}

/**
 * Dawn reads where its Vulkan driver is when a process starts: where the system has none, start again with Chromium's
 * software one.
 *
 * @returns {boolean} whether another process was started.
 */
function runWithVulkan() {
  const env = vulkanEnv();
  if (process.env['MPLP_VULKAN_SET'] !== undefined || hasSystemVulkan() || Object.keys(env).length === 0) {
    return false;
  }
  const child = spawn(process.execPath, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, ...env, MPLP_VULKAN_SET: 'yes' },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : signal === 'SIGINT' ? 130 : 1));
  return true;
}

requireNode();
ensurePackages();
(await import('./lib/kernels.mjs')).buildKernels();
if (!isFresh()) await bundle();
if (!process.argv.includes('webgpu') || !runWithVulkan()) {
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], BUNDLE, ...process.argv.slice(2)];
  await import(pathToFileURL(BUNDLE).href);
}
