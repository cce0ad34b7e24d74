// CONTRIBUTING.md is true: every path it names is there, and its examples work as it tells them.

import { build, type Plugin } from 'esbuild';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const GUIDE = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
// Inside the checkout, where packages are found.
const SCRATCH = mkdtempSync(join(ROOT, 'node_modules', '.contributing-'));
afterAll(() => rmSync(SCRATCH, { recursive: true }));

const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:src|docs|scripts|e2e|public|trainings)\/[^`* ]+)`/g)].map(([, path]) => path ?? '');

/** The text below a heading. */
function section(heading: string): string {
  const [, text] = GUIDE.split(`### ${heading}\n`);
  return text?.split(/\n##/)[0] ?? '';
}

describe('CONTRIBUTING.md', () => {
  it('names only what there is', () => {
    const paths = pathsIn(GUIDE);
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('an activation', () => {
  const TABLE = /Record<ActivationName,/;
  const tables = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /(?<!\.test|\.d)\.ts$/.test(path) && !path.includes('/testing/'))
    .filter((path) => TABLE.test(readFileSync(join(ROOT, path), 'utf8')));
  const TYPES = 'src/experiment/types.ts';

  it('has the files of the guide, all of them and no others', () => {
    const steps = section('An activation')
      .split('\n')
      .filter((line) => /^\d\. /.test(line));
    expect(pathsIn(steps.join('\n')).sort()).toEqual([TYPES, ...tables].sort());
  });

  /** The change that the guide tells, with tanh under another name. */
  const patch: Plugin = {
    name: 'another-activation',
    setup(hooks) {
      hooks.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const name = relative(ROOT, path).replaceAll('\\', '/');
        const text = readFileSync(path, 'utf8');
        if (name === TYPES)
          return { contents: text.replace("['relu', 'tanh',", "['relu', 'tanh', 'other',"), loader: 'ts' };
        if (!tables.includes(name)) return undefined;
        return { contents: text.replaceAll(/^( +)tanh: (.*),$/gm, '$&\n$1other: $2,'), loader: 'ts' };
      });
    },
  };

  it('computes by stock operations and in the kernels, once every table has it', async () => {
    const outfile = join(SCRATCH, 'activation.mjs');
    const contents = `
      import * as tf from '@tensorflow/tfjs-core';
      import '@tensorflow/tfjs-backend-cpu';
      import { PRESETS } from './src/experiment/presets.ts';
      import { layoutOf } from './src/experiment/layout.ts';
      import { validateSpec } from './src/experiment/validate.ts';
      import { freshParameters } from './src/mplp/fresh.ts';
      import { evaluate } from './src/training/evaluate.ts';
      import { TaskPool } from './src/training/taskPool.ts';
      export async function losses(name) {
        await tf.setBackend('cpu');
        const { spec } = PRESETS['2x10'];
        const layers = spec.network.layers.map((layer) => (layer.kind === 'activation' ? { ...layer, name } : layer));
        const checked = validateSpec({ ...spec, network: { ...spec.network, layers } });
        if (!checked.ok) throw new Error(checked.failure.message);
        const parameters = freshParameters(checked.value, layoutOf(checked.value));
        const options = { tasks: 2, steps: 1, seed: 0 };
        const stock = await evaluate(checked.value, parameters, options);
        const fused = await evaluate(checked.value, parameters, options, new TaskPool(checked.value, []));
        return [...stock.meanLoss, ...fused.meanLoss];
      }`;
    await build({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      ...{ outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' },
      plugins: [patch],
    });
    const { losses } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as {
      readonly losses: (name: string) => Promise<number[]>;
    };
    const other = await losses('other');
    expect(other.every(Number.isFinite)).toBe(true);
    expect(other).toEqual(await losses('tanh'));
    expect(other).not.toEqual(await losses('sigmoid'));
    await expect(losses('none')).rejects.toThrow('other');
  });
});
