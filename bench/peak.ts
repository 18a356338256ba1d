import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadNativeAddon } from '../src/workers/native-kernels';

const { chains } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('out/bench/probe.wasm')), {}).exports as {
  chains: (rounds: number) => number;
};
const OPERATIONS = 12 * 4 * 2;
// Short calls at first: the engine optimises a function between its calls, not within one.
for (let i = 0; i < 20_000; i++) chains(100);

/** Floating-point operations a second of one core's 128-bit fused multiply-adds, over about `seconds`. */
export function peak(seconds: number): number {
  return perSecond(seconds, () => {
    chains(20_000);
    return 20_000 * OPERATIONS;
  });
}

/** Those of an instruction set of the native kernels; 0 where there are none. */
export function nativePeak(instructionSet: string | undefined, seconds: number): number {
  if (!instructionSet) return 0;
  const addon = loadNativeAddon(path.resolve('dist/native'));
  const block = new Float64Array(32);
  const call = addon.attach(new Uint8Array(64), block, instructionSet);
  return perSecond(seconds, () => {
    const rounds = 20_000;
    block[0] = rounds;
    block[25] = addon.functions.length;
    call();
    return rounds * block[0]!;
  });
}

function perSecond(seconds: number, run: () => number): number {
  const started = performance.now();
  let operations = 0;
  let now = started;
  do {
    operations += run();
    now = performance.now();
  } while (now - started < 1000 * seconds);
  return (1000 * operations) / (now - started);
}
