// The layer check: dependency-cruiser over src, with two guards against a check that passes because it sees nothing.
// It must have seen every source file, and its rules must catch violations planted in a throw-away tree.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MAY_IMPORT } from './lib/layers.mjs';
import { ROOT } from './lib/paths.mjs';

const MINIMUM_MODULES = 40;
const CONFIG = '.dependency-cruiser.mjs';
const DATA = 'scripts/lib/layers.mjs';

/** Files of the planted tree. */
const PLANTED = {
  'src/lib/rng.ts': 'export const one = 1;\n',
  'src/experiment/clean.ts': "import { one } from '../lib/rng.ts';\nexport const two = one + one;\n",
  'src/training/step.ts': "import { engine } from '@tensorflow/tfjs-core';\nexport const step = engine;\n",
  'src/ui/folder.ts': "import { step } from '../training/step.ts';\nexport const a = step;\n",
  'src/ui/folderType.ts': "import type { step } from '../training/step.ts';\nexport type A = typeof step;\n",
  'src/viz/package.ts': "import * as tf from '@tensorflow/tfjs-core';\nexport const b = tf;\n",
  'src/mplp/node.ts': "import { readFileSync } from 'node:fs';\nexport const c = readFileSync;\n",
  'src/backend/node.ts': "import { readFileSync } from 'node:fs';\nexport const h = readFileSync;\n",
  'src/worker/node.ts': "import { h } from '../backend/node.ts';\nexport const i = h;\n",
  'src/main.tsx': "import { step } from './training/step.ts';\nexport const d = step;\n",
  'src/elsewhere/folder.ts': "import { one } from '../lib/rng.ts';\nexport const e = one;\n",
  'src/lib/cycle.ts': "import { g } from './cycle2.ts';\nexport const f = g;\n",
  'src/lib/cycle2.ts': "import { f } from './cycle.ts';\nexport const g = f;\n",
  'src/lib/typeCycle.ts': "import type { K } from './typeCycle2.ts';\nexport type J = K | 1;\n",
  'src/lib/typeCycle2.ts': "import type { J } from './typeCycle.ts';\nexport type K = J[];\n",
};
/** What the rules must say about it, and no more. */
const EXPECTED = [
  'browser-may-not-use-node: src/worker/node.ts',
  'unknown-folder: src/elsewhere/folder.ts',
  'main-may-not-import-folder: src/main.tsx',
  'mplp-may-not-import-node: src/mplp/node.ts',
  'no-cycle: src/lib/cycle.ts',
  'no-cycle: src/lib/typeCycle.ts',
  'ui-may-not-import-folder: src/ui/folder.ts',
  'ui-may-not-import-folder: src/ui/folderType.ts',
  'viz-may-not-import-package: src/viz/package.ts',
];

/** @param {string} folder */
function cruise(folder) {
  const bin = fileURLToPath(new URL('../../bin/dependency-cruise.mjs', import.meta.resolve('dependency-cruiser')));
  const args = [bin, 'src', '--config', CONFIG, '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!stdout) fail(`dependency-cruiser did not run:\n${stderr}`);
  const { modules, summary } = JSON.parse(stdout);
  return { sources: modules.map((module) => module.source), violations: summary.violations };
}

function checkCanary() {
  const folder = mkdtempSync(join(ROOT, '.layer-canary-'));
  try {
    mkdirSync(dirname(join(folder, DATA)), { recursive: true });
    for (const name of [CONFIG, DATA, 'tsconfig.json']) copyFileSync(join(ROOT, name), join(folder, name));
    for (const [path, text] of Object.entries(PLANTED)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { violations } = cruise(folder);
    const found = [...new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
    const missed = EXPECTED.filter((line) => !found.includes(line));
    const extra = found.filter((line) => !EXPECTED.includes(line));
    if (missed.length > 0) fail(`The rules missed planted violations:\n  ${missed.join('\n  ')}`);
    if (extra.length > 0) fail(`The rules object to allowed imports:\n  ${extra.join('\n  ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkSources() {
  const { sources, violations } = cruise(ROOT);
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const unseen = files.filter((path) => !sources.includes(path));
  if (unseen.length > 0) fail(`Not checked:\n  ${unseen.join('\n  ')}`);
  if (files.length < MINIMUM_MODULES) fail(`Only ${files.length} modules: expected at least ${MINIMUM_MODULES}.`);
  const lines = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  if (lines.length > 0) fail(`Layer violations:\n  ${lines.join('\n  ')}`);
  console.log(`Layers hold: ${files.length} modules, ${EXPECTED.length} planted violations caught.`);
}

/** The table of ARCHITECTURE.md says what the rules allow. */
function checkTable() {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const said = [...text.matchAll(/^\| `([a-z]+)` \| .* \| (.*) \|$/gm)].map(([, folder, list]) => `${folder}: ${list}`);
  const meant = Object.entries(MAY_IMPORT).map(([folder, allowed]) => `${folder}: ${allowed.join(', ')}`);
  const missing = meant.filter((line) => !said.includes(line));
  if (missing.length > 0) fail(`Not in the table of ARCHITECTURE.md (from ${DATA}):\n  ${missing.join('\n  ')}`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  throw new Error(message);
}

try {
  checkTable();
  checkCanary();
  checkSources();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
