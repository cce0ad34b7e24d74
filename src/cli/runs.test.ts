import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ruleAt, sampleRun } from '../runs/testing/storeTests.ts';
import { RunFolder } from './runFolder.ts';
import { runsCommand } from './runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-runs-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

let said = '';
beforeEach(() => {
  said = '';
  vi.restoreAllMocks();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said += String(text)), true));
});
const runs = async (words: string) => {
  said = '';
  expect(await runsCommand(words.split(' '))).toBe(0);
  return said;
};

const other = { ...sampleRun, id: 'b-run', name: 'Wide', metaSteps: 3, status: 'done', createdMs: 5000 } as const;
beforeAll(async () => {
  const store = new RunFolder(at('study/runs'));
  const rows = { from: 0, values: Float32Array.from({ length: 8 }, (_, i) => i) };
  await store.save(sampleRun, { rows, rule: ruleAt(2) });
  const { rule } = other.spec;
  await store.save({ ...other, spec: { ...other.spec, rule: { ...rule, messageSize: 4 } } });
});

it('lists, sorts and finds as the page does', async () => {
  const names = (text: string) => text.trim().split('\n').slice(1);
  expect(names(await runs(at('study')))).toEqual([
    expect.stringMatching(/^b-run +done +3 .*Wide$/),
    expect.stringMatching(/^a-run +running +2 +5\.00 .*A run$/),
  ]);
  expect(names(await runs(`${at('study/runs')} --sort name`))[0]).toMatch(/^a-run/);
  expect(names(await runs(`${at('study')} --sort name --reverse`))[0]).toMatch(/^b-run/);
  expect(names(await runs(`${at('study')} --find rule.messagesize=4`))).toEqual([expect.stringMatching(/^b-run/)]);
  expect(JSON.parse(await runs(`${at('study')} --find done --json`))).toMatchObject({ id: 'b-run', metaSteps: 3 });
  expect(await runs(`${at('study')} --find nothing`)).toBe(`no run in ${at('study')} with nothing\n`);
});

it('says what differs between two runs', async () => {
  const lines = (await runs(`${at('study')} --diff a b-run`)).trim().split('\n');
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
    expect.arrayContaining([
      ['rule.messageSize', '8', '4'],
      ['status', 'running', 'done'],
      ['meta-steps', '2', '3'],
    ]),
  );
});

it('carries runs from folder to folder in one file, and leaves what is there as it is', async () => {
  const file = at('runs.zip');
  expect(await runs(`${at('study')} --find running --export ${file}`)).toBe(`1 written: ${file}\n`);
  expect(await runs(`${at('new')} --import ${file}`)).toBe(`1 taken in: ${at('new')}\n`);
  const [before, after] = [new RunFolder(at('study/runs')), new RunFolder(at('new'))];
  expect(await after.read('a-run')).toEqual(sampleRun);
  expect(await after.curve(sampleRun)).toEqual(await before.curve(sampleRun));
  expect(await after.rule(sampleRun, 2)).toEqual(await before.rule(sampleRun, 2));
  expect(await runs(`${at('new')} --import ${file}`)).toContain('0 taken in; 1 stood there');
  expect(readdirSync(at('new')).sort()).toEqual(['a-run', 'store.json']);
});

it('refuses an id that is none, or that begins more than one', async () => {
  await expect(runsCommand([at('study'), '--diff', 'a', 'x'])).rejects.toThrow('there is no run x');
  await new RunFolder(at('study/runs')).save({ ...sampleRun, id: 'a-run-2' });
  await expect(runsCommand([at('study'), '--diff', 'a', 'b'])).rejects.toThrow('a is how 2 runs begin');
  await expect(runsCommand([at('study'), '--diff', 'a-run'])).rejects.toThrow('allowed: the ids of two runs');
  writeFileSync(at('no.zip'), 'no');
  await expect(runsCommand([at('new'), '--import', at('no.zip')])).rejects.toThrow(`--import ${at('no.zip')}: `);
});
