// `npm start`: installs what is missing, then serves the lab. Usage: npm start -- [--port N] [--host H] [--open]
import { parseArgs } from 'node:util';

import { ensurePackages, requireNode } from './lib/install.mjs';
import { ROOT } from './lib/paths.mjs';

requireNode();
const { values } = parseArgs({
  options: { port: { type: 'string' }, host: { type: 'string' }, open: { type: 'boolean' } },
});
const port = values.port === undefined ? 5173 : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port needs a number, not "${values.port}".`);
  process.exit(1);
}
ensurePackages();

const { createServer } = await import('vite');
const server = await createServer({
  root: ROOT,
  server: { port, ...(values.host === undefined ? {} : { host: values.host }), open: values.open ?? false },
});
await server.listen();
console.log('\n  MPLP Lab (Ctrl-C stops it)\n');
server.printUrls();

// A signal to npm ends the shell between npm and this process, but not this process.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500).unref();
}
