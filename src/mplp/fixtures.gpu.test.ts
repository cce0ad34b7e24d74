import '@tensorflow/tfjs-backend-webgpu';
import { fixMatmulProgram } from '../backend/webgpuMatmul.ts';
import { fixtureSuite } from './testing/conformance.ts';

fixtureSuite('webgpu', () => {
  fixMatmulProgram();
  return Promise.resolve();
});
