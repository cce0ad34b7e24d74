// Writes `sw.js` into the built page: src/offline/serviceWorker.ts in one file, with the list of files that it keeps.
import { injectManifest } from '@serwist/build';
import { build } from 'esbuild';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths.mjs';

/**
 * What opens the lab on each of its tabs and trains: the page, every rule but those of the ablations, and the episode it
 * opens on. The rest is kept when it is seen.
 *
 * @param {string} dist
 */
function keptFiles(dist) {
  /** @type {{ rules: { file: string, study?: string, episode?: string }[] }} */
  const { rules } = JSON.parse(readFileSync(join(dist, 'checkpoints/manifest.json'), 'utf8'));
  const files = rules.filter(({ study }) => study !== 'ablations').map(({ file }) => file);
  const first = rules[0]?.episode;
  return [
    ...['*.{html,js,svg,webmanifest}', '{assets,worker}/*.{js,css,wasm}', 'checkpoints/manifest.json'],
    ...[...files, ...(first === undefined ? [] : [first])].map((name) => `checkpoints/${name}`),
  ];
}

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
    globPatterns: keptFiles(dist),
    globIgnores: ['sw*.js'],
    // Their names carry a hash of what they hold.
    dontCacheBustURLsMatching: /^(assets|worker)\//,
    maximumFileSizeToCacheInBytes: 4 << 20,
  });
  rmSync(bundle);
  if (warnings.length > 0) throw new Error(`the service worker's list of files: ${warnings.join('; ')}`);
  return Object.keys(metafile.inputs);
}
