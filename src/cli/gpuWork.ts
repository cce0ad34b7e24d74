// Counts what reaches the GPU by wrapping the API, so that the figures are not estimates.

import * as tf from '@tensorflow/tfjs-core';

export interface GpuWork {
  readonly adapter: string;
  /** Totals since counting began. */
  read(): { readonly dispatches: number; readonly submits: number };
}

/** Starts counting dispatches and submits of the running webgpu backend's device. */
export function countGpuWork(): GpuWork {
  const { device, adapterInfo } = tf.backend() as unknown as {
    device: GPUDevice;
    adapterInfo: { vendor?: string; architecture?: string };
  };
  const totals = { dispatches: 0, submits: 0 };
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (buffers) => {
    totals.submits++;
    submit(buffers);
  };
  const createEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createEncoder(descriptor);
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (pass) => {
      const compute = begin(pass);
      const dispatch = compute.dispatchWorkgroups.bind(compute);
      compute.dispatchWorkgroups = (x, y, z) => {
        totals.dispatches++;
        dispatch(x, y, z);
      };
      return compute;
    };
    return encoder;
  };
  const { vendor = '', architecture = '' } = adapterInfo;
  return { adapter: [vendor, architecture].filter((word) => word !== '').join(' '), read: () => ({ ...totals }) };
}
