import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../lib/result.ts';
import { cellName, commandOf, runsOf } from './cells.ts';
import { costKey, msLeft, speedsOf, wallMs } from './cost.ts';
import { parseStudyData } from './data.ts';
import { SHIPPED_STUDIES } from './shipped.ts';
import { parseStudy } from './study.ts';
import { cellText } from './words.ts';

const FILE = {
  studyFormat: 1,
  name: 'A study',
  preset: '2x10',
  set: { 'recipe.tasks': 4 },
  axes: { 'rule.messageSize': [1, 8], 'rule.stateful': [false, true] },
  seeds: [1, 2, 3],
  budget: { metaSteps: 50 },
  evaluation: { tasks: 100, steps: 2, seed: 0 },
};

const read = (change: object = {}) => parseStudy({ ...FILE, ...change });
const refusal = (change: object) => {
  const result = read(change);
  return result.ok ? 'accepted' : result.failure.message;
};

describe('a study file', () => {
  it('is a grid of cells times seeds', () => {
    const { study, cells } = unwrap(read());
    expect(cells.map(cellName)).toEqual([
      'messageSize 1, stateful false',
      'messageSize 1, stateful true',
      'messageSize 8, stateful false',
      'messageSize 8, stateful true',
    ]);
    const runs = runsOf(study, cells);
    expect(runs).toHaveLength(12);
    expect(runs[5]).toMatchObject({
      name: 'messageSize 1, stateful true, seed 2',
      spec: {
        rule: { messageSize: 1, stateful: true },
        recipe: { tasks: 4, metaSteps: 50 },
        seeds: { rule: 2, training: 2 },
      },
    });
    expect(new Set(runs.map(({ id }) => id)).size).toBe(12);
  });

  it('crosses variants with the axes', () => {
    const { cells } = unwrap(
      read({ axes: { 'rule.messageSize': [1, 8] }, variants: [{}, { 'rule.centreOutputs': false }] }),
    );
    expect(cells.map(({ settings }) => settings)).toEqual([
      { 'rule.messageSize': 1 },
      { 'rule.messageSize': 1, 'rule.centreOutputs': false },
      { 'rule.messageSize': 8 },
      { 'rule.messageSize': 8, 'rule.centreOutputs': false },
    ]);
  });

  it.each([
    [{ axis: {} }, 'axis is not a known field; known: studyFormat, name, preset, set, axes'],
    [{ axes: { 'rule.mesageSize': [1] } }, 'axes.rule.mesageSize.0: rule.mesageSize is not a field of the spec'],
    [{ axes: { 'rule.messageSize': [] } }, 'axes.rule.messageSize is []; allowed: a list of 1 to 100'],
    [{ axes: { 'rule.messageSize': [4, 4] } }, 'axes.rule.messageSize.1 is 4 again; allowed: each once'],
    [
      { axes: { 'rule.messageSize': [4, 0] } },
      'axes.rule.messageSize.1: rule.messageSize is 0; allowed: a whole number',
    ],
    [{ axes: { 'task.x': [[[[[[[[[[[1]]]]]]]]]]] } }, 'allowed: values nested at most 8 deep'],
    [
      { axes: Object.fromEntries(['a', 'b', 'c'].map((field) => [field, Array.from({ length: 13 }, (_, i) => i)])) },
      'axes is 2197; allowed: at most 2000 cells in all',
    ],
    [{ seeds: [1, 2, 1] }, 'seeds.2 is 1 again; allowed: each once'],
    [{ seeds: [] }, 'seeds is []; allowed: a list of 1 to 1000'],
    [{ axes: { 'seeds.rule': [1] } }, "axes.seeds.rule is set by the study's seeds"],
    [{ axes: { 'recipe.metaSteps': [10] } }, 'axes.recipe.metaSteps is set by the budget'],
    [{ axes: { 'recipe.tasks': [1, 2] } }, 'axes.recipe.tasks is set in another place of the study too'],
    [{ budget: {} }, 'budget has 0 limits; allowed: metaSteps or minutes'],
    [{ budget: { metaSteps: 5, minutes: 5 } }, 'budget has 2 limits'],
    [{ studyFormat: 2 }, 'the study is in format 2, a newer version; this lab reads format 1'],
    [{ set: { 'recipe.hintWeight': 0, 'recipe.heldOutWeight': 0 } }, 'set.recipe.heldOutWeight: recipe.heldOutWeight'],
    [{ variants: [{}, { 'task.kind': 'boundary' }] }, 'variants.1.task.kind'],
  ])('is refused with the place: %j', (change, words) => {
    expect(refusal(change)).toContain(words);
  });

  it('names the cell that is impossible only in combination', () => {
    const axes = { 'recipe.innerSteps': [2, 5], 'recipe.shortestHorizon': [0, 4] };
    expect(refusal({ axes })).toBe(
      'axes.recipe.shortestHorizon.1: recipe.shortestHorizon is 4; allowed: 0 to recipe.innerSteps, 2 ' +
        '(the cell recipe.innerSteps=2, recipe.shortestHorizon=4)',
    );
  });
});

describe('the runs of a study', () => {
  it('are the same runs in a study with more seeds, more cells and another name', () => {
    const small = unwrap(read());
    const large = unwrap(
      read({
        name: 'Larger',
        axes: { 'rule.stateful': [true, false], 'rule.messageSize': [4, 8, 1] },
        seeds: [3, 2, 1, 7],
        set: { 'recipe.tasks': 4, 'rule.sharing': 'none' },
      }),
    );
    const ids = (each: typeof small) => runsOf(each.study, each.cells).map(({ id }) => id);
    const more = new Set(ids(large));
    expect(more.size).toBe(24);
    expect(ids(small).every((id) => more.has(id))).toBe(true);
    const longer = unwrap(read({ budget: { metaSteps: 51 } }));
    expect(ids(longer).some((id) => more.has(id))).toBe(false);
  });

  it('have a command that trains one by itself', () => {
    const { study, cells } = unwrap(read());
    expect(commandOf(study, cells[3]!, 2)).toBe(
      'npm run --silent mplp -- train --preset 2x10 --set recipe.tasks=4 --set rule.messageSize=8 ' +
        '--set rule.stateful=true --set seeds.rule=2 --set seeds.training=2 --set recipe.metaSteps=50 --out DIR',
    );
  });
});

describe('the cost of a study', () => {
  const { study, cells } = unwrap(read());
  const [first, second] = runsOf(study, cells) as [ReturnType<typeof runsOf>[0], ReturnType<typeof runsOf>[0]];

  it('is the meta-steps left times what one takes; unknown ones take the mean', () => {
    const speeds = new Map([[costKey(first.spec), 10]]);
    expect(msLeft(first, { metaSteps: 50 }, speeds)).toBe(500);
    expect(msLeft(first, { metaSteps: 50 }, speeds, { metaSteps: 20, trainedMs: 1 })).toBe(300);
    expect(msLeft(second, { metaSteps: 50 }, new Map([...speeds, ['other', 30]]))).toBe(1000);
    expect(msLeft(first, { minutes: 2 }, speeds, { metaSteps: 20, trainedMs: 30_000 })).toBe(90_000);
  });

  it('comes from runs that are there, and does not depend on their seeds', () => {
    const run = { spec: first.spec, trainedMs: 400, metaSteps: 40, from: 0 } as never;
    const other = { ...first.spec, seeds: { rule: 9, training: 9 } };
    expect(speedsOf([run]).get(costKey(other))).toBe(10);
  });

  it('on many workers is no shorter than its longest piece', () => {
    expect(wallMs([10, 20, 30], 2)).toBe(30);
    expect(wallMs([10, 20, 40], 1)).toBe(70);
    expect(wallMs([10, 20, 40], 8)).toBe(40);
  });
});

describe('the study files that are shipped', () => {
  const FOLDER = 'trainings/studies';
  const shipped = (name: string) => unwrap(parseStudy(JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))));

  it('can be trained, each cell with five seeds of its own, all by the same tasks', () => {
    const sizes = readdirSync(FOLDER).map((name) => {
      const { study, cells } = shipped(name);
      expect(study.seeds).toEqual([1, 2, 3, 4, 5]);
      expect(study.evaluation).toMatchObject({ tasks: 1000, steps: cells[0]?.spec.recipe.innerSteps, seed: 0 });
      return [name, cells.length];
    });
    expect(Object.fromEntries(sizes)).toEqual({ '2x10.json': 18, '2x10-parts.json': 7, '5x10.json': 3 });
  });

  it('vary the parts of the rule one at a time, around a cell of the large study', () => {
    const { study, cells } = shipped('2x10-parts.json');
    expect(cells.map(cellText)).toEqual([
      'as it is',
      'inputs not standardised',
      'outputs not centred',
      'output scale fixed',
      'sum of messages',
      'relu in the learner',
      'tanh in the learner',
    ]);
    const large = shipped('2x10.json');
    const there = new Set(runsOf(large.study, large.cells).map(({ id }) => id));
    expect(runsOf(study, cells).filter(({ id }) => there.has(id))).toHaveLength(5);
  });
});

it.each(SHIPPED_STUDIES.map(({ id }) => id))(
  'the runs of the shipped study %s are those that its cells ask for',
  (id) => {
    const file = JSON.parse(readFileSync(`public/studies/${id}.json`, 'utf8')) as unknown;
    const { data, cells } = unwrap(parseStudyData(file));
    const asked = new Set(runsOf(data.study, cells).map((run) => run.id));
    expect(data.runs.length).toBeGreaterThan(0);
    expect(data.runs.filter((run) => !asked.has(run.id))).toEqual([]);
  },
);
