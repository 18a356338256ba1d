import { CASES } from '../src/cli/presets/speed-cases';
import { InferenceSpeed } from '../src/cli/speed';
import type { Peer } from './peer';
import { least, median, short, table } from './statistics';
import type { Native } from './training';

export interface InferenceFigures {
  readonly name: string;
  /** Microseconds a character, softmax included. */
  readonly best: number;
  readonly median: number;
  /** WebAssembly on one thread alone, as it was before large networks had a second one. */
  readonly alone: number;
  readonly native?: number;
  readonly peers: Record<string, number>;
}

/** Prediction of one character after the other. */
export async function benchInference(peers: ReadonlyMap<string, Peer>, rounds: number, only: string, native: Native): Promise<InferenceFigures[]> {
  const results: InferenceFigures[] = [];
  for (const example of CASES) {
    if (!only.includes(example.name)) continue;
    const ours = new InferenceSpeed(example, 'wasm');
    const wide = native && new InferenceSpeed(example, native);
    const single = new InferenceSpeed(example, 'wasm', 1);
    const times: number[] = [];
    const singleTimes: number[] = [];
    const wideTimes: number[] = [];
    const others = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < 4; i++) {
        times.push(ours.slice(0.1));
        singleTimes.push(single.slice(0.1));
        if (wide) wideTimes.push(wide.slice(0.1));
      }
      for (const [title, peer] of peers) {
        if (!title.startsWith('PyTorch')) continue;
        others.set(title, [...(others.get(title) ?? []), await peer.slice(example, 'inference', 0.3)]);
      }
    }
    results.push({
      name: example.name,
      best: least(times),
      median: median(times),
      alone: least(singleTimes),
      ...(wide ? { native: least(wideTimes) } : {}),
      peers: Object.fromEntries([...others].map(([title, values]) => [title, least(values)])),
    });
    console.error(`inference ${example.name} measured`);
  }
  return results;
}

export function inferenceTable(results: readonly InferenceFigures[]): string {
  const titles = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  return table(
    [
      '',
      'network',
      'native, µs/char',
      'WebAssembly (best, median)',
      'on one thread',
      'native to WebAssembly on one thread',
      ...titles.flatMap((title) => [title, 'ratio']),
    ],
    results.map(({ name, best, median: middle, alone, native, peers }) => [
      name,
      CASES.find((example) => example.name === name)!.title,
      native ? native.toFixed(2) : '–',
      `${best.toFixed(2)}, ${middle.toFixed(2)}`,
      alone.toFixed(2),
      native ? `${(alone / native).toFixed(2)}x` : '–',
      ...titles.flatMap((title) => [short(peers[title]!), `${short(peers[title]! / (native ?? best))}x`]),
    ]),
  );
}
