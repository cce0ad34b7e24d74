// Picks the tfjs backend in the worker: webgpu, else wasm, else cpu, and says why each better one was passed over.

import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { alive } from '../lib/alive.ts';
import { fixMatmulProgram } from './webgpuMatmul.ts';
import { BACKENDS, type BackendName, type BackendReport } from '../protocol/messages.ts';

/** Every operation of tfjs says that work goes on: on a slow machine, a meta-step of stock operations takes long. */
function sayAlive(): void {
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (...call) => {
    alive();
    return run(...call);
  };
}

/** What there is to know of an adapter before tfjs takes it; a reason if there is none. */
async function webgpuAdapter(): Promise<{ readonly name: string } | { readonly why: string }> {
  // Typed as always there; in browsers without WebGPU, and on insecure origins, it is not.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined)
    return {
      why: self.isSecureContext ? 'this browser offers no WebGPU' : 'browsers offer WebGPU on https and localhost only',
    };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return { why: 'the browser offers WebGPU but found no adapter' };
  // Older browsers have WebGPU without `info`.
  const { vendor = '', architecture = '', description = '' } = (adapter.info as GPUAdapterInfo | undefined) ?? {};
  return { name: description || [vendor, architecture].filter((word) => word !== '').join(' ') || 'unnamed adapter' };
}

/** Starts one backend; its adapter's name, or why it did not start. */
async function start(name: BackendName): Promise<{ readonly name: string } | { readonly why: string }> {
  let adapter: Awaited<ReturnType<typeof webgpuAdapter>> = { name: name === 'cpu' ? 'JavaScript' : 'WebAssembly' };
  try {
    if (name === 'webgpu') adapter = await webgpuAdapter();
    if ('why' in adapter) return adapter;
    if (!(await tf.setBackend(name))) return { why: 'tfjs could not start it' };
    await tf.ready();
    if (name === 'webgpu') fixMatmulProgram();
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
  if (tf.getBackend() !== name) return { why: `tfjs chose ${tf.getBackend()} instead` };
  if (name !== 'wasm') return adapter;
  return { name: (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true ? 'SIMD' : 'no SIMD' };
}

/**
 * Starts the best backend there is.
 *
 * @param prefer start with this one; better ones are then reported as not asked for.
 * @throws if not even cpu starts.
 */
export async function startBrowserBackend(prefer: BackendName | undefined): Promise<BackendReport> {
  sayAlive();
  const at = (path: string) => new URL(path, self.location.href).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': at(plainUrl),
    'tfjs-backend-wasm-simd.wasm': at(simdUrl),
    // Never asked for: see below.
    'tfjs-backend-wasm-threaded-simd.wasm': at(simdUrl),
  });
  // Threads of tfjs cost a start-up of their own, do nothing for tensors as small as these, and in Firefox half of the
  // starts with them never end. The kernels that train have threads of their own.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const passedOver: { backend: BackendName; why: string }[] = [];
  const from = prefer === undefined ? 0 : BACKENDS.indexOf(prefer);
  for (const [index, backend] of BACKENDS.entries()) {
    const started =
      index < from ? { why: `the page's address asks for ${BACKENDS[from] ?? 'another'}` } : await start(backend);
    if ('name' in started) return { backend, adapter: started.name, passedOver };
    passedOver.push({ backend, why: started.why });
  }
  throw new Error(`no backend started: ${passedOver.map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);
}

/** Calls back when the GPU is lost (driver reset, sleep); never on other backends. */
export function onGpuLost(report: BackendReport, lost: (why: string) => void): void {
  if (report.backend !== 'webgpu') return;
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  void device.lost.then((info) => {
    lost(info.message || info.reason);
  });
}
