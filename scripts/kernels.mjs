// Compiles the wasm kernels where they are missing or old, before what needs their module: `npm run typecheck`, `lint`.
import { buildKernels } from './lib/kernels.mjs';

buildKernels();
