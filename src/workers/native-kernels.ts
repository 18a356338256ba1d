import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import type { NativeAddon } from '../kernels/native/addon';
import { nativeProvider } from '../kernels/native/provider';
import { registerProvider } from '../kernels/registry';

/** Linux builds need no C library: the one for Alpine is the same. */
const TARGETS = process.platform === 'linux' ? ['linux', 'alpine'] : [process.platform];

/**
 * RTLD_NOW and RTLD_NODELETE, which Node has no name for: the library stays when the thread that loaded it ends, since signals still come to its guard, and
 * whether it has crashed is to be known to the next thread.
 */
const FLAGS = constants.dlopen.RTLD_NOW | ({ linux: 0x1000, darwin: 0x80 }[process.platform as string] ?? 0);

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
  // The system maps a library without reading it: one that was cut short would end the process, not the call.
  if (createHash('sha256').update(readFileSync(file)).digest('hex') !== checksumOf(file)) throw new Error('its file is damaged');
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, file, FLAGS);
  return module.exports as NativeAddon;
}

/** What native/build.mjs wrote beside a binary; undefined where nothing lies there. */
function checksumOf(file: string): string | undefined {
  const checksum = path.join(path.dirname(file), 'unroll.sha256');
  return existsSync(checksum) ? readFileSync(checksum, 'utf8').trim() : undefined;
}
