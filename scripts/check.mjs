// `npm run check`: everything but tests, before every commit.
import { runCheck, runChecks } from './lib/checks.mjs';
import { ensurePackages, requireNode } from './lib/install.mjs';

requireNode();
ensurePackages();
const checks = await runChecks();
for (const script of ['build', 'size']) checks.push(await runCheck(script, script));
const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
console.log(failed.length === 0 ? '\nAll checks passed' : `\nFAILED: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
