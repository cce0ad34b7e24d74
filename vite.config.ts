import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { buildKernels } from './scripts/lib/kernels.mjs';
import { Licences } from './scripts/lib/licences.mjs';
import { writeServiceWorker } from './scripts/lib/offline.mjs';

buildKernels();

/** What is replaced of a d3 module, and what for: bundlers cannot tell that the page does without it. */
const UNUSED_OF_D3: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  // A table of 148 colour names, which nothing here says: the page's colours are its tokens.
  'd3-color': [[/var named = \{[^}]*\};/, 'var named = {};']],
  // Curves, arcs and symbols: a prototype that is assigned keeps its class, and a call its result.
  'd3-shape': [
    [
      /^function (\w+)\([^)]*\) \{\n(?:(?!\}).*\n)*\}\n\n\1\.prototype = \{\n(?:(?!\}).*\n)*\};$/gm,
      'var $1 = /* @__PURE__ */ (() => {\n$&\nreturn $1;\n})();',
    ],
    [/= (?=\(function custom|curveRadial\()/g, '= /* @__PURE__ */ '],
  ],
};

const withoutUnusedD3: Plugin = {
  name: 'without-unused-d3',
  apply: 'build',
  transform: {
    filter: { id: /d3-(color|shape)\.mjs$/ },
    handler(code, id) {
      const name = /([\w-]+)\.mjs$/.exec(id)?.[1] ?? '';
      for (const [pattern, instead] of UNUSED_OF_D3[name] ?? []) {
        if (code.search(pattern) < 0) throw new Error(`${name} has changed: is this plugin still needed?`);
        code = code.replace(pattern, instead);
      }
      return { code, map: null };
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
  plugins: [react({ jsxImportSource: '#jsx' }), withoutUnusedD3, contentSecurityPolicy, bundledPackages, besideThePage],
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
