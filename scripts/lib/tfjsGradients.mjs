// tfjs keeps its gradient functions in ES modules inside a CommonJS package, which Node cannot load. This bundles them
// into one CommonJS file. Its copy of the tfjs engine is the global one, so they serve the tfjs-core Node loaded.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { CACHE, ROOT } from './paths.mjs';

const SOURCE = '@tensorflow/tfjs-core/dist/register_all_gradients';

/** Matches the import, with or without its extension. */
export const GRADIENTS_IMPORT = /^@tensorflow\/tfjs-core\/dist\/register_all_gradients(\.js)?$/;

/** @returns {string} path of the bundle, made if it is not there yet. */
export function gradientsBundle() {
  const require = createRequire(import.meta.url);
  const manifest = join(ROOT, 'node_modules', '@tensorflow', 'tfjs-core', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const outfile = join(CACHE, `tfjs-gradients-${version}.cjs`);
  if (!existsSync(outfile)) {
    require('esbuild').buildSync({
      entryPoints: [require.resolve(`${SOURCE}.js`)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
  }
  return outfile;
}

/** Alias for Vite's `resolve.alias`. */
export function gradientsAlias() {
  return [{ find: GRADIENTS_IMPORT, replacement: gradientsBundle() }];
}
