// mplp ablations: one rule for every message size, sharing and memory of the learned-prior task; trained, evaluated and
// shipped one after another, so that the study can be interrupted and go on.

import { capital } from '../lib/capital.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PRESETS } from '../experiment/presets.ts';
import { SHARINGS, type Sharing } from '../experiment/types.ts';
import { evaluationOf } from './evaluate.ts';
import { readRule, readShipped, SHIPPED, TRAINED } from './files.ts';
import { readAblations, type Ablation, type AblationRow } from './measured.ts';
import { MOST, readOptions, text, whole } from './options.ts';
import { expectFile, expectFolder, writeWhole } from './output.ts';
import { RunFolder } from './runFolder.ts';
import { RUNS } from './runs.ts';
import { shipCommand } from './ship.ts';
import { trainCommand } from './train.ts';
import { trainingOf } from './trainRun.ts';
import { INTERRUPTED } from './usage.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

const STUDY = 'ablations';
const TABLE = join('docs', 'ablations.json');
const PRESET = '2x10';
const TASKS = 1000;
/** Inner steps of the table: far past the two the rules are trained for. */
const STEPS = 10;

const SHARED: Readonly<Record<Sharing, string>> = {
  none: 'own rule per layer',
  rules: 'shared rules',
  rulesAndStandardisers: 'shared rules and standardisers',
};

/** Cheap ones first: a study cut short has the most rules. */
const GRID: readonly Ablation[] = [false, true].flatMap((stateful) =>
  SHARINGS.flatMap((sharing) => [8, 4, 1].map((messageSize) => ({ messageSize, sharing, stateful }))),
);

function idOf(rule: Ablation): string {
  const shared = { none: 'own', rules: 'shared', rulesAndStandardisers: 'shared-all' }[rule.sharing];
  return `ablation-${ruleKind(rule).kind}-${shared}-m${rule.messageSize}`;
}

/** Where a rule stands in the grid. */
function place(id: string): number {
  return GRID.findIndex((ablation) => idOf(ablation) === id);
}

function titleOf({ messageSize, sharing, ...rule }: Ablation): string {
  const { kind } = ruleKind(rule);
  const channels = `${messageSize} message channel${messageSize === 1 ? '' : 's'}`;
  return `${capital(kind)}, ${channels}, ${SHARED[sharing]}`;
}

/** How long each training is, and on how many threads. */
interface Length {
  readonly metaSteps: number;
  readonly threads: readonly string[];
}

/** Trains until the recipe's end, as a run in the folder of runs. @returns whether it got there; an interrupt stops it before. */
async function trained(ablation: Ablation, folder: string, runs: string, length: Length): Promise<boolean> {
  const { metaSteps, threads } = length;
  const done = () => (existsSync(join(folder, TRAINED)) ? readRule(folder).metaSteps : undefined);
  const settings = [
    ...Object.entries(ablation).map(([field, value]) => `rule.${field}=${String(value)}`),
    `recipe.metaSteps=${metaSteps}`,
  ];
  const start = ['--preset', PRESET, ...settings.flatMap((setting) => ['--set', setting])];
  const before = done();
  if (before === undefined || before < metaSteps)
    await trainCommand([
      ...(before === undefined ? start : ['--resume', folder]),
      ...[...threads, '--runs', runs, '--out', folder],
    ]);
  return done() === metaSteps;
}

/** Evaluates a trained rule, notes that with its run, and puts its line into `docs/ablations.json`, in place of an earlier one. */
async function tabulate(ablation: Ablation, folder: string, runs: string): Promise<void> {
  const rule = readRule(folder);
  const report = await evaluationOf(rule, { tasks: TASKS, steps: STEPS, seed: 0 });
  const store = new RunFolder(runs);
  const run = await trainingOf(store, rule);
  if (run !== undefined) await store.save({ ...run, evaluations: [report], updatedMs: Date.now() });
  const { metaSteps, parameters, command = '' } = rule;
  const row: AblationRow = {
    id: idOf(ablation),
    ...ablation,
    parameters: parameters.length,
    metaSteps,
    command,
    ...report,
  };
  const rows = [...readAblations(TABLE).filter(({ id }) => id !== row.id), row].sort(
    (a, b) => place(a.id) - place(b.id),
  );
  writeWhole(TABLE, `${JSON.stringify({ preset: PRESET, rows }, undefined, 1)}\n`);
}

export const ABLATIONS_OPTIONS = {
  out: text({ value: 'DIR', about: 'the folder to train in', needed: true }),
  'meta-steps': whole({ value: 'N', about: "length of each training; the preset's by default" }, 1, MOST.metaSteps),
  threads: text({ value: 'N', about: 'as of mplp train' }),
};

/** Resumable: what is shipped is not done again. */
export async function ablationsCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(ABLATIONS_OPTIONS, args);
  const metaSteps = values['meta-steps'] ?? PRESETS[PRESET].spec.recipe.metaSteps;
  const threads = values.threads === undefined ? [] : ['--threads', values.threads];
  const runs = join(values.out, RUNS);
  expectFolder('--out', values.out);
  expectFile('--out', TABLE);
  expectFolder('--out', SHIPPED);
  for (const ablation of GRID) {
    const [id, folder] = [idOf(ablation), join(values.out, idOf(ablation))];
    process.stderr.write(`${id}: ${titleOf(ablation)}\n`);
    if (readShipped().rules.some((rule) => rule.id === id && rule.metaSteps === metaSteps)) continue;
    if (!(await trained(ablation, folder, runs, { metaSteps, threads }))) return INTERRUPTED;
    const words = ['--title', titleOf(ablation), '--study', STUDY];
    await shipCommand(['--checkpoint', folder, '--id', id, ...words]);
    await tabulate(ablation, folder, runs);
  }
  return 0;
}
