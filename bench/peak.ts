import { readFileSync } from 'node:fs';

const { chains } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('out/bench/probe.wasm')), {}).exports as {
  chains: (rounds: number) => number;
};
const OPERATIONS = 12 * 4 * 2;
// Short calls at first: the engine optimises a function between its calls, not within one.
for (let i = 0; i < 20_000; i++) chains(100);

/** Floating-point operations a second of one core's 128-bit fused multiply-adds, over about `seconds`. */
export function peak(seconds: number): number {
  const started = performance.now();
  let rounds = 0;
  let now = started;
  do {
    chains(20_000);
    rounds += 20_000;
    now = performance.now();
  } while (now - started < 1000 * seconds);
  return (1000 * rounds * OPERATIONS) / (now - started);
}
