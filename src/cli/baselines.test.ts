import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { adaptWith } from '../baselines/adapt.ts';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { Baseline, BaselineReport, BaselinesFile } from '../record/baselines.ts';
import { parseBaselines } from '../record/baselinesFile.ts';
import { layoutOf } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { evaluationRng } from '../tasks/streams.ts';
import { drawTasks } from '../training/draw.ts';
import { evaluate } from '../training/evaluate.ts';
import { freshRule } from '../training/trainer.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { evaluatedBaselines } from './baselineRuns.ts';
import { baselinesCommand } from './baselines.ts';
import { writeRule } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-'));
const out = join(folder, 'baselines.json');
const prior = join(folder, 'prior.mplp');
const { spec } = PRESETS['2x10'];
const size = layoutOf(spec).size;
const parameters = Float32Array.from({ length: size }, (_, i) => Math.sin(i) / 10);

/** What the command prints. */
async function said(text: string): Promise<string> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await baselinesCommand(text.split(' '))).toBe(0);
  write.mockRestore();
  return written.join('');
}

let report: BaselineReport;

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
  writeRule(prior, { spec, parameters, metaSteps: 0 });
  const line = await said(
    `--preset 2x10 --tasks 6 --steps 3 --seed 4 --tuning-tasks 5 --meta-steps 20 --start ${prior} --json --out ${out}`,
  );
  report = JSON.parse(line) as BaselineReport;
});

afterEach(() => {
  vi.restoreAllMocks();
});

const file = () => JSON.parse(readFileSync(out, 'utf8')) as BaselinesFile;

describe('mplp baselines', () => {
  it('evaluates with other numbers of points as if the preset had them', () => {
    const { recipe } = PRESETS['2x10'].spec;
    const fewer = { ...spec, recipe: { ...recipe, batch: 3 } };
    const options = {
      tasks: 4,
      seed: 4,
      steps: 2,
      tuningTasks: 5,
      budget: () => 1,
      now: () => 0,
      say: () => undefined,
    };
    const choice = { only: [], given: undefined, stored: report.methods };
    const shots = [{ name: '3 points', variation: { batch: 3 } }];
    const found = evaluatedBaselines(spec, { ...choice, shots }, { ...options, steps: 3 });
    const there = evaluatedBaselines(fewer, { ...choice, shots: [] }, options);
    const elsewhere = found.map((method) => method.elsewhere?.map(({ evaluation }) => evaluation));
    expect(elsewhere).toEqual(there.map(({ evaluation }) => [evaluation]));
    expect(elsewhere).not.toEqual(found.map(({ evaluation }) => [evaluation]));
    expect(there.every((method) => method.elsewhere === undefined)).toBe(true);
  });

  it('labels every method with its start', () => {
    expect(report.methods.map(({ id, start }) => `${id} ${start.kind}`)).toEqual([
      'sgd random',
      'momentum random',
      'adam random',
      'sgd learned',
      'momentum learned',
      'adam learned',
      'sgdRates random',
      'maml learned',
      'metaSgd learned',
      'metaCurvature learned',
    ]);
    expect(report.methods[3]?.start).toMatchObject({ from: prior });
    expect(report.methods[6]?.rule.rates.map((rates) => rates.length)).toEqual([6, 6]);
    expect(report.methods[8]?.rule.rates.map((rates) => rates.length)).toEqual([481]);
    expect(report.methods[9]?.rule.rates.map((rates) => rates.length)).toEqual([2407]);
    expect(report).toMatchObject({ preset: '2x10', tasks: 6, steps: 3, seed: 4, trainedSteps: 2, batch: 10 });
  });

  it('starts on the tasks and points of mplp evaluate', async () => {
    const random = { ...spec, recipe: { ...spec.recipe, learnedPrior: false } };
    const options = { tasks: 6, steps: 3, seed: 4 };
    const [fresh, learned] = [
      await evaluate(random, parameters.slice(0, layoutOf(random).size), options),
      await evaluate(spec, parameters, options),
    ];
    for (const i of [0, 1, 2, 6]) expect(report.methods[i]?.evaluation.meanLoss[0]).toBeCloseTo(fresh.meanLoss[0]!, 6);
    for (const i of [3, 4, 5]) expect(report.methods[i]?.evaluation.meanLoss[0]).toBeCloseTo(learned.meanLoss[0]!, 6);
  });

  it('writes what adaptWith needs to do it again', () => {
    const [written] = unwrap(parseBaselines(file())).reports;
    expect(written).toEqual(report);
    for (const method of written!.methods.filter(({ start }) => start.kind === 'learned')) {
      const ends = Array.from({ length: 6 }, (_, t) => {
        const drawn = drawTasks(spec, layoutOf(spec).groups, [evaluationRng(4, t)], {
          steps: 3,
          heldOut: 'evaluation',
        });
        return adaptWith(method, written!.network, [], drawn.support, drawn.heldOut).losses.at(-1)!;
      });
      expect(ends.reduce((a, b) => a + b) / 6).toBeCloseTo(method.evaluation.meanLoss[3]!, 6);
    }
  });

  it('puts a preset beside the others, prints a table, and is repeatable', async () => {
    const lines = (await said(`--preset 5x10 --tasks 3 --steps 1 --tuning-tasks 2 --meta-steps 1 --out ${out}`)).split(
      '\n',
    );
    expect(lines[0]).toMatch(/^SGD: random start; rate [\d.]+; best of 21 on 2 tasks of seed 1$/);
    expect(lines[1]?.trim().split(/ +/)).toEqual(['step', 'mean', 'median', 'sd', 'diverged', 'stuck']);
    expect(lines.at(-2)).toBe('5x10: 3 held-out tasks, seed 0; tuned and meta-trained for 5 steps of 10 points');
    const first = file();
    expect(first.reports.map(({ preset }) => preset)).toEqual(['2x10', '5x10']);
    await said(`--preset 5x10 --tasks 3 --steps 1 --tuning-tasks 2 --meta-steps 1 --out ${out}`);
    const again = JSON.stringify(file()).replace(/"wallMs":\d+/g, '');
    expect(again).toBe(JSON.stringify(first).replace(/"wallMs":\d+/g, ''));
  });

  it('counts the points named right on the boundary', async () => {
    await said(`--preset boundary --tasks 2 --steps 1 --tuning-tasks 1 --meta-steps 1 --out ${out}`);
    const report = file().reports.find(({ preset }) => preset === 'boundary');
    expect(report?.network.inputs).toBe(2);
    for (const { evaluation } of report?.methods ?? []) {
      expect(evaluation.meanAccuracy).toHaveLength(2);
      expect(evaluation.shape).toBeUndefined();
      for (const share of evaluation.meanAccuracy ?? []) expect(share).toBeGreaterThan(0);
    }
  });

  describe('--only', () => {
    const again = join(folder, 'again.json');
    const measured = ({ methods }: BaselineReport) =>
      methods.map(({ id, start, evaluation }) => [id, start.kind, evaluation]);
    const found = (method: Baseline | undefined) => {
      const { evaluation: _, divergedBy: __, ...rest } = method!;
      return rest;
    };
    const asked = async (text: string) =>
      JSON.parse(await said(`--preset 2x10 --tasks 6 --seed 4 --json --out ${again} ${text}`)) as BaselineReport;

    beforeEach(() => writeFileSync(again, JSON.stringify({ version: 1, reports: [report] })));

    it('none: trains nothing, and evaluates what is stored on the tasks asked for', async () => {
      const same = await asked('--steps 3 --only none');
      expect(same).toEqual(report);
      const longer = await asked('--steps 5 --only none');
      expect(longer.methods.map(found)).toEqual(report.methods.map(found));
      for (const [i, { evaluation }] of longer.methods.entries()) {
        expect(evaluation.meanLoss).toHaveLength(6);
        // Another number of steps draws other random networks, but learned starts stay.
        if (longer.methods[i]?.start.kind === 'learned')
          expect(evaluation.meanLoss[0]).toBe(report.methods[i]?.evaluation.meanLoss[0]);
      }
      const [written] = unwrap(parseBaselines(JSON.parse(readFileSync(again, 'utf8')))).reports;
      expect(written).toEqual(longer);
    });

    it('trains the methods named, in their place, and keeps the others', async () => {
      const older = { ...report, methods: report.methods.filter(({ id }) => id !== 'metaCurvature') };
      writeFileSync(again, JSON.stringify({ version: 1, reports: [older] }));
      const after = await asked('--steps 3 --tuning-tasks 5 --meta-steps 20 --only metaCurvature,maml');
      expect(measured(after)).toEqual(measured(report));
      const other = await asked('--steps 3 --tuning-tasks 5 --meta-steps 10 --only maml');
      const changed = other.methods.flatMap((method, i) =>
        isDeepStrictEqual(method, after.methods[i]) ? [] : [method.id],
      );
      expect(changed).toEqual(['maml']);
      expect(other.methods[7]?.metaTraining?.metaSteps).toBe(10);
    });

    it('tunes from random starts, and from --start where it is given', async () => {
      const after = await asked('--steps 3 --tuning-tasks 3 --only sgd');
      const tasks = after.methods.map(({ tuning }) => tuning?.tasks);
      expect(tasks.slice(0, 6)).toEqual([3, 5, 5, 5, 5, 5]);
      const both = await asked(`--steps 3 --tuning-tasks 3 --only sgd --start ${prior}`);
      expect(both.methods.map(({ tuning }) => tuning?.tasks).slice(0, 6)).toEqual([3, 5, 5, 3, 5, 5]);
    });

    it.each([
      ['--preset 2x10 --only none', '--only takes the other methods from --out FILE; name it, or leave --only out'],
      [`--preset boundary --only sgd --out ${again}`, 'again.json has no report of boundary; leave --only out'],
      [`--preset 2x10 --only lion --out ${again}`, '--only is lion; allowed: sgd, momentum'],
      [`--preset 2x10 --only none --seed 5 --out ${again}`, 'allowed with --only: another'],
      [`--preset 2x10 --only maml --start ${prior} --out ${again}`, '--only names none of them'],
    ])('refuses %s in words', async (options, words) => {
      await expect(baselinesCommand(options.split(' '))).rejects.toThrow(words);
    });

    it('refuses a report for another network', async () => {
      const network = { ...report.network, weightSd: 0.2 };
      writeFileSync(again, JSON.stringify({ version: 1, reports: [{ ...report, network }] }));
      await expect(asked('--only none')).rejects.toThrow('another task, network, batch or horizon');
    });
  });

  it.each([
    ['--preset 3x10', '--preset is 3x10'],
    ['--preset 5x10 --minutes 1 --meta-steps 5', 'allowed: one of them'],
    ['--preset 5x10 --minutes 0', '--minutes is 0'],
    ['--preset 5x10 --start nowhere', 'nor a shipped rule'],
  ])('refuses %s in words', async (options, words) => {
    await expect(baselinesCommand(options.split(' '))).rejects.toThrow(words);
  });

  it('refuses a start without learned weights, or of another network, and a file of something else', async () => {
    const tiny = join(folder, 'tiny.mplp');
    const fresh = await freshRule(tinySpec());
    writeRule(tiny, { ...fresh, metaSteps: 0 });
    await expect(baselinesCommand(['--preset', '2x10', '--start', tiny])).rejects.toThrow(
      'no learned starting weights',
    );
    const learned = tinySpec({}, { learnedPrior: true });
    writeRule(tiny, { spec: learned, parameters: new Float32Array(layoutOf(learned).size), metaSteps: 0 });
    await expect(baselinesCommand(['--preset', '2x10', '--start', tiny])).rejects.toThrow('another network');
    const other = join(folder, 'other.json');
    writeFileSync(other, '{"version":2}');
    await expect(baselinesCommand(['--preset', '2x10', '--out', other])).rejects.toThrow(
      'is in format 2, a newer version; this lab reads format 1',
    );
  });
});

describe('parseBaselines', () => {
  const refusal = (change: (method: Record<string, unknown>) => void) => {
    const copy = structuredClone(file());
    change(copy.reports[0]!.methods[8] as unknown as Record<string, unknown>);
    const parsed = parseBaselines(copy);
    return parsed.ok ? 'accepted' : parsed.failure.message;
  };

  it('refuses starts and rates that do not fit the network', () => {
    expect(refusal(() => undefined)).toBe('accepted');
    expect(refusal((method) => (method['start'] = { kind: 'learned', from: 'x', values: [1] }))).toContain(
      'start.values is 1; allowed: 481 numbers',
    );
    expect(
      refusal((method) => (method['rule'] = { optimiser: 'sgd', ratesPer: 'parameter', rates: [[1, 2]] })),
    ).toContain('rule.rates is 2; allowed: 481 a step');
    const narrow = { optimiser: 'sgd', ratesPer: 'curvature', rates: [Array<number>(481).fill(0)] };
    expect(refusal((method) => (method['rule'] = narrow))).toContain('rule.rates is 481; allowed: 2407 a step');
    expect(refusal((method) => (method['id'] = 'lion'))).toContain('allowed: one of sgd');
  });

  it('reads a loss that was not finite as infinite', () => {
    const copy = structuredClone(file());
    const { evaluation } = copy.reports[0]!.methods[0]!;
    (evaluation.meanLoss as (number | null)[])[3] = null;
    expect(unwrap(parseBaselines(copy)).reports[0]?.methods[0]?.evaluation.meanLoss[3]).toBe(Infinity);
  });
});
