// mplp: headless work on the same code as the page.

import { ABLATIONS_OPTIONS, ablationsCommand } from './ablations.ts';
import { AVERAGE_OPTIONS, averageCommand } from './average.ts';
import { BASELINES_OPTIONS, baselinesCommand } from './baselines.ts';
import { BENCH_OPTIONS, benchCommand } from './bench.ts';
import { EVALUATE_OPTIONS, evaluateCommand } from './evaluate.ts';
import { EPISODE_OPTIONS, episodeCommand } from './episode.ts';
import { IMPORT_OPTIONS, importCommand } from './import.ts';
import { explained, usageOf, type Options } from './options.ts';
import { RESULTS_OPTIONS, resultsCommand } from './results.ts';
import { SHIP_OPTIONS, shipCommand } from './ship.ts';
import { TRAIN_OPTIONS, trainCommand } from './train.ts';
import { UsageError } from './usage.ts';

interface Command {
  readonly run: (args: readonly string[]) => Promise<number>;
  readonly options: Options;
}

/** Every command, in the order of the usage text. */
const COMMANDS: Readonly<Record<string, Command>> = {
  train: { run: trainCommand, options: TRAIN_OPTIONS },
  evaluate: { run: evaluateCommand, options: EVALUATE_OPTIONS },
  baselines: { run: baselinesCommand, options: BASELINES_OPTIONS },
  import: { run: importCommand, options: IMPORT_OPTIONS },
  episode: { run: episodeCommand, options: EPISODE_OPTIONS },
  ship: { run: shipCommand, options: SHIP_OPTIONS },
  average: { run: averageCommand, options: AVERAGE_OPTIONS },
  ablations: { run: ablationsCommand, options: ABLATIONS_OPTIONS },
  results: { run: resultsCommand, options: RESULTS_OPTIONS },
  bench: { run: benchCommand, options: BENCH_OPTIONS },
};

const usageOfCommand = (name: string, { options }: Command) => usageOf(`  mplp ${name}`, options);

function usage(): string {
  const commands = Object.entries(COMMANDS).map(([name, command]) => usageOfCommand(name, command));
  return `mplp: meta-train and evaluate learned learning rules\n\n${commands.join('')}`;
}

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage());
    return 0;
  }
  const command = COMMANDS[name];
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

main().then(
  (code) => {
    // Dawn keeps the process alive; there is nothing left to wait for.
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`mplp: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!isUsage(error) && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exit(isUsage(error) ? 2 : 1);
  },
);
