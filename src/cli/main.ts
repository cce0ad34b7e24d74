// mplp: headless work on the same code as the page.

import { exitCodeOf } from './commands.ts';

// Dawn keeps the process alive; there is nothing left to wait for.
void exitCodeOf(process.argv.slice(2)).then((code) => process.exit(code));
