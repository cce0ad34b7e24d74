import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { buildKernels } from './scripts/lib/kernels.mjs';
import { gradientsAlias } from './scripts/lib/tfjsGradients.mjs';
import { vulkanEnv } from './scripts/lib/vulkan.mjs';

buildKernels();

const SECOND = 1000;
const slow = Boolean(process.env['MPLP_SLOW']);
/** Plain data and pure functions, no tensors: their tests share modules, as the page's do. */
const PLAIN = 'src/{link,record,store,study,viz}/**/*.test.ts';
const notSlow = slow ? [] : ['src/**/*.slow.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves one core free; of two that would be half.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // tfjs advertises its Node binding at the first use of its cpu backend.
    onConsoleLog: (log) => !log.includes('running TensorFlow.js in Node.js'),
    projects: [
      {
        resolve: { alias: gradientsAlias() },
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.gpu.test.ts', PLAIN, ...notSlow],
          testTimeout: slow ? 1800 * SECOND : 90 * SECOND,
        },
      },
      {
        test: {
          name: 'plain',
          environment: 'node',
          include: [PLAIN],
          exclude: notSlow,
          isolate: false,
          testTimeout: 90 * SECOND,
        },
      },
      {
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['src/**/*.dom.test.tsx'],
          testTimeout: 90 * SECOND,
        },
      },
      {
        resolve: { alias: gradientsAlias() },
        test: {
          name: 'gpu',
          environment: 'node',
          include: ['src/**/*.gpu.test.ts'],
          setupFiles: ['scripts/webgpuSetup.mjs'],
          // Dawn finds its Vulkan driver through these, which must be set before the process starts.
          env: vulkanEnv(),
          // The software adapter uses every core by itself.
          fileParallelism: false,
          testTimeout: 120 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
    ],
  },
});
