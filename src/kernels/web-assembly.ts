import relaxed from '../../dist/kernels/relaxed.wasm';
import relaxedShared from '../../dist/kernels/relaxed-shared.wasm';
import simd from '../../dist/kernels/simd.wasm';
import simdShared from '../../dist/kernels/simd-shared.wasm';
import type { Backend, Kernels } from './backend';

const BUILDS: Record<string, Uint8Array> = {
  'wasm-relaxed': relaxed,
  'wasm-simd': simd,
  'wasm-relaxed-shared': relaxedShared,
  'wasm-simd-shared': simdShared,
};
const MAXIMUM_PAGES = 65536;
const modules = new Map<string, WebAssembly.Module>();

/**
 * The smallest module that has an instruction: () -> v128. Validating a build takes milliseconds in which nothing is trained.
 * @param code the function's body without its end
 */
const probe = (code: readonly number[]): Uint8Array =>
  Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, code.length + 4, 1, code.length + 2, 0, ...code, 11);
/** i32.const 0, i8x16.splat */
const VECTOR = [65, 0, 253, 15];
const SIMD = probe(VECTOR);
/** f32x4.relaxed_madd */
const RELAXED = probe([...VECTOR, ...VECTOR, ...VECTOR, 253, 133, 2]);

/** The build to use here: relaxed SIMD where the engine has it, shared memory for more than one thread. */
export function chooseBuild(shared: boolean): string {
  const suffix = shared ? '-shared' : '';
  return canRun('wasm-relaxed') ? `wasm-relaxed${suffix}` : `wasm-simd${suffix}`;
}

/** Whether this engine can run a build, for a resumed run that names one. */
export function canRun(build: string): boolean {
  return Object.hasOwn(BUILDS, build) && WebAssembly.validate(build.includes('relaxed') ? RELAXED : SIMD);
}

/**
 * Whether a build's multiply-add rounds once (fused) or twice on this processor. Relaxed SIMD leaves the choice to the processor, and the bits of a training
 * depend on it: x · x - round(x · x) for x = 1 + 2^-12 is the rounding error, or 0.
 */
export function fuses(build: string): boolean {
  if (!canRun(build)) return false;
  const memory = newMemory(build, 131072);
  const { kernels, base } = instantiate(build, memory);
  const start = Math.ceil(base / 64) * 64;
  const numbers = new Float32Array(memory.buffer, start, 8 + 64 + 8);
  const x = 1 + 2 ** -12;
  numbers[0] = x;
  numbers[8] = x;
  numbers[72] = -Math.fround(x * x);
  kernels.gemmNN(1, 1, 1, start, 32, start + 32, 256, start + 288, 32);
  return numbers[72] !== 0;
}

/** First address that a build leaves to its user. */
export function firstAddress(build: string): number {
  return instantiate(build, newMemory(build, 1)).base;
}

/**
 * Memory for a build, shared where the build is. Of its full size from the start: growing costs time and leaves the collector something to do.
 * @throws RangeError when there is not so much
 */
export function newMemory(build: string, bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536), maximum: MAXIMUM_PAGES, shared: build.endsWith('-shared') });
}

/** Compiles (once) and instantiates a build on a memory, which may be another thread's. */
export function instantiate(build: string, memory: WebAssembly.Memory): Backend {
  const bytes = BUILDS[build];
  if (!bytes) throw new Error(`There is no backend "${build}".`);
  let module = modules.get(build);
  if (!module) {
    module = new WebAssembly.Module(bytes);
    modules.set(build, module);
  }
  const abort = () => {
    throw new Error('The kernels aborted.');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  const base = (exports.heapBase as WebAssembly.Global).value as number;
  return { name: build, kernels: exports as unknown as Kernels, memory, base };
}
