// `npm run check`: everything but tests and build, for every save.
import { runChecks } from './lib/checks.mjs';
import { ensurePackages, requireNode } from './lib/install.mjs';

requireNode();
ensurePackages();
const checks = await runChecks();
const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
console.log(failed.length === 0 ? '\nAll checks passed' : `\nFAILED: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
