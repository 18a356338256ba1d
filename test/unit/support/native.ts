import path from 'node:path';
import { canRun } from '../../../src/kernels/registry';
import { offerNativeKernels } from '../../../src/workers/native-kernels';

// Those that were built for this machine, as the threads of the built scripts have them.
offerNativeKernels(path.resolve('dist/native'));

/** Native backends that can run here; none where there is no build. */
export const NATIVE: readonly string[] = ['native-avx512', 'native-avx2', 'native-neon'].filter(canRun);

/** [backend, threads] for tests of learners. */
export const NATIVE_RUNS: readonly (readonly [string, number])[] = NATIVE.flatMap((name) => [[name, 1] as const, [name, 2] as const]);

/** A Linux binary whose header says that it is for the other processor (ELF's e_machine); undefined for other formats. */
export function toOtherMachine(bytes: Uint8Array): Buffer | undefined {
  const result = Buffer.from(bytes);
  if (result.readUInt32LE(0) !== 0x464c457f) return undefined;
  const [x64, arm64] = [62, 183];
  result.writeUInt16LE(result.readUInt16LE(0x12) === x64 ? arm64 : x64, 0x12);
  return result;
}
