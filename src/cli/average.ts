// mplp average: one rule from several of one run, and a rule whose agents change their parameters less at a time.

import { join } from 'node:path';
import type { RuleCheckpoint } from '../record/rule.ts';
import { layoutOf } from '../experiment/layout.ts';
import { chained, readRule, TRAINED, writeRule } from './files.ts';
import { positive, readOptions, text, texts } from './options.ts';
import { expectFolder } from './output.ts';
import { UsageError } from './usage.ts';

/**
 * The mean of the flat vectors, with every output scale times `updateScale`: smaller updates learn more slowly and end
 * at a lower loss, because ten points tell little about a curve.
 *
 * @param rules of one layout, at least one; what is said of the rule is said of the last. Left as they are.
 * @returns a rule without optimiser state and evaluation: those belonged to other parameters.
 */
export function averaged(rules: readonly RuleCheckpoint[], updateScale: number): RuleCheckpoint {
  const last = rules.at(-1);
  if (last === undefined) throw new UsageError('--checkpoint is missing: the rules to average');
  const layout = layoutOf(last.spec);
  const names = JSON.stringify(layout.parameters);
  if (rules.some(({ spec }) => JSON.stringify(layoutOf(spec).parameters) !== names))
    throw new UsageError('the rules to average differ in network or rule: their parameters do not correspond');
  const share = 1 / rules.length;
  const parameters = last.parameters.map((_, i) =>
    rules.reduce((sum, rule) => sum + share * (rule.parameters[i] ?? 0), 0),
  );
  for (const { role, offset, size } of layout.parameters) {
    const view = parameters.subarray(offset, offset + size);
    if (role === 'outputScale') view.set(view.map((value) => value * updateScale));
  }
  const { optimiser: _moments, evaluation: _figures, ...rule } = last;
  return { ...rule, parameters };
}

/** Far above what any rule survives. */
const MOST_SCALE = 1_000_000;

export const AVERAGE_OPTIONS = {
  checkpoint: texts({ value: 'ID|PATH', about: 'the rules to average', shown: 'bare' }),
  'update-scale': positive({ about: 'factor of every output scale', otherwise: 1 }, MOST_SCALE),
  out: text({ value: 'DIR', about: 'the folder to write to', needed: true }),
};

export function averageCommand(args: readonly string[]): Promise<number> {
  const values = readOptions(AVERAGE_OPTIONS, args);
  const rules = values.checkpoint.map((idOrPath) => readRule(idOrPath));
  const rule = averaged(rules, values['update-scale']);
  const command = `npm run --silent mplp -- average ${args.join(' ')}`;
  const path = join(values.out, TRAINED);
  expectFolder('--out', values.out);
  writeRule(path, { ...rule, command: chained(rule.command, command) });
  process.stdout.write(`${path}: ${rules.length === 1 ? 'one rule' : `mean of ${rules.length} rules`}\n`);
  return Promise.resolve(0);
}
