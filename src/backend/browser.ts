// Picks the tfjs backend in the worker: webgpu, else wasm, else cpu, and says why each better one was passed over.

import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { alive } from '../lib/alive.ts';
import { fetchBytes, within } from '../lib/deadline.ts';
import { fixMatmulProgram } from './webgpuMatmul.ts';
import { fasterCuts } from './wasmCuts.ts';
import { BACKENDS, type BackendName, type BackendReport } from '../protocol/messages.ts';

/** Seconds until the browser names its adapter. */
const ADAPTER_S = 4;
/** Seconds until a backend has started: a device, or a file of WebAssembly read and compiled. */
const START_S = 10;

/** Every operation of tfjs says that work goes on: on a slow machine, a meta-step of stock operations takes long. */
function sayAlive(): void {
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (...call) => {
    alive();
    return run(...call);
  };
}

/** An adapter's name, or why it did not start. */
type Started = { readonly name: string } | { readonly why: string };

/** What there is to know of an adapter before tfjs takes it; a reason if there is none. */
async function webgpuAdapter(): Promise<Started> {
  // Typed as always there; in browsers without WebGPU, and on insecure origins, it is not.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined)
    return {
      why: self.isSecureContext ? 'this browser offers no WebGPU' : 'browsers offer WebGPU on https and localhost only',
    };
  const asked = gpu.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await within(ADAPTER_S, asked, `the browser named no adapter for ${ADAPTER_S} s`);
  if (adapter === null) return { why: 'the browser offers WebGPU but found no adapter' };
  // Older browsers have WebGPU without `info`.
  const { vendor = '', architecture = '', description = '' } = (adapter.info as GPUAdapterInfo | undefined) ?? {};
  return { name: description || [vendor, architecture].filter((word) => word !== '').join(' ') || 'unnamed adapter' };
}

const fileUrl = (path: string) => new URL(path, self.location.href).href;

/** The instruction set in use. @throws where the file cannot be had or compiled, of which tfjs only says that it was so. */
async function wasmInstructions(): Promise<string> {
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  await WebAssembly.compile(await fetchBytes(fileUrl(simd ? simdUrl : plainUrl)));
  return simd ? 'SIMD' : 'no SIMD';
}

async function startNow(name: BackendName): Promise<Started> {
  let adapter: Started = { name: 'JavaScript' };
  if (name === 'wasm') {
    adapter = { name: await wasmInstructions() };
    fasterCuts();
  }
  if (name === 'webgpu') adapter = await webgpuAdapter();
  if ('why' in adapter) return adapter;
  const started = await within(START_S, tf.setBackend(name), `it did not start within ${START_S} s`);
  if (!started) return { why: 'tfjs could not start it' };
  await tf.ready();
  if (name === 'webgpu') fixMatmulProgram();
  return tf.getBackend() === name ? adapter : { why: `tfjs chose ${tf.getBackend()} instead` };
}

/** Starts one backend. */
async function start(name: BackendName): Promise<Started> {
  try {
    return await startNow(name);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Starts the best backend there is.
 *
 * @param prefer start with this one.
 * @param because why better ones are passed over then.
 * @throws if not even cpu starts.
 */
export async function startBrowserBackend(
  prefer: BackendName | undefined,
  because = `the page's address asks for ${prefer ?? 'another'}`,
): Promise<BackendReport> {
  sayAlive();
  setWasmPaths({
    'tfjs-backend-wasm.wasm': fileUrl(plainUrl),
    'tfjs-backend-wasm-simd.wasm': fileUrl(simdUrl),
    // Never asked for: see below.
    'tfjs-backend-wasm-threaded-simd.wasm': fileUrl(simdUrl),
  });
  // Threads of tfjs cost a start-up of their own, do nothing for tensors as small as these, and in Firefox half of the
  // starts with them never end. The kernels that train have threads of their own.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const passedOver: { backend: BackendName; why: string }[] = [];
  const from = prefer === undefined ? 0 : BACKENDS.indexOf(prefer);
  for (const [index, backend] of BACKENDS.entries()) {
    const started = index < from ? { why: because } : await start(backend);
    if ('name' in started) return { backend, adapter: started.name, passedOver };
    passedOver.push({ backend, why: started.why });
  }
  throw new Error(`no backend started: ${passedOver.map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);
}

/** Why the GPU of the running webgpu backend was lost (driver reset, sleep), once it is. */
export async function gpuLost(): Promise<string> {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const info = await device.lost;
  return info.message || info.reason;
}
