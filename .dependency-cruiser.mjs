// The rules that hold the layers (scripts/lib/layers.mjs, ARCHITECTURE.md).
// Run by `npm run deps` (scripts/deps.mjs), which also checks that these rules catch planted violations.

import { MAIN_MAY_IMPORT, MAY_IMPORT, NODE, PACKAGES } from './scripts/lib/layers.mjs';

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

export default {
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
