// mplp: headless work on the same code as the page.

import { ablationsCommand } from './ablations.ts';
import { averageCommand } from './average.ts';
import { baselinesCommand } from './baselines.ts';
import { benchCommand } from './bench.ts';
import { evaluateCommand } from './evaluate.ts';
import { episodeCommand } from './episode.ts';
import { importCommand } from './import.ts';
import { resultsCommand } from './results.ts';
import { shipCommand } from './ship.ts';
import { trainCommand } from './train.ts';
import { UsageError } from './usage.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  train: trainCommand,
  evaluate: evaluateCommand,
  baselines: baselinesCommand,
  episode: episodeCommand,
  import: importCommand,
  ship: shipCommand,
  ablations: ablationsCommand,
  average: averageCommand,
  results: resultsCommand,
  bench: benchCommand,
};

const USAGE = `mplp: meta-train and evaluate learned learning rules

  mplp train --preset 5x10|2x10|boundary [--minutes N | --steps N] [--held-out-below X] [--set field=value ...]
             [--then field=value,... ...] [--resume DIR] [--keep-every N] --out DIR
  mplp evaluate --checkpoint ID|PATH [--tasks 1000] [--steps K] [--seed 0] [--backend cpu|wasm|webgpu] [--json]
                [--amplitude LOW,HIGH] [--phase LOW,HIGH] [--batch B] [--widths N[,N...]] [--layers N] [--activation NAME]
  mplp baselines --preset 5x10|2x10|boundary [--tasks 1000] [--steps K] [--seed 0] [--start ID|PATH]
                 [--tuning-tasks 200] [--minutes N | --meta-steps 30000] [--json] [--out FILE]
  mplp import --npy FILE [--prior FILE] --preset 5x10-released|2x10-released --out DIR
  mplp episode --checkpoint ID|PATH | --preset P [--set field=value ...] --out FILE
               [--task N] [--network N] [--steps K] [--amplitude A] [--phase RADIANS]
               [--frequency F] [--noise SD] [--curve Y,Y,...] [--support STEP,X,OFFSET,...[:STEP,...]]
  mplp ship --checkpoint PATH --id ID [--title TEXT] [--study NAME] [--tasks 1000] [--seed 0] [--command TEXT]
  mplp average --checkpoint ID|PATH [--checkpoint ...] [--update-scale 1] --out DIR
  mplp ablations --out DIR [--meta-steps N] [--threads N]
  mplp results [--tasks 1000] [--seed 0]
  mplp bench [--preset P] [--backend cpu|wasm|webgpu] [--tasks 4] [--repeats 5] [--json]
`;

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const command = COMMANDS[name];
  if (command === undefined) throw new UsageError(`there is no command ${name}; 'mplp help' lists them`);
  return command(args);
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
