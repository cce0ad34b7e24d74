// `licences.txt` beside the built page: every package bundled into page, worker and service worker, with its licence.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The folder of the package that a module is from; undefined for the page's own. @param {string} id */
const packageOf = (id) => FOLDER.exec(id.replace(/^\0/, ''))?.[1];

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (license === undefined) throw new Error(`${name} does not say under which licence it is`);
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return { name, text: `${name} ${version}, ${license}${text}` };
}

/** Remembers the packages of one build, and writes what all builds have seen. */
export class Licences {
  /** @type {Set<string>} */
  #folders = new Set();

  /** @param {Iterable<string>} modules */
  add(modules) {
    for (const id of modules) {
      const folder = packageOf(id);
      if (folder !== undefined) this.#folders.add(folder);
    }
  }

  /** @param {string} file */
  write(file) {
    const all = [...this.#folders].map(licenceOf).sort((a, b) => a.name.localeCompare(b.name));
    const rule = `\n\n${'-'.repeat(80)}\n\n`;
    writeFileSync(file, `MPLP Lab is built from these packages.${rule}${all.map(({ text }) => text).join(rule)}\n`);
  }
}
