// mplp: headless work on the same code as the page.

import { runCommand } from './commands.ts';
import { systemFault, UsageError } from './usage.ts';

/** What the person typed is wrong; node's own reader of options says so with a code. */
function isUsage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'));
}

runCommand(process.argv.slice(2)).then(
  (code) => {
    // Dawn keeps the process alive; there is nothing left to wait for.
    process.exit(code);
  },
  (error: unknown) => {
    const fault = systemFault(error);
    process.stderr.write(`mplp: ${fault ?? (error instanceof Error ? error.message : String(error))}\n`);
    if (fault === undefined && !isUsage(error) && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    process.exit(isUsage(error) ? 2 : 1);
  },
);
