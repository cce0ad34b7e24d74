// Where things lie in the repository. Node built-ins only: this is used before packages are installed.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Generated files: inside node_modules, so that a fresh install starts clean and git never sees them. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'mplp');
