import { defineConfig } from '@playwright/test';

import { findChromium } from './scripts/lib/chromium.mjs';

// A port of this run's own, which its worker processes inherit: two runs at once do not meet.
const PORT = Number((process.env['MPLP_E2E_PORT'] ??= String(40_000 + (process.pid % 10_000))));

const QUIET = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function launch(...extra: string[]) {
  const executablePath = findChromium();
  // Where there is none, Playwright itself says how to install it: not before a test starts, for others read this file.
  return { launchOptions: { ...(executablePath && { executablePath }), args: [...QUIET, ...extra] } };
}

// What the page does is the same on every backend and is tested once, on wasm; on WebGPU a test of its own goes through
// what differs there. `npm run test:all` runs on WebGPU too what looks at an adaptation, but neither what asks for
// another backend nor what trains or adapts more than a software adapter does in a minute.
const slow = Boolean(process.env['MPLP_SLOW']);
const ON_WEBGPU = slow ? '*.e2e.ts' : 'webgpu.e2e.ts';
const NOT_ON_WEBGPU = [
  ...['deadlines', 'firefox', 'hosts', 'offline', 'workers'],
  ...['accessibility', 'clear', 'craft', 'formula', 'lanes', 'network', 'preset', 'runs', 'screens', 'speed'],
  ...['study', 'survival', 'touch'],
].map((name) => `${name}.e2e.ts`);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  // One more than two cores: a test also waits.
  workers: 3,
  ...(slow ? {} : { grepInvert: /@deep/ }),
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 1440, height: 900 },
    // A trace takes two fifths of a run: `npx playwright test FILE --trace on` makes one where it is wanted.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Each test is a first visit; offline.e2e.ts makes a second one.
    serviceWorkers: 'block',
  },
  projects: [
    // Without this flag headless Chromium offers no WebGPU adapter: that is what the second project tests.
    { name: 'webgpu', use: launch('--enable-unsafe-webgpu'), testMatch: ON_WEBGPU, testIgnore: NOT_ON_WEBGPU },
    { name: 'wasm', use: launch(), testIgnore: ['webgpu.e2e.ts', ...(slow ? [] : ['firefox.e2e.ts'])] },
  ],
  webServer: {
    command: `npm run preview -- --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
