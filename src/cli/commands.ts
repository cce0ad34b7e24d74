// The commands of mplp, and what they say of themselves.

import { ABLATIONS_OPTIONS, ablationsCommand } from './ablations.ts';
import { AVERAGE_OPTIONS, averageCommand } from './average.ts';
import { BASELINES_OPTIONS, baselinesCommand } from './baselines.ts';
import { BENCH_OPTIONS, benchCommand } from './bench.ts';
import { EVALUATE_OPTIONS, evaluateCommand } from './evaluate.ts';
import { EPISODE_OPTIONS, episodeCommand } from './episode.ts';
import { EXPLAIN_OPTIONS, explainCommand } from './explain.ts';
import { INTERVENE_OPTIONS, interveneCommand } from './intervene.ts';
import { IMPORT_OPTIONS, importCommand } from './import.ts';
import { explained, usageOf, type Options } from './options.ts';
import { REPORT_OPTIONS, reportCommand } from './report.ts';
import { RESULTS_OPTIONS, resultsCommand } from './results.ts';
import { RUNS_OPTIONS, runsCommand } from './runs.ts';
import { SHIP_OPTIONS, shipCommand } from './ship.ts';
import { STUDY_OPTIONS, studyCommand } from './study.ts';
import { TRAIN_OPTIONS, trainCommand } from './train.ts';
import { WORKER_OPTIONS, workerCommand } from './worker.ts';
import { systemFault, UsageError } from './usage.ts';

interface Command {
  readonly run: (args: readonly string[]) => Promise<number>;
  readonly options: Options;
  /** The word it takes beside its options. */
  readonly operand?: string;
}

/** Every command, in the order of the usage text. */
const COMMANDS: Readonly<Record<string, Command>> = {
  train: { run: trainCommand, options: TRAIN_OPTIONS },
  evaluate: { run: evaluateCommand, options: EVALUATE_OPTIONS },
  baselines: { run: baselinesCommand, options: BASELINES_OPTIONS },
  import: { run: importCommand, options: IMPORT_OPTIONS },
  episode: { run: episodeCommand, options: EPISODE_OPTIONS },
  explain: { run: explainCommand, options: EXPLAIN_OPTIONS },
  intervene: { run: interveneCommand, options: INTERVENE_OPTIONS },
  ship: { run: shipCommand, options: SHIP_OPTIONS },
  average: { run: averageCommand, options: AVERAGE_OPTIONS },
  ablations: { run: ablationsCommand, options: ABLATIONS_OPTIONS },
  study: { run: studyCommand, options: STUDY_OPTIONS, operand: 'FILE' },
  worker: { run: workerCommand, options: WORKER_OPTIONS },
  report: { run: reportCommand, options: REPORT_OPTIONS, operand: 'DIR' },
  runs: { run: runsCommand, options: RUNS_OPTIONS, operand: 'DIR' },
  results: { run: resultsCommand, options: RESULTS_OPTIONS },
  bench: { run: benchCommand, options: BENCH_OPTIONS },
};

const usageOfCommand = (name: string, { options, operand }: Command) =>
  usageOf(`  mplp ${name}${operand === undefined ? '' : ` ${operand}`}`, options);

/** What `mplp help` prints. */
export function usage(): string {
  const commands = Object.entries(COMMANDS).map(([name, command]) => usageOfCommand(name, command));
  return `mplp: meta-train and evaluate learned learning rules\n\n${commands.join('')}`;
}

/**
 * Runs one command line, without the program's name.
 *
 * @returns the exit code.
 * @throws UsageError for what the person typed.
 */
export async function runCommand([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${name}; 'mplp help' lists them`);
  if (args.includes('--help')) {
    process.stdout.write(`${usageOfCommand(name, command)}\n${explained(command.options)}`);
    return 0;
  }
  return command.run(args);
}

/** What the person typed is wrong; node's own reader of options says so with a code. */
function isUsage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'));
}

/**
 * Runs one command line and says on stderr what is wrong with it, in one line where it is known.
 *
 * @returns 0; 1 where the work failed, 2 where it was not typed as it should be, 130 after an interrupt.
 */
export async function exitCodeOf(args: readonly string[]): Promise<number> {
  try {
    return await runCommand(args);
  } catch (error) {
    const fault = systemFault(error);
    const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    process.stderr.write(`mplp: ${fault ?? words}\n`);
    if (isUsage(error)) return 2;
    if (fault === undefined && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    return 1;
  }
}
