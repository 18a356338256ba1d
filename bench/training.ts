import { availableParallelism } from 'node:os';
import path from 'node:path';
import { TrainingSpeed } from '../src/cli/speed';
import { CASES, type Case, operationsPerCharacter } from '../src/cli/speed-cases';
import { peak } from './peak';
import type { Peer } from './peer';
import { median, most, short, table } from './statistics';

const SLICE = 0.5;
const FOLLOWER = path.resolve('dist/follower.js');

export interface TrainingFigures {
  readonly name: string;
  readonly threads: number;
  readonly backend: string;
  /** Characters per second. */
  readonly best: number;
  readonly median: number;
  readonly oneThread: number;
  readonly shareOfPeak: number;
  readonly peers: Record<string, { best: number; median: number }>;
}

/** Training of one network: slices of ours, of the processor's peak and of every peer take turns. */
async function measure(example: Case, peers: ReadonlyMap<string, Peer>, rounds: number): Promise<TrainingFigures> {
  const threads = Math.min(availableParallelism(), example.configuration.batchSize);
  const speeds: number[] = [];
  const alone: number[] = [];
  const peaks: number[] = [];
  const others = new Map([...peers.keys()].map((title) => [title, [] as number[]]));
  const ours = new TrainingSpeed(example, threads, FOLLOWER);
  const single = threads > 1 ? new TrainingSpeed(example, 1, FOLLOWER) : ours;
  for (let round = 0; round < rounds; round++) {
    peaks.push(peak(SLICE / 4));
    speeds.push(ours.slice(SLICE));
    alone.push(single.slice(SLICE));
    for (const [title, peer] of peers) {
      // The slow ones once, and not the large networks: a single step of theirs takes minutes.
      const slow = !title.startsWith('PyTorch');
      if (slow && (round > 0 || operationsPerCharacter(example) > 2e6)) continue;
      others.get(title)!.push(await peer.slice(example, 'training', SLICE));
    }
  }
  ours.dispose();
  single.dispose();
  return {
    name: example.name,
    threads: ours.threads,
    backend: ours.backend,
    best: most(speeds),
    median: median(speeds),
    oneThread: most(alone),
    shareOfPeak: (most(speeds) * operationsPerCharacter(example)) / (most(peaks) * ours.threads),
    peers: Object.fromEntries([...others].map(([title, values]) => [title, { best: most(values), median: median(values) }])),
  };
}

export async function benchTraining(peers: ReadonlyMap<string, Peer>, rounds: number, only: string): Promise<TrainingFigures[]> {
  const results: TrainingFigures[] = [];
  for (const example of CASES) {
    if (!only.includes(example.name)) continue;
    results.push(await measure(example, peers, rounds));
    console.error(`training ${example.name} measured`);
  }
  return results;
}

export function trainingTable(results: readonly TrainingFigures[]): string {
  const titles = [...new Set(results.flatMap(({ peers }) => Object.keys(peers)))];
  return table(
    [
      '',
      'network',
      'ours, chars/s (best, median)',
      'threads',
      'of the 128-bit peak',
      'one to all threads',
      ...titles.flatMap((title) => [title, 'ratio']),
    ],
    results.map((result) => [
      result.name,
      CASES.find(({ name }) => name === result.name)!.title,
      `${short(result.best)}, ${short(result.median)}`,
      String(result.threads),
      `${(100 * result.shareOfPeak).toFixed(0)} %`,
      result.threads > 1 ? `${(result.best / result.oneThread).toFixed(2)}x` : '–',
      ...titles.flatMap((title) => {
        const peer = result.peers[title];
        return peer && Number.isFinite(peer.best) ? [`${short(peer.best)}, ${short(peer.median)}`, `${short(result.best / peer.best)}x`] : ['–', '–'];
      }),
    ]),
  );
}
