import '@tensorflow/tfjs-backend-webgpu';
import { fixMatmulProgram } from '../backend/webgpuMatmul.ts';
import { fixtureSuite } from './testing/conformance.ts';
import { formulaSuite } from './testing/formulas.ts';
import { gradientSuite } from './testing/gradients.ts';
import { interventionSuite } from './testing/interventions.ts';

const prepare = () => {
  fixMatmulProgram();
  return Promise.resolve();
};
for (const suite of [fixtureSuite, interventionSuite, gradientSuite, formulaSuite]) suite('webgpu', prepare);
