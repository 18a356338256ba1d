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

/** The build to use here: relaxed SIMD where the engine has it, shared memory for more than one thread. */
export function chooseBuild(shared: boolean): string {
  const suffix = shared ? '-shared' : '';
  return WebAssembly.validate(relaxed) ? `wasm-relaxed${suffix}` : `wasm-simd${suffix}`;
}

/** Whether this engine can run a build, for a resumed run that names one. */
export function canRun(build: string): boolean {
  const bytes = BUILDS[build];
  return bytes !== undefined && WebAssembly.validate(bytes);
}

/** Compiles (once) and instantiates a build. `memory`: the shared memory of another thread; without it a new one of one page. */
export function instantiate(build: string, memory?: WebAssembly.Memory): Backend {
  const bytes = BUILDS[build];
  if (!bytes) throw new Error(`There is no backend "${build}".`);
  let module = modules.get(build);
  if (!module) {
    module = new WebAssembly.Module(bytes);
    modules.set(build, module);
  }
  const linear = memory ?? new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: build.endsWith('-shared') });
  const abort = () => {
    throw new Error('The kernels aborted.');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory: linear, abort } });
  const base = (exports.heapBase as WebAssembly.Global).value as number;
  return { name: build, kernels: exports as unknown as Kernels, memory: linear, base };
}
