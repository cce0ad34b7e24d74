import '@tensorflow/tfjs-backend-webgpu';
import { fixtureSuite } from './testing/conformance.ts';

fixtureSuite('webgpu', () => Promise.resolve());
