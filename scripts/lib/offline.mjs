// Writes `sw.js` into the built page: src/offline/serviceWorker.ts in one file, with the list of files that it keeps.
import { injectManifest } from '@serwist/build';
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths.mjs';

/** What opens the lab on each of its tabs and trains; other rules, large episodes and tables are kept when seen. */
const KEPT = [
  '*.{html,js,svg,webmanifest}',
  '{assets,worker}/*.{js,css,wasm}',
  'checkpoints/manifest.json',
  'checkpoints/{learned-prior-2x10,sinusoid-5x10,boundary-10x10,steady-2x10,steady-5x10}.mplp',
  'checkpoints/learned-prior-2x10.episode',
];

/**
 * @param {string} dist the built page.
 * @returns {Promise<string[]>} the modules it is built from.
 */
export async function writeServiceWorker(dist) {
  const bundle = join(dist, 'sw.bundle.js');
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'src/offline/serviceWorker.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    metafile: true,
  });
  const { warnings } = await injectManifest({
    swSrc: bundle,
    swDest: join(dist, 'sw.js'),
    globDirectory: dist,
    globPatterns: KEPT,
    globIgnores: ['sw*.js'],
    // Their names carry a hash of what they hold.
    dontCacheBustURLsMatching: /^(assets|worker)\//,
    maximumFileSizeToCacheInBytes: 4 << 20,
  });
  rmSync(bundle);
  if (warnings.length > 0) throw new Error(`the service worker's list of files: ${warnings.join('; ')}`);
  return Object.keys(metafile.inputs);
}
