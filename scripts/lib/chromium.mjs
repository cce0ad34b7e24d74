// Finds a Chromium for the browser tests, and the software GPU driver that comes with it.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

import { ROOT } from './paths.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
// Where distributions keep the browser when the command itself is only a script.
const LIBRARIES = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium', '/opt/google/chrome'];

/** @returns {string | undefined} the browser's path: $CHROMIUM_PATH, else the system's, else Playwright's own. */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return existsSync(named) ? named : undefined;
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...MAC];
  return candidates.find((path) => existsSync(path)) ?? playwrightChromium();
}

function playwrightChromium() {
  try {
    const path = createRequire(import.meta.url)('@playwright/test').chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined; // Packages are not installed yet.
  }
}

/** @returns {string | undefined} the folder with SwiftShader's Vulkan driver. */
export function findSwiftShader() {
  const chromium = findChromium();
  const folders = chromium === undefined ? LIBRARIES : [dirname(realpathSync(chromium)), ...LIBRARIES];
  return folders.find(
    (folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')) && existsSync(join(folder, 'libvk_swiftshader.so')),
  );
}

/** Finds a Chromium, installing one if there is none; ends the process when that fails. */
export function ensureChromium() {
  let chromium = findChromium();
  if (chromium === undefined && !process.env['CHROMIUM_PATH']) {
    console.error('Installing Chromium ...');
    if (!installWithApt()) run('npx', ['playwright', 'install', 'chromium']);
    chromium = findChromium();
  }
  if (chromium !== undefined) return chromium;
  console.error('No Chromium: install one and set CHROMIUM_PATH to it, or run `npx playwright install chromium`.');
  process.exit(1);
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  return run('apt-get', ['update', '-q']) && run('apt-get', ['install', '-qy', 'chromium']);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const shell = process.platform === 'win32';
  return spawnSync(command, args, { cwd: ROOT, env, shell, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}
