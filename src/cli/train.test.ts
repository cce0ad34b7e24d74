import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRuns, importRuns } from '../runs/archive.ts';
import { memoryRuns } from '../runs/testing/memoryRuns.ts';
import { layoutOf } from '../experiment/layout.ts';
import { readRule } from './files.ts';
import { RunFolder } from './runFolder.ts';
import { trainCommand } from './train.ts';
import { trainingOf } from './trainRun.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-train-'));
const at = (name: string) => join(folder, name);
const train = async (words: string) => trainCommand([...words.split(' '), '--threads', '1']);

const SMALL = '--preset 2x10 --set rule.learnerHidden=[4,4] --set rule.messageSize=2 --set recipe.metaSteps=3';
const THEN = '--then recipe.learningRate=0.0005,recipe.metaSteps=5';

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('mplp train --then', () => {
  it('is the same as going on by hand', async () => {
    await train(`${SMALL} ${THEN} --out ${at('one')}`);
    await train(`${SMALL} --out ${at('two')}`);
    await train(`--resume ${at('two')} --set recipe.learningRate=0.0005 --set recipe.metaSteps=5 --out ${at('two')}`);
    const [one, two] = [readRule(at('one')), readRule(at('two'))];
    expect(one).toMatchObject({ metaSteps: 5, spec: { recipe: { learningRate: 0.0005, metaSteps: 5 } } });
    expect(one.parameters).toEqual(two.parameters);
    expect(one.spec).toEqual(two.spec);
  });

  it.each([1, 4])('goes on in the stage reached: interrupted at meta-step %i', async (steps) => {
    const out = at(`cut-${steps}`);
    await train(`${SMALL} ${THEN} --steps ${steps} --out ${out}`);
    expect(readRule(out).metaSteps).toBe(steps);
    await train(`--resume ${out} ${THEN} --out ${out}`);
    expect(readRule(out).metaSteps).toBe(5);
    expect(readRule(out).parameters).toEqual(readRule(at('one')).parameters);
  });

  it('keeps copies along the way, which are the rule of that meta-step', async () => {
    await train(`${SMALL} --keep-every 2 --out ${at('kept')}`);
    expect(readRule(join(at('kept'), 'rule-2.mplp')).metaSteps).toBe(2);
    await train(`${SMALL} --steps 2 --out ${at('two-steps')}`);
    expect(readRule(join(at('kept'), 'rule-2.mplp')).parameters).toEqual(readRule(at('two-steps')).parameters);
  });

  it('is a run for each stage, which goes on where it was cut off, and which the page takes in', async () => {
    const runs = at('all-runs');
    const out = at('written-down');
    await train(`${SMALL} --steps 1 --keep-every 2 --runs ${runs} --out ${out}`);
    await train(`--resume ${out} ${THEN} --keep-every 2 --runs ${runs} --out ${out}`);
    const store = new RunFolder(runs);
    const all = (await store.list()).runs.toSorted((a, b) => a.metaSteps - b.metaSteps);
    expect(all).toMatchObject([
      { from: 0, metaSteps: 1, status: 'done', budget: { metaSteps: 1 } },
      { name: expect.stringContaining('on from meta-step 1') as unknown, from: 1, metaSteps: 3, checkpoints: [2] },
      { from: 3, metaSteps: 5, status: 'done', preset: '2x10', cause: 'all 2 meta-steps are done' },
    ]);
    const [, , last] = all;
    const taken = await importRuns(memoryRuns(), await exportRuns(store, all));
    expect(taken).toMatchObject({ ok: true, value: { taken: [{}, {}, {}] } });
    expect((await store.curve(last!)).values).toHaveLength(2 * 4);
    expect(await trainingOf(store, readRule(out))).toEqual(last);
    expect(readRule(out).parameters).toEqual(readRule(at('one')).parameters);
    expect((await new RunFolder(join(at('one'), 'runs')).list()).runs).toHaveLength(2);
    expect(readFileSync(join(out, 'log.jsonl'), 'utf8').trim().split('\n')).toHaveLength(5);
  });

  it('goes on with the run that was interrupted', async () => {
    const out = at('interrupted');
    await train(`${SMALL} --steps 2 --out ${out}`);
    const store = new RunFolder(join(out, 'runs'));
    const [run] = (await store.list()).runs;
    await store.save({ ...run!, status: 'paused', budget: { metaSteps: 3 } });
    await train(`--resume ${out} --out ${out}`);
    const { runs } = await store.list();
    expect(runs).toMatchObject([{ id: run!.id, from: 0, metaSteps: 3, attempts: 2, budget: { metaSteps: 3 } }]);
  });

  it.each([
    ['--then recipe.learningRate=0.0005', 'ends at meta-step 3; it needs a recipe.metaSteps above 3'],
    ['--then recipe.metaSteps=9,rule.messageSize=3', 'messageSize'],
  ])('refuses %s', async (then, words) => {
    await expect(train(`${SMALL} ${then} --out ${at('refused')}`)).rejects.toThrow(words);
  });
});

describe('mplp train --rest-from', () => {
  const SIZED = `${SMALL} --set recipe.learnedPrior=true --set rule.stateful=false --set recipe.ownStepSizes=2`;
  const FURTHER = '--set recipe.metaSteps=4 --set recipe.ownStepSizes=3';

  it('goes on from the rule whose further inner steps rest, as another run', async () => {
    const [out, on] = [at('sized'), at('rested')];
    await train(`${SIZED} --out ${out}`);
    await train(`--resume ${out} ${FURTHER} --rest-from 3 --runs ${join(out, 'runs')} --out ${on}`);
    const store = new RunFolder(join(out, 'runs'));
    const from = (await store.list()).runs.map((run) => run.from).toSorted((a, b) => a - b);
    expect(from).toEqual([0, 3]);
    const { spec, parameters } = readRule(on);
    const sizes = layoutOf(spec).parameters.filter(({ role }) => role === 'stepSizes');
    expect(sizes).toHaveLength(6);
    for (const { offset, size } of sizes) {
      // It trains two inner steps: the third is as it began.
      expect([...new Set(parameters.subarray(offset + (2 * size) / 3, offset + size))]).toEqual([0]);
      expect(Math.min(...parameters.subarray(offset, offset + (2 * size) / 3))).toBeGreaterThan(0.5);
    }
    expect(readRule(on).command).toContain('--rest-from 3');
  });

  it.each([
    [`--resume ${at('sized')} --rest-from 3`, '--rest-from is 3; allowed: up to the 2 of recipe.ownStepSizes'],
    [`${SIZED} --rest-from 2`, '--rest-from needs --resume'],
  ])('refuses %s', async (words, said) => {
    await expect(train(`${words} --out ${at('refused')}`)).rejects.toThrow(said);
  });
});
