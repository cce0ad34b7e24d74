// The documents name only what exists: links, files of the repository, commands' rules, and the sections of the
// mathematics that comments cite.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

import { parseManifest } from '../checkpoints/shipped.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import { unwrap } from '../lib/result.ts';

const below = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'trainings/README.md'],
  ...below('docs').filter((name) => name.endsWith('.md')),
].map((name) => ({ name, text: readFileSync(name, 'utf8') }));
/** Every match of a pattern's first group, with where it stands. */
const found = (pattern: RegExp) =>
  documents.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([, group = '']) => ({ name, group })));

it('links lead to files, and headings, that are there', () => {
  const links = found(/\]\((?!https?:)([^)\s]+)\)/g);
  expect(links.length).toBeGreaterThan(30);
  const slugs = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    );
  const broken = links.filter(({ name, group }) => {
    const [path = '', heading] = group.split('#');
    const target = path === '' ? name : join(dirname(name), path);
    return !existsSync(target) || (heading !== undefined && !slugs(target).includes(heading));
  });
  expect(broken).toEqual([]);
});

it('files and folders of the repository that they name are there', () => {
  const paths = found(/`((?:src|scripts|public|docs|trainings|e2e)\/[\w./-]*\w\/?)`/g);
  expect(paths.length).toBeGreaterThan(60);
  expect(paths.filter(({ group }) => !existsSync(group))).toEqual([]);
});

it('rules that their commands name ship, or are trainings, runs or formulas', () => {
  const { rules } = unwrap(parseManifest(JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8'))));
  const ids = new Set(rules.map(({ id }) => id));
  const formulas = Object.keys(SHIPPED_FORMULAS).map((name) => `formula:${name}`);
  const named = found(/--checkpoint ([\w:/.-]*\w)/g).filter(({ group }) => !/^(runs\/|[A-Z]+$)/.test(group));
  expect(named.length).toBeGreaterThan(10);
  const unknown = named.filter(
    ({ group }) => !ids.has(group) && !formulas.includes(group) && !existsSync(`${group}/rule.mplp`),
  );
  expect(unknown).toEqual([]);
});

it('sections of the mathematics that comments cite are there', () => {
  const text = readFileSync('docs/maths.md', 'utf8');
  const sources = below('src').filter((name) => /\.tsx?$/.test(name) && !name.endsWith('documents.test.ts'));
  const cited = sources
    .map((name) => readFileSync(name, 'utf8'))
    .flatMap((source) => [...source.matchAll(/maths\.md(?: sections? (\d+)(?: and (\d+))?)?/g)])
    .flatMap(([, first = 'none', second = first]) => [first, second]);
  expect(cited.length).toBeGreaterThan(50);
  expect(cited.filter((number) => !text.includes(`\n## ${number}. `))).toEqual([]);
});
