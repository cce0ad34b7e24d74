import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.{ts,tsx}', 'src/**/testing/**', 'e2e/**'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only.',
};
const noSyncReadback = {
  selector: 'CallExpression[callee.property.name=/^(dataSync|arraySync)$/]',
  message: 'Synchronous readback fails on WebGPU: await data().',
};
// Seeds and time come in as arguments, so that every run can be repeated.
const repeatable = [
  ['Math', 'random'],
  ['Date', 'now'],
  ['performance', 'now'],
].map(([object, property]) => ({
  selector: `MemberExpression[object.name='${object}'][property.name='${property}']`,
  message: `No ${object}.${property} here: seeds and time come in as arguments.`,
}));

export default defineConfig(
  globalIgnores([
    'dist',
    'runs',
    'coverage',
    'test-results',
    'playwright-report',
    '.layer-canary-*',
    'src/kernels/wasm/{assembly,generated}',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  // Its analysis of components takes a fifth of the time elsewhere.
  { files: ['src/ui/**', 'src/*.tsx'], ...reactHooks.configs.flat.recommended },
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      'no-restricted-syntax': ['error', noDefaultExport, noSyncReadback],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      // An import of types alone would otherwise stay, and load its module.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/{mplp,kernels,numbers,tasks,training,baselines}/**'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noSyncReadback, ...repeatable] },
  },
  {
    // Hot loops over typed arrays, where every index is `number | undefined`.
    files: ['src/{mplp,kernels,numbers,training,baselines,viz}/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Slices and controllers own the verbs that change state; components call them.
    files: ['src/ui/**'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/labStore.ts'], importNames: ['patch'], message: 'Call a verb of the lab.' }] },
      ],
    },
  },
  {
    // What a kind of rule is and does stands in its description.
    files: ['src/**'],
    ignores: ['src/experiment/ruleKinds.ts', ...TESTS],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'stateful', message: 'Ask ruleKind (experiment/ruleKinds.ts).' },
      ],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', noDefaultExport],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/{mplp,kernels,numbers,tasks,training,baselines}/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, ...repeatable] },
  },
  {
    files: ['*.config.{ts,js}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        setInterval: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    // Parts of it run in the page.
    files: ['scripts/measurePage.mjs', 'scripts/screenshots.mjs', 'scripts/soak.mjs'],
    languageOptions: {
      globals: {
        window: 'readonly',
        document: 'readonly',
        PerformanceObserver: 'readonly',
        requestAnimationFrame: 'readonly',
      },
    },
  },
  {
    files: ['public/*.js'],
    languageOptions: { globals: { document: 'readonly', localStorage: 'readonly', matchMedia: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable' } },
  },
);
