import relaxed from '../../dist/kernels/relaxed.wasm';
import simd from '../../dist/kernels/simd.wasm';
import type { Backend, Kernels } from './backend';
import type { BackendInfo } from './backend-info';
import type { BackendChoice, BackendProvider } from './provider';

interface Build {
  readonly name: string;
  readonly instructionSet: 'relaxed' | 'simd';
  readonly shared: boolean;
  readonly bytes: Uint8Array;
}

/** The faster ones first. A build with shared memory differs in one byte of its import: `withSharedMemory` sets it. */
const BUILDS: readonly Build[] = [
  { name: 'wasm-relaxed', instructionSet: 'relaxed', shared: false, bytes: relaxed },
  { name: 'wasm-relaxed-shared', instructionSet: 'relaxed', shared: true, bytes: relaxed },
  { name: 'wasm-simd', instructionSet: 'simd', shared: false, bytes: simd },
  { name: 'wasm-simd-shared', instructionSet: 'simd', shared: true, bytes: simd },
];
const PANEL_WIDTH = 8;
const MAXIMUM_PAGES = 65536;
const modules = new Map<string, WebAssembly.Module>();
const choices = new Map<string, BackendChoice>();

/**
 * The smallest module that has an instruction: () -> v128. Validating a build takes milliseconds in which nothing is trained.
 * @param code the function's body without its end
 */
const probe = (code: readonly number[]): Uint8Array =>
  Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, code.length + 4, 1, code.length + 2, 0, ...code, 11);
/** i32.const 0, i8x16.splat */
const VECTOR = [65, 0, 253, 15];
const PROBES = {
  simd: probe(VECTOR),
  /** f32x4.relaxed_madd */
  relaxed: probe([...VECTOR, ...VECTOR, ...VECTOR, 253, 133, 2]),
};

/** WebAssembly with SIMD: relaxed where the engine has it, on shared memory for more than one thread. */
export const webAssembly: BackendProvider = {
  id: 'wasm',
  unavailable: () => (WebAssembly.validate(PROBES.simd) ? undefined : 'this engine has no WebAssembly SIMD'),
  choose({ name, threads, shortLived }) {
    const found = BUILDS.find((build) => {
      if (!WebAssembly.validate(PROBES[build.instructionSet])) return false;
      if (name === undefined) return build.shared === (isShareable() && !shortLived);
      // Shared or not, the bits are the same.
      const wanted = BUILDS.find((each) => each.name === name);
      return build.instructionSet === wanted?.instructionSet && build.shared === (threads > 1 || (wanted.shared && isShareable()));
    });
    return found && choiceOf(found);
  },
  attach(detail) {
    const { name, memory } = detail as { name: string; memory: WebAssembly.Memory };
    const build = BUILDS.find((each) => each.name === name);
    if (!build) throw new Error(`There is no WebAssembly build "${name}".`);
    return instantiate(build, memory, choiceOf(build).info);
  },
};

/** Without shared memory there is one thread. V8 does not count shared memory, whereas a hundred megabytes of its own make it collect garbage for 6 ms. */
function isShareable(): boolean {
  return typeof SharedArrayBuffer !== 'undefined';
}

function choiceOf(build: Build): BackendChoice {
  let choice = choices.get(build.name);
  if (!choice) {
    const { base, kernels, memory } = load(build, newMemory(build, 131072));
    const { name, instructionSet, shared } = build;
    const info: BackendInfo = { id: 'wasm', name, instructionSet, shared, fused: fuses(kernels, memory, base) };
    choice = { info, panelWidth: PANEL_WIDTH, base, create: (bytes) => instantiate(build, newMemory(build, bytes), info) };
    choices.set(build.name, choice);
  }
  return choice;
}

/** Of its full size from the start: growing costs time and leaves the collector something to do. */
function newMemory({ shared }: Build, bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536), maximum: MAXIMUM_PAGES, shared });
}

function instantiate(build: Build, memory: WebAssembly.Memory, info: BackendInfo): Backend {
  const { kernels } = load(build, memory);
  const handle = build.shared ? { provider: 'wasm', detail: { name: build.name, memory } } : undefined;
  return { info, panelWidth: PANEL_WIDTH, kernels, memory, handle };
}

/** `env.memory` as the import section of a module names it: the kind of import and the flags of the limits follow. */
const MEMORY_IMPORT = [3, ...new TextEncoder().encode('env'), 6, ...new TextEncoder().encode('memory'), 2];
const [LIMITED, LIMITED_AND_SHARED] = [1, 3];

/** The same module with its memory imported as a shared one. */
function withSharedMemory(bytes: Uint8Array): Uint8Array {
  // Bytes of a file are a Buffer, whose slice would change them as well.
  const result = new Uint8Array(bytes);
  const start = result.findIndex((_, i) => MEMORY_IMPORT.every((byte, j) => result[i + j] === byte));
  const flags = start + MEMORY_IMPORT.length;
  if (start < 0 || result[flags] !== LIMITED) throw new Error('The kernels import no memory with a maximum.');
  result[flags] = LIMITED_AND_SHARED;
  return result;
}

/** Compiles (once) and instantiates a build on a memory, which may be another thread's. */
function load({ name, bytes, shared }: Build, memory: WebAssembly.Memory): { kernels: Kernels; base: number; memory: WebAssembly.Memory } {
  let module = modules.get(name);
  if (!module) {
    module = new WebAssembly.Module((shared ? withSharedMemory(bytes) : bytes) as Uint8Array<ArrayBuffer>);
    modules.set(name, module);
  }
  const abort = () => {
    throw new Error('The kernels aborted.');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  if (!areKernels(exports)) throw new Error('The WebAssembly module holds no kernels.');
  return { kernels: exports, base: (exports.heapBase as WebAssembly.Global).value as number, memory };
}

/** All builds come from one source: which has one of the kernels has all. */
function areKernels(exports: Record<string, unknown>): exports is Record<string, unknown> & Kernels {
  return typeof exports.gemmNN === 'function';
}

/**
 * Whether multiply-add rounds once (fused) or twice on this processor. Relaxed SIMD leaves the choice to the processor, and the bits of a training depend
 * on it: x · x - round(x · x) for x = 1 + 2^-12 is the rounding error, or 0.
 */
function fuses(kernels: Kernels, memory: WebAssembly.Memory, base: number): boolean {
  const start = Math.ceil(base / 64) * 64;
  const numbers = new Float32Array(memory.buffer, start, 8 + 64 + 8);
  const x = 1 + 2 ** -12;
  numbers[0] = x;
  numbers[8] = x;
  numbers[72] = -Math.fround(x * x);
  kernels.gemmNN(1, 1, 1, start, 32, start + 32, 256, start + 288, 32);
  return numbers[72] !== 0;
}
