import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRule } from './files.ts';
import { trainCommand } from './train.ts';

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

  it.each([
    ['--then recipe.learningRate=0.0005', 'ends at meta-step 3; it needs a recipe.metaSteps above 3'],
    ['--then recipe.metaSteps=9,rule.messageSize=3', 'messageSize'],
  ])('refuses %s', async (then, words) => {
    await expect(train(`${SMALL} ${then} --out ${at('refused')}`)).rejects.toThrow(words);
  });
});
