// The compiled kernels and their memory.

import { PLAIN, RELAXED } from './generated/binary.ts';

const PAGE = 65_536;
/** Of the 4 GiB that a module can address. */
const MOST_PAGES = 65_536;
const ALIGNMENT = 64;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
  readonly scratchBytes: (call: number) => number;
  readonly keptBytes: (call: number) => number;
  readonly ruleForward: (call: number) => void;
  readonly ruleBackward: (call: number) => void;
  readonly multiplyAdds: (rounds: number) => number;
  readonly roundFlops: () => number;
}

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
}

/** Whether the engine has relaxed SIMD: a quarter faster, and rounded once instead of twice. */
function hasFusedMultiplyAdd(): boolean {
  return WebAssembly.validate(bytesOf(RELAXED));
}

/** One instance of the kernels with an arena of its own. Pointers are bytes. */
export class KernelModule {
  readonly exports: Exports;
  private free: number;

  private constructor(exports: Exports) {
    this.exports = exports;
    this.free = exports.heapBase();
  }

  /**
   * @param fused use fused multiply-adds; by default where the engine has them.
   * @throws CompileError where the engine has no wasm SIMD.
   */
  static async load(fused = hasFusedMultiplyAdd()): Promise<KernelModule> {
    const { instance } = await WebAssembly.instantiate(bytesOf(fused ? RELAXED : PLAIN), {});
    return new KernelModule(instance.exports as unknown as Exports);
  }

  /**
   * Takes `bytes` of zeroed memory, aligned, for good.
   *
   * @throws RangeError if the engine gives no more.
   */
  take(bytes: number): number {
    const at = Math.ceil(this.free / ALIGNMENT) * ALIGNMENT;
    const end = at + bytes;
    const { memory } = this.exports;
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      if (end / PAGE > MOST_PAGES) throw new RangeError(`${end} bytes are more than WebAssembly can address`);
      memory.grow(missing);
    }
    this.free = end;
    return at;
  }

  /** All memory as floats (index = pointer / 4) and as integers; taken anew after every `take`. */
  views(): { readonly floats: Float32Array; readonly integers: Int32Array } {
    const { buffer } = this.exports.memory;
    return { floats: new Float32Array(buffer), integers: new Int32Array(buffer) };
  }

  /** Bytes in use, the module's own included. */
  get bytes(): number {
    return this.free;
  }
}
