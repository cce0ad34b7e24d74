// Buffers, compiled programs, and the recording of dispatches. Everything is made once.

import { CALL_BYTES, GROUP, MOST_GROUPS } from './shader.ts';

/** One dispatch: which program, the numbers of its call, and how many invocations it needs at least. */
export interface Dispatch {
  /** Name of the program; `shader` is asked for its text once. */
  readonly program: string;
  readonly shader: () => string;
  readonly numbers: Uint32Array;
  readonly invocations: number;
}

const NAMES = ['parameters', 'arena', 'scratch', 'partials'] as const;
type BufferName = (typeof NAMES)[number];
/** Dispatches of one meta-step at most: 100 inner steps of 24 layers. */
const FIRST_CALLS = 512;

export class Programs {
  private readonly device: GPUDevice;
  private readonly buffers: Readonly<Record<BufferName, GPUBuffer>>;
  private readonly layout: GPUBindGroupLayout;
  private readonly pipelines = new Map<string, GPUComputePipeline>();
  private calls: GPUBuffer;
  private bindings: GPUBindGroup;

  /** @param sizes floats of each buffer. */
  constructor(device: GPUDevice, sizes: Readonly<Record<BufferName, number>>) {
    this.device = device;
    const buffer = (floats: number) =>
      device.createBuffer({
        size: 4 * Math.max(floats, 4),
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      });
    this.buffers = {
      parameters: buffer(sizes.parameters),
      arena: buffer(sizes.arena),
      scratch: buffer(sizes.scratch),
      partials: buffer(sizes.partials),
    };
    this.layout = device.createBindGroupLayout({
      entries: [
        {
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: CALL_BYTES },
        },
        ...NAMES.map((_, n) => ({
          binding: n + 1,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'storage' } as const,
        })),
      ],
    });
    this.calls = this.callBuffer(FIRST_CALLS);
    this.bindings = this.bind();
  }

  private callBuffer(count: number): GPUBuffer {
    return this.device.createBuffer({
      size: count * CALL_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  private bind(): GPUBindGroup {
    return this.device.createBindGroup({
      layout: this.layout,
      entries: [
        { binding: 0, resource: { buffer: this.calls, size: CALL_BYTES } },
        ...NAMES.map((name, n) => ({ binding: n + 1, resource: { buffer: this.buffers[name] } })),
      ],
    });
  }

  /** Bytes of all buffers. */
  get bytes(): number {
    return NAMES.reduce((sum, name) => sum + this.buffers[name].size, this.calls.size);
  }

  private pipeline({ program, shader }: Dispatch): GPUComputePipeline {
    const known = this.pipelines.get(program);
    if (known !== undefined) return known;
    const { device } = this;
    const code = shader();
    const pipeline = device.createComputePipeline({
      label: program,
      layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout] }),
      compute: { module: device.createShaderModule({ label: program, code }), entryPoint: 'main' },
    });
    this.pipelines.set(program, pipeline);
    return pipeline;
  }

  write(name: BufferName, at: number, values: Float32Array | Uint32Array): void {
    this.device.queue.writeBuffer(this.buffers[name], 4 * at, values.buffer, values.byteOffset, values.byteLength);
  }

  copy(encoder: GPUCommandEncoder, from: BufferName, at: number, to: BufferName, target: number, floats: number): void {
    encoder.copyBufferToBuffer(this.buffers[from], 4 * at, this.buffers[to], 4 * target, 4 * floats);
  }

  read(encoder: GPUCommandEncoder, from: BufferName, at: number, to: GPUBuffer, floats: number): void {
    encoder.copyBufferToBuffer(this.buffers[from], 4 * at, to, 0, 4 * floats);
  }

  clear(encoder: GPUCommandEncoder, name: BufferName): void {
    encoder.clearBuffer(this.buffers[name]);
  }

  /** Records dispatches in one pass: each sees what those before it wrote. */
  encode(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[]): void {
    const needed = dispatches.length * CALL_BYTES;
    if (this.calls.size < needed) {
      this.calls.destroy();
      this.calls = this.callBuffer(2 * dispatches.length);
      this.bindings = this.bind();
    }
    const numbers = new Uint32Array(needed / 4);
    dispatches.forEach((dispatch, n) => numbers.set(dispatch.numbers, (n * CALL_BYTES) / 4));
    this.device.queue.writeBuffer(this.calls, 0, numbers);
    const pass = encoder.beginComputePass();
    dispatches.forEach((dispatch, n) => {
      pass.setPipeline(this.pipeline(dispatch));
      pass.setBindGroup(0, this.bindings, [n * CALL_BYTES]);
      const groups = Math.max(1, Math.ceil(dispatch.invocations / GROUP));
      const across = Math.min(groups, MOST_GROUPS);
      pass.dispatchWorkgroups(across, Math.ceil(groups / across));
    });
    pass.end();
  }

  dispose(): void {
    for (const name of NAMES) this.buffers[name].destroy();
    this.calls.destroy();
  }
}
