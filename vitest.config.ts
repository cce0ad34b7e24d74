import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { buildKernels } from './scripts/lib/kernels.mjs';
import { gradientsAlias } from './scripts/lib/tfjsGradients.mjs';
import { vulkanEnv } from './scripts/lib/vulkan.mjs';

buildKernels();

const SECOND = 1000;
const slow = Boolean(process.env['MPLP_SLOW']);
const notSlow = slow ? [] : ['src/**/*.slow.test.ts'];
const unit = {
  environment: 'node',
  testTimeout: slow ? 1800 * SECOND : 90 * SECOND,
} as const;
/** Files that put another module in the place of one have their modules to themselves; the rest load each once. */
const apart = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => readFileSync(path, 'utf8').includes('vi.mock('));

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
          ...unit,
          name: 'unit',
          isolate: false,
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.gpu.test.ts', ...apart, ...notSlow],
        },
      },
      {
        resolve: { alias: gradientsAlias() },
        test: { ...unit, name: 'apart', include: apart, exclude: notSlow },
      },
      {
        test: {
          name: 'dom',
          environment: 'happy-dom',
          isolate: false,
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
