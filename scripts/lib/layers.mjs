// The layers as data: which folder of src may import which other folder, and which packages. `.dependency-cruiser.mjs`
// makes rules of it; `scripts/deps.mjs` holds the table of ARCHITECTURE.md against it.

export const PACKAGES = {
  tfjs: '@tensorflow/',
  react: '(react|react-dom|react-error-boundary|scheduler)/',
  d3: '(d3|d3-[a-z-]+|@types/d3[a-z-]*)/',
  zustand: 'zustand/',
  idb: 'idb/',
  valibot: 'valibot/',
  jsep: 'jsep/',
  fflate: 'fflate/',
  serwist: '(serwist|@serwist/window)/',
  bullmq: '(bullmq|ioredis)/',
  webgpu: 'webgpu/', // Dawn: WebGPU for Node
};
export const NODE = 'Node'; // Node's built-in modules

const CORE = ['experiment', 'lib', 'record'];
const NUMERIC = [
  'formula',
  'numbers',
  'tasks',
  'mplp',
  'kernels',
  'training',
  'baselines',
  'backend',
  'checkpoints',
  'runs',
  'protocol',
];
const PAGE_DATA = ['link', 'protocol', 'checkpoints', 'runs', 'study', 'record', 'experiment', 'lib'];

/** folder -> what it may import besides itself: folders of src, and the package groups above. */
export const MAY_IMPORT = {
  lib: ['valibot', 'fflate'],
  // Tasks import the data of an experiment only (a rule of its own), so that validation can ask the families.
  experiment: ['tasks', 'lib'],
  tasks: ['experiment', 'lib'],
  numbers: ['experiment', 'lib'],
  record: ['experiment', 'lib'],
  link: ['tasks', 'record', 'experiment', 'lib'],
  formula: ['experiment', 'lib', 'jsep'],
  mplp: ['formula', 'numbers', 'record', 'experiment', 'lib', 'tfjs'],
  kernels: ['mplp', 'numbers', 'experiment', 'lib', 'tfjs'],
  backend: ['protocol', ...CORE, 'tfjs', 'webgpu', NODE],
  training: ['mplp', 'formula', 'numbers', 'kernels', 'tasks', 'runs', 'checkpoints', ...CORE, 'tfjs'],
  baselines: ['mplp', 'numbers', 'tasks', ...CORE],
  checkpoints: ['record', 'experiment', 'lib', 'idb'],
  runs: ['checkpoints', 'record', 'experiment', 'lib'],
  study: ['runs', 'record', 'experiment', 'lib', 'd3'],
  protocol: ['record', 'experiment', 'lib'],
  worker: [...NUMERIC, ...CORE, 'study', 'tfjs'],
  cli: [...NUMERIC, ...CORE, 'study', 'link', 'tfjs', 'd3', 'bullmq', NODE],
  client: ['protocol', ...CORE],
  store: ['client', 'tasks', ...PAGE_DATA, 'zustand'],
  offline: ['serwist'],
  viz: ['protocol', 'numbers', 'tasks', ...CORE, 'd3'],
  ui: ['store', 'viz', 'client', 'tasks', 'formula', ...PAGE_DATA, 'react', 'd3', 'zustand'],
};
/** What files directly in src (main.tsx) may import. */
export const MAIN_MAY_IMPORT = [
  'ui',
  'store',
  'viz',
  'client',
  'tasks',
  'offline',
  ...PAGE_DATA,
  'react',
  'd3',
  'zustand',
];
