import { InferenceSpeed } from '../src/cli/speed';
import { CASES } from '../src/cli/speed-cases';
import type { Peer } from './peer';
import { least, median, short, table } from './statistics';

export interface InferenceFigures {
  readonly name: string;
  /** Microseconds a character, softmax included. */
  readonly best: number;
  readonly median: number;
  readonly peers: Record<string, number>;
}

/** Prediction of one character after the other. */
export async function benchInference(peers: ReadonlyMap<string, Peer>, rounds: number, only: string): Promise<InferenceFigures[]> {
  const results: InferenceFigures[] = [];
  for (const example of CASES) {
    if (!only.includes(example.name)) continue;
    const ours = new InferenceSpeed(example);
    const times: number[] = [];
    const others = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < 4; i++) times.push(ours.slice(0.1));
      for (const [title, peer] of peers) {
        if (!title.startsWith('PyTorch')) continue;
        others.set(title, [...(others.get(title) ?? []), await peer.slice(example, 'inference', 0.3)]);
      }
    }
    results.push({
      name: example.name,
      best: least(times),
      median: median(times),
      peers: Object.fromEntries([...others].map(([title, values]) => [title, least(values)])),
    });
    console.error(`inference ${example.name} measured`);
  }
  return results;
}

export function inferenceTable(results: readonly InferenceFigures[]): string {
  const titles = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  return table(
    ['', 'network', 'ours, µs/char (best, median)', ...titles.flatMap((title) => [title, 'ratio'])],
    results.map(({ name, best, median: middle, peers }) => [
      name,
      CASES.find((example) => example.name === name)!.title,
      `${best.toFixed(2)}, ${middle.toFixed(2)}`,
      ...titles.flatMap((title) => [short(peers[title]!), `${short(peers[title]! / best)}x`]),
    ]),
  );
}
