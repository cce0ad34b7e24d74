// mplp evaluate: a rule on fresh held-out tasks, as one JSON object or a table.

import { parseArgs } from 'node:util';
import { startNodeBackend, type NodeBackend } from '../backend/node.ts';
import type { EvaluationFigures, RuleCheckpoint } from '../record/rule.ts';
import { evaluate } from '../training/evaluate.ts';
import { readRule } from './files.ts';
import { expectUsable, oneOf, UsageError, wholeNumber } from './usage.ts';

/** Evaluation figures of a rule, with a progress line on stderr. */
export async function figuresOf(
  rule: RuleCheckpoint,
  backend: NodeBackend,
  options: { readonly tasks: number; readonly steps: number; readonly seed: number },
): Promise<EvaluationFigures> {
  const started = performance.now();
  const show = process.stderr.isTTY;
  const statistics = await evaluate(rule.spec, rule.parameters, {
    ...options,
    onProgress: (done) => {
      if (show) process.stderr.write(`\r${done} of ${options.tasks} tasks`);
    },
  });
  if (show) process.stderr.write('\n');
  return { backend, ...options, ...statistics, wallMs: Math.round(performance.now() - started) };
}

function table(figures: EvaluationFigures): string {
  const rows = figures.meanLoss.map((meanLoss, step) =>
    [String(step), meanLoss, figures.medianLoss[step], figures.sdLoss[step]]
      .map((cell) => (typeof cell === 'number' ? cell.toPrecision(3) : (cell ?? '')).padStart(10))
      .join(''),
  );
  return [
    '      step      mean    median        sd',
    ...rows,
    `${figures.tasks} held-out tasks, seed ${figures.seed}, ${figures.diverged} diverged, ${figures.backend}, ${(figures.wallMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

/** `evaluate --checkpoint ID|PATH --tasks 1000 --steps 5 --seed 0 [--backend B] [--json]`. */
export async function evaluateCommand(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { checkpoint: text, tasks: text, steps: text, seed: text, backend: text, json: { type: 'boolean' } },
  });
  if (values.checkpoint === undefined)
    throw new UsageError('--checkpoint is missing: the id of a shipped rule, or a path');
  const rule = readRule(values.checkpoint);
  const backend: NodeBackend = oneOf('backend', values.backend ?? 'wasm', ['cpu', 'wasm', 'webgpu']);
  expectUsable(await startNodeBackend(backend));
  const figures = await figuresOf(rule, backend, {
    tasks: wholeNumber('tasks', values.tasks, 1) ?? 1000,
    steps: wholeNumber('steps', values.steps) ?? rule.spec.recipe.innerSteps,
    seed: wholeNumber('seed', values.seed) ?? 0,
  });
  process.stdout.write(values.json === true ? `${JSON.stringify(figures)}\n` : table(figures));
  return 0;
}
