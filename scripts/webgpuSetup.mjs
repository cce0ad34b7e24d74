// Setup of the gpu tests: installs Dawn as navigator.gpu, and fails when it offers no adapter.
import { create, globals } from 'webgpu';

const gpu = create([]);
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });

const adapter = await gpu.requestAdapter();
if (adapter === null) {
  throw new Error('Dawn found no GPU adapter: on Linux it needs the SwiftShader driver that comes with Chromium.');
}
