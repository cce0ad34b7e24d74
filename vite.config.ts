import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { buildKernels } from './scripts/lib/kernels.mjs';
import { Licences } from './scripts/lib/licences.mjs';
import { writeServiceWorker } from './scripts/lib/offline.mjs';

buildKernels();

/** Scales bring d3's table of 148 colour names along, which nothing here says: the page's colours are its tokens. */
const withoutColourNames: Plugin = {
  name: 'without-colour-names',
  apply: 'build',
  transform: {
    filter: { id: /d3-color\.mjs$/ },
    handler(code) {
      const table = /var named = \{[^}]*\};/;
      if (!table.test(code)) throw new Error('d3-color has changed: is this plugin still needed?');
      return { code: code.replace(table, 'var named = {};'), map: null };
    },
  },
};

/**
 * No inline script, no eval, nothing of a third party. WebAssembly is compiled; figures are exported through data and
 * blob addresses.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The built page carries its policy itself, so that it holds on any static host. Vite's own pages need inline scripts. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

const licences = new Licences();

/** Part of both builds, the page's and the worker's. */
const bundledPackages: Plugin = {
  name: 'bundled-packages',
  apply: 'build',
  generateBundle() {
    licences.add(this.getModuleIds());
  },
};

/** Last of all, when every file of the page is written. */
const besideThePage: Plugin = {
  name: 'beside-the-page',
  apply: 'build',
  writeBundle: {
    order: 'post',
    sequential: true,
    async handler({ dir = 'dist' }) {
      licences.add(await writeServiceWorker(dir));
      licences.write(`${dir}/licences.txt`);
    },
  },
};

export default defineConfig({
  base: './',
  plugins: [
    react({ jsxImportSource: '#jsx' }),
    withoutColourNames,
    contentSecurityPolicy,
    bundledPackages,
    besideThePage,
  ],
  // Named here, because the worker's imports are found late: finding one during a session would reload the page.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
  worker: {
    format: 'es',
    plugins: () => [bundledPackages],
    // A folder of its own, so that the size budgets of page and worker are separate.
    rolldownOptions: {
      output: { entryFileNames: 'worker/[name]-[hash].js', chunkFileNames: 'worker/[name]-[hash].js' },
    },
  },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    // What opens the page is one chunk, whatever parts loaded later share with it: there is nothing to preload.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/page-[hash].js',
        codeSplitting: {
          groups: [
            { name: 'page', tags: ['$initial'], priority: 1 },
            // What goes with a training, the small parts of tables and lists, and what is used together: pieces of their own
            // would cost more than they save.
            { name: 'run', test: /src\/store\/meta\/run(Fault|Log|Return|Start)\.ts$/ },
            { name: 'table', test: /(SizedPlot|SortHead|sorted|useKept|keeping)\.tsx?$/ },
            { name: 'found', test: /touch\/(Measuring|lesionModel|findings)\.tsx?$/ },
            { name: 'cells', test: /study\/(cells|data)\.ts$/ },
            { name: 'target', test: /target\/(ownTarget|TargetOverlay|DrawTools)\.tsx?$/ },
          ],
        },
      },
    },
  },
});
