// `npm run mutants [-- WORD ...]`: makes one line of the sources wrong at a time and runs the test that must notice; with
// words, only those of files whose paths hold one of them. Fails where a mutant survives, or is not to be found any more.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MUTANTS } from './lib/mutants.mjs';
import { CACHE, ROOT } from './lib/paths.mjs';

/** @typedef {import('./lib/mutants.mjs').Mutant} Mutant */

const REPORT = join(CACHE, 'mutant.json');

/** What a file holds while it is not as it was. @type {Map<string, string>} */
const originals = new Map();

function restore() {
  for (const [path, text] of originals) writeFileSync(path, text);
  originals.clear();
}
process.on('exit', restore);

/**
 * Runs test files until one test fails.
 *
 * @param {readonly string[]} tests
 * @returns {Promise<{ passed: number, failed: number, said: string }>}
 */
function run(tests) {
  rmSync(REPORT, { force: true });
  const args = ['run', ...tests, '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, '--bail=1'];
  const child = spawn('npx', ['vitest', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      child.kill();
      process.exit(1);
    });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => {
    child.on('close', () => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
      try {
        const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(REPORT, 'utf8'));
        resolve({ passed: numPassedTests, failed: numFailedTests, said });
      } catch {
        resolve({ passed: 0, failed: 0, said });
      }
    });
  });
}

/**
 * What the mutant makes of its file; undefined where its line is not there once.
 *
 * @param {Mutant} mutant
 */
function mutated({ file, from, to }) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return text.split(from).length === 2 ? text.replace(from, () => to) : undefined;
}

/**
 * @param {Mutant} mutant
 * @returns {Promise<'killed' | 'SURVIVED' | 'NOT FOUND' | 'DID NOT RUN'>}
 */
async function tried(mutant) {
  const path = join(ROOT, mutant.file);
  const text = mutated(mutant);
  if (text === undefined) return 'NOT FOUND';
  originals.set(path, readFileSync(path, 'utf8'));
  writeFileSync(path, text);
  const { passed, failed, said } = await run([mutant.test]);
  restore();
  if (failed > 0) return 'killed';
  // A file that does not load fails no test: that would tell nothing about the tests.
  if (passed > 0) return 'SURVIVED';
  console.log(said);
  return 'DID NOT RUN';
}

mkdirSync(CACHE, { recursive: true });
const words = process.argv.slice(2);
const chosen = MUTANTS.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)));
const sound = await run([...new Set(chosen.map(({ test }) => test))]);
if (sound.failed > 0 || sound.passed === 0) {
  console.log(`${sound.said}\nThe tests must pass before anything is made wrong.`);
  process.exit(1);
}
let bad = 0;
for (const mutant of chosen) {
  const verdict = await tried(mutant);
  if (verdict !== 'killed') bad++;
  const [from, to] = [mutant.from, mutant.to].map((text) => text.replaceAll(/\s+/g, ' ').trim());
  console.log(
    `${verdict.padEnd(11)} ${mutant.file}\n            ${from}\n         -> ${to}\n            ${mutant.test}`,
  );
}
console.log(`\n${chosen.length - bad} of ${chosen.length} mutants killed`);
process.exitCode = bad === 0 ? 0 : 1;
