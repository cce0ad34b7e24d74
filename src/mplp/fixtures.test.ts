import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fixtureSuite } from './testing/conformance.ts';
import { formulaSuite } from './testing/formulas.ts';
import { gradientSuite } from './testing/gradients.ts';
import { interventionSuite } from './testing/interventions.ts';

const wasm = () => {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${dirname(entry)}/dist/`);
  return Promise.resolve();
};

for (const suite of [fixtureSuite, interventionSuite, gradientSuite, formulaSuite]) {
  suite('cpu', () => Promise.resolve());
  suite('wasm', wasm);
}
