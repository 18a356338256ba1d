import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NativeAddon } from '../kernels/native/addon';
import { nativeProvider } from '../kernels/native/provider';
import { registerProvider } from '../kernels/registry';

/** Linux builds need no C library: the one for Alpine is the same. */
const TARGETS = process.platform === 'linux' ? ['linux', 'alpine'] : [process.platform];

/**
 * Offers native kernels to this thread's learners and predictors: those in a folder beside the script that runs, where a package for this platform has them.
 * UNROLL_BACKEND=wasm in the environment leaves them out.
 * @param folder dist/native
 */
export function offerNativeKernels(folder = path.join(__dirname, 'native')): void {
  if (process.env.UNROLL_BACKEND === 'wasm') return;
  registerProvider(nativeProvider(() => loadNativeAddon(folder)));
}

/** @throws Error when there is none for this machine, or it cannot be loaded */
export function loadNativeAddon(folder: string): NativeAddon {
  const file = TARGETS.map((name) => path.join(folder, `${name}-${process.arch}`, 'unroll.node')).find((name) => existsSync(name));
  if (!file) throw new Error(`there is no build for ${process.platform}-${process.arch}`);
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, file);
  return module.exports as NativeAddon;
}
