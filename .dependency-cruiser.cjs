// The layers: which folder of src may import which other folder, and which packages. See ARCHITECTURE.md.
// Run by `npm run deps` (scripts/deps.mjs), which also checks that these rules catch planted violations.

const PACKAGES = {
  tfjs: '@tensorflow/',
  react: '(react|react-dom|react-error-boundary|scheduler)/',
  d3: '(d3|d3-[a-z-]+|@types/d3[a-z-]*)/',
  zustand: 'zustand/',
  idb: 'idb/',
  schema: 'valibot/',
  parser: 'jsep/',
  zip: 'fflate/',
  serwist: '(serwist|@serwist/window)/',
  queue: '(bullmq|ioredis)/',
  webgpu: 'webgpu/', // Dawn: WebGPU for Node
};
const NODE = 'node'; // Node's built-in modules

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
const MAY_IMPORT = {
  lib: ['schema', 'zip'],
  // Tasks import the data of an experiment only (rule below), so that validation can ask the families.
  experiment: ['tasks', 'lib'],
  tasks: ['experiment', 'lib'],
  numbers: ['experiment', 'lib'],
  record: ['experiment', 'lib'],
  link: ['tasks', 'record', 'experiment', 'lib'],
  formula: ['experiment', 'lib', 'parser'],
  mplp: ['formula', 'numbers', 'record', 'experiment', 'lib', 'tfjs'],
  kernels: ['mplp', 'numbers', 'experiment', 'lib', 'tfjs'],
  backend: ['protocol', ...CORE, 'tfjs', 'webgpu', NODE],
  training: ['mplp', 'formula', 'numbers', 'kernels', 'tasks', 'runs', 'checkpoints', ...CORE, 'tfjs'],
  baselines: ['mplp', 'numbers', 'tasks', ...CORE, 'tfjs'],
  checkpoints: ['record', 'experiment', 'lib', 'idb'],
  runs: ['checkpoints', 'record', 'experiment', 'lib'],
  study: ['runs', 'record', 'experiment', 'lib', 'd3'],
  protocol: ['record', 'experiment', 'lib'],
  worker: [...NUMERIC, ...CORE, 'study', 'tfjs'],
  cli: [...NUMERIC, ...CORE, 'study', 'link', 'tfjs', 'd3', 'queue', NODE],
  client: ['tasks', ...PAGE_DATA],
  store: ['client', 'tasks', ...PAGE_DATA, 'zustand'],
  offline: ['serwist'],
  viz: ['protocol', 'numbers', 'tasks', ...CORE, 'd3'],
  ui: ['store', 'viz', 'client', 'tasks', 'formula', ...PAGE_DATA, 'react', 'd3', 'zustand'],
};
/** What files directly in src (main.tsx) may import. */
const MAIN_MAY_IMPORT = ['ui', 'store', 'viz', 'client', 'tasks', 'offline', ...PAGE_DATA, 'react', 'd3', 'zustand'];

const TESTS = '\\.test\\.tsx?$';
const TEST_HELPERS = '^src/(.+/testing|golden)/';
const EXEMPT = [TESTS, TEST_HELPERS];
const MODULES = '(^|/)node_modules/';

function rulesFor(name, from, folders, allowed) {
  const packages = allowed.filter((group) => group in PACKAGES).map((group) => MODULES + PACKAGES[group]);
  const rules = [
    {
      name: `${name}-may-not-import-folder`,
      severity: 'error',
      from: { path: from, pathNot: EXEMPT },
      to: { path: '^src/', pathNot: [`^src/(${folders.join('|')})/`, ...EXEMPT] },
    },
    {
      name: `${name}-may-not-import-package`,
      severity: 'error',
      from: { path: from, pathNot: EXEMPT },
      to: { path: MODULES, ...(packages.length > 0 ? { pathNot: packages } : {}) },
    },
  ];
  if (allowed.includes(NODE)) return rules;
  return [
    ...rules,
    {
      name: `${name}-may-not-import-node`,
      severity: 'error',
      from: { path: from, pathNot: EXEMPT },
      to: { dependencyTypes: ['core'] },
    },
  ];
}

const folderRules = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => {
  const folders = [folder, ...allowed.filter((name) => name in MAY_IMPORT)];
  return rulesFor(folder, `^src/${folder}/`, folders, allowed);
});
const mainFolders = MAIN_MAY_IMPORT.filter((name) => name in MAY_IMPORT);

module.exports = {
  forbidden: [
    ...folderRules,
    ...rulesFor('main', '^src/[^/]+$', mainFolders, MAIN_MAY_IMPORT),
    {
      name: 'tasks-import-types-of-experiment-only',
      severity: 'error',
      from: { path: '^src/tasks/', pathNot: EXEMPT },
      to: { path: '^src/experiment/', pathNot: '^src/experiment/types\\.ts$' },
    },
    {
      name: 'unknown-folder',
      comment: 'A new folder of src needs a line in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [`^src/(${Object.keys(MAY_IMPORT).join('|')})/`, '^src/golden/'] },
      to: {},
    },
    {
      name: 'browser-may-not-use-node',
      severity: 'error',
      from: { path: '^src/(worker/|backend/browser)', pathNot: EXEMPT },
      to: { path: ['^src/backend/node', MODULES + PACKAGES.webgpu] },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-import-of-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: EXEMPT },
      to: { path: EXEMPT },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: MODULES },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'browser', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
