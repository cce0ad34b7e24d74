// `npm test`: installs what is missing, runs every check, and ends with "N passed, M failed" (tests, not checks).
// `--all` adds the slow tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ensureChromium } from './lib/chromium.mjs';
import { ensurePackages, requireNode } from './lib/install.mjs';
import { CACHE, ROOT } from './lib/paths.mjs';

const VITEST_REPORT = join(CACHE, 'vitest.json');
const PLAYWRIGHT_REPORT = join(CACHE, 'playwright.json');

requireNode();
ensurePackages();
const env = { ...process.env, CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: PLAYWRIGHT_REPORT };
if (process.argv.includes('--all')) env['MPLP_SLOW'] = '1';
mkdirSync(CACHE, { recursive: true });
const { runChecks } = await import('./lib/checks.mjs');
for (const report of [VITEST_REPORT, PLAYWRIGHT_REPORT]) rmSync(report, { force: true });

/** @typedef {{ name: string, ok: boolean, skipped?: boolean, seconds: number, passed?: number, failed?: number }} Step */
/** @type {Step[]} */
const steps = [];

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Step}
 */
function runStep(name, [command = '', ...args]) {
  console.log(`\n=== ${name}: ${command} ${args.join(' ')}`);
  const started = performance.now();
  const shell = process.platform === 'win32';
  const { status, signal } = spawnSync(command, args, {
    cwd: ROOT,
    env,
    shell,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(1);
  const step = { name, ok: status === 0, seconds: (performance.now() - started) / 1000 };
  steps.push(step);
  return step;
}

/**
 * @param {Step} step
 * @param {string} report
 * @param {(json: any) => { passed: number, failed: number }} read
 */
function countTests(step, report, read) {
  const counts = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 };
  step.passed = counts.passed;
  // A runner that dies fails no test, but must not count as none.
  step.failed = step.ok ? counts.failed : Math.max(counts.failed, 1);
  if (counts.passed + counts.failed === 0) step.ok = false;
}

/** @param {{ status: string, assertionResults: unknown[] }} file */
function didNotLoad({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0;
}

steps.push(...(await runChecks()));

const json = ['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`];
const unit = runStep('unit, dom and gpu tests', ['npx', 'vitest', 'run', '--allowOnly=false', ...json]);
countTests(unit, VITEST_REPORT, (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.testResults.filter(didNotLoad).length,
}));

const build = runStep('build', ['npm', 'run', '--silent', 'build']);
if (build.ok) {
  runStep('size', ['npm', 'run', '--silent', 'size']);
  const e2e = runStep('browser tests', ['npx', 'playwright', 'test', '--forbid-only', '--reporter=list,json']);
  countTests(e2e, PLAYWRIGHT_REPORT, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  }));
} else {
  for (const name of ['size', 'browser tests']) steps.push({ name, ok: false, skipped: true, seconds: 0 });
}

console.log('\n=== summary');
for (const { name, ok, skipped, seconds, passed, failed } of steps) {
  const verdict = skipped ? 'not run' : ok ? 'ok' : 'FAILED';
  const counts = passed === undefined ? '' : `  ${passed} passed, ${failed} failed`;
  console.log(`${verdict.padEnd(8)}${name.padEnd(26)}${`${seconds.toFixed(1)} s`.padStart(8)}${counts}`);
}
const sum = (/** @type {'passed' | 'failed'} */ key) => steps.reduce((total, step) => total + (step[key] ?? 0), 0);
process.exitCode = steps.every(({ ok }) => ok) ? 0 : 1;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
