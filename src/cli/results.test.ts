import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { PRESETS } from '../experiment/presets.ts';
import type { EvaluationReport, EvaluationStatistics } from '../record/evaluation.ts';
import { hasConditions, SHOTS } from './conditions.ts';
import { readRule } from './files.ts';
import { README, readResults } from './results.ts';
import { apart } from './resultsPlot.ts';
import { farOf, short, withRulesTable } from './rulesText.ts';
import { resultsCharts, resultsText } from './resultsText.ts';

const data = readResults();

describe('docs/results.md', () => {
  it('is what the measured files say', () => {
    expect(readFileSync('docs/results.md', 'utf8')).toBe(resultsText(data));
  });

  it('has its table of rules in the README too', () => {
    const text = readFileSync(README, 'utf8');
    expect(withRulesTable(text, data.shipped, data.rules)).toBe(text);
    for (const { id } of data.rules) expect(text).toContain(`| \`${id}\` |`);
    expect(() => withRulesTable('no place', data.shipped, data.rules)).toThrow(/no place for the rules/);
  });

  it('has its figures in the README’s sentences on rules', () => {
    const text = readFileSync(README, 'utf8');
    const rule = (id: string) => data.rules.find((each) => each.id === id)!.report;
    const method = (preset: string, id: string) =>
      data.baselines.reports.find((each) => each.preset === preset)!.methods.find((each) => each.id === id)!.evaluation;
    const [further, maml] = [rule('standard-10x10'), method('sinusoid-standard', 'maml')];
    const curvature = method('sinusoid-standard', 'metaCurvature').meanLoss;
    const right = ({ meanAccuracy }: EvaluationStatistics, digits = 1) =>
      ((meanAccuracy?.[10] ?? NaN) * 100).toFixed(digits);
    for (const said of [
      `${right(rule('prior-boundary'))} % named right after ten steps from a learned start`,
      `(Meta-Curvature ${right(method('boundary', 'metaCurvature'))} %)`,
      `${right(rule('boundary-10x10'), 0)} % from random ones`,
      `as Meta-SGD has (on the sinusoid ${short(method('5x10', 'metaSgd').meanLoss[5])} after five steps`,
      `, ${short(method('2x10', 'metaSgd').meanLoss[2])} after two)`,
      `is lower after five steps (${short(method('5x10', 'metaCurvature').meanLoss[5])})`,
      `not after two (${short(method('2x10', 'metaCurvature').meanLoss[2])})`,
      `twice the loss, ${(2 * rule('standard-1x10').meanLoss[1]!).toFixed(3).slice(1)} (`,
      `${short(further.meanLoss[5])} after five, ${short(further.meanLoss[10])} after ten`,
      `(MAML ${short(maml.meanLoss[5])} and ${short(maml.meanLoss[10])}`,
      `Meta-Curvature ${short(curvature[5])} after five, but ${short(curvature[4])} after four; both meta-trained for one`,
    ])
      expect(text).toContain(said);
    expect(text).toContain(
      'gets to less than a third of it in five, and is worse than MAML after each of the first four.',
    );
    expect(further.meanLoss[5]).toBeLessThan(method('sinusoid-standard', 'metaSgd').meanLoss[1]! / 3);
    const worse = further.meanLoss.slice(0, 21).map((loss, step) => loss > maml.meanLoss[step]! && step > 0);
    expect(worse.flatMap((is, step) => (is ? [step] : []))).toEqual([1, 2, 3, 4]);
    // What rests says the same from there on.
    expect(new Set(rule('prior-2x10').meanLoss.slice(2)).size).toBe(1);
    expect(new Set(further.meanLoss.slice(10)).size).toBe(1);
    expect(text).toContain('and after warm-ups, and goes on improving for fifty steps.');
    const { meanLoss } = rule('steady-5x10');
    expect([5, 10, 20, 50].map((step) => meanLoss[step])).toEqual(
      [5, 10, 20, 50].map((step) => meanLoss[step]!).sort((a, b) => b - a),
    );
    const falling = /^- (.*) fall apart past the inner steps they were trained for.*; the others hold for 50\.$/m;
    const named = [...(falling.exec(text)?.[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, id]) => id);
    const fallen = data.rules.filter((each) => farOf(each).holdsUntil < 50).map(({ id }) => id);
    expect(new Set(named)).toEqual(new Set(fallen));
  });

  it('has in the README how far the robust rules are', () => {
    expect(readFileSync(README, 'utf8')).toContain(
      'both stay within twice their own loss on phases above π, on amplitudes of .5 to 1, on 5 and 20 points a step and with noise; on other networks they do not.',
    );
    for (const id of ['robust-5x10', 'robust-prior-5x10']) {
      const { report, elsewhere } = data.rules.find((each) => each.id === id)!;
      const lossOf = ({ meanLoss, trainedSteps }: EvaluationReport) => meanLoss[trainedSteps] ?? NaN;
      const factor = (there: EvaluationReport) => lossOf(there) / lossOf(report);
      const near = ['phase π to 2π', 'amplitude .5 to 1', '5 points', '20 points', 'noise of .05'];
      expect(elsewhere.filter((each) => factor(each.report) <= 2).map(({ name }) => name)).toEqual(near);
      const steps = [5, 10, 20, 50].map((step) => report.meanLoss[step]!);
      expect(Math.max(...steps)).toBe(steps[0]);
    }
  });

  it('has its charts, as they are drawn now', () => {
    for (const [name, svg] of resultsCharts(data)) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(readFileSync(`docs/img/${name}`, 'utf8')).toBe(svg);
    }
  });

  it('says of the sinusoid’s rules what they were trained on', () => {
    const text = resultsText(data);
    expect(text).toContain('amplitudes of .1 to .5, phases of 0 to π, ten points, two hidden layers of 20 ReLUs');
    for (const { preset } of data.shipped.filter((rule) => hasConditions(rule.preset))) {
      const { task, network, recipe } = PRESETS[preset].spec;
      expect(task).toMatchObject({ amplitude: [0.1, 0.5], phase: [0, Math.PI] });
      expect(recipe.batch).toBe(10);
      const [hidden, activation] = [
        { kind: 'dense', units: 20 },
        { kind: 'activation', name: 'relu' },
      ];
      expect(network.layers.slice(0, -1)).toMatchObject([hidden, activation, hidden, activation]);
    }
  });

  it('compares like with like on the sinusoid of the literature', () => {
    expect(resultsText(data)).toContain('meta-trained for the steps of their setting (5, 2, 10 and 1)');
    const trainedFor = new Map(data.baselines.reports.map((report) => [report.preset, report.trainedSteps]));
    const settings = ['5x10', '2x10', 'boundary', 'sinusoid-standard'] as const;
    expect(settings.map((preset) => trainedFor.get(preset))).toEqual([5, 2, 10, 1]);
    expect(resultsText(data)).toContain('`standard-10x10` is trained for five to ten steps, everything else for one.');
    expect(readRule('standard-10x10').spec.recipe).toMatchObject({ shortestHorizon: 5, innerSteps: 10 });
    expect(resultsText(data)).toContain('meta-trained here for K = 10, 30,000 meta-steps of eight tasks each');
    const { batch, innerSteps, tasks, sameSupport } = PRESETS['sinusoid-standard'].spec.recipe;
    expect([batch, innerSteps, tasks, sameSupport]).toEqual([10, 1, 8, true]);
    const stepsOf = (id: string) => data.rules.find((rule) => rule.id === id)!.report.trainedSteps;
    const rules = data.shipped.filter(({ preset }) => preset === 'sinusoid-standard');
    expect(rules.filter(({ id }) => stepsOf(id) === 1).map(({ metaSteps }) => metaSteps)).toEqual([30_000]);
    expect(rules.map(({ id }) => id).filter((id) => stepsOf(id) !== 1)).toEqual(['standard-10x10']);
    expect(resultsText(data).match(/^\| \*\*.*this repository/gm)).toHaveLength(1);
    const { methods, trainedSteps } = data.baselines.reports.find(({ preset }) => preset === 'sinusoid-standard')!;
    expect(trainedSteps).toBe(innerSteps);
    const trained = methods.flatMap(({ metaTraining }) => metaTraining ?? []);
    expect(trained.map((each) => [each.metaSteps, each.tasks])).toEqual(trained.map(() => [30_000, tasks]));
    expect(trained).toHaveLength(4);
    for (const { elsewhere = [] } of methods.filter(({ metaTraining }) => metaTraining)) {
      expect(elsewhere.map(({ name }) => name)).toEqual(SHOTS.map(({ name }) => name));
    }
    const { evaluation, elsewhere = [] } = methods.find(({ id }) => id === 'metaCurvature')!;
    const [five, ten, twenty] = [elsewhere[0]!.evaluation, evaluation, elsewhere[1]!.evaluation].map(({ meanLoss }) =>
      short(2 * meanLoss[1]!),
    );
    const cells =
      resultsText(data)
        .match(/^\| Meta-Curvature \|.*this repository/m)?.[0]
        .split('|') ?? [];
    expect(cells.slice(2, 5).map((cell) => cell.trim().split(' ')[0])).toEqual([five, ten, twenty]);
  });

  it('measured the rules that are shipped', () => {
    const main = data.shipped.filter(({ study }) => study !== 'ablations');
    expect(data.rules.map(({ id, metaSteps, command }) => ({ id, metaSteps, command }))).toEqual(
      main.map(({ id, metaSteps, command }) => ({ id, metaSteps, command })),
    );
    expect(data.ablations).toHaveLength(18);
    // What the page's table of rules says.
    expect(main.map(({ far }) => far)).toEqual(data.rules.map(farOf));
    expect(main.map(({ evaluation }) => evaluation.tasks)).toEqual(data.rules.map(({ report }) => report.tasks));
  });
});

describe('labels of a chart', () => {
  it('keep their order and a line of text between them, and stay on the chart', () => {
    const placed = apart([100, 101, 40, 300, 299], 300);
    expect(placed[2]).toBe(40);
    const sorted = [...placed].sort((a, b) => a - b);
    sorted.slice(1).forEach((y, i) => {
      expect(y - (sorted[i] ?? NaN)).toBeGreaterThanOrEqual(15);
    });
    expect(sorted.at(-1)).toBe(300);
    expect(placed[4]).toBeLessThan(placed[3] ?? NaN);
  });
});
