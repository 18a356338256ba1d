import { availableParallelism } from 'node:os';
import path from 'node:path';
import { CASES, type Case, operationsPerCharacter } from '../src/cli/presets/speed-cases';
import { TrainingSpeed } from '../src/cli/speed';
import type { Configuration } from '../src/protocol/configuration';
import { nativePeak, peak } from './peak';
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
  /** Of the native kernels: the same, and the processor's peak with their vectors; undefined where they cannot run. */
  readonly native?: { backend: string; best: number; median: number; oneThread: number; shareOfPeak: number };
  readonly peers: Record<string, { best: number; median: number }>;
}

/** The native backend to measure; undefined where it cannot run. */
export type Native = Configuration['backend'] | undefined;

/** Training of one network: slices of ours, of the processor's peak and of every peer take turns. */
async function measure(example: Case, peers: ReadonlyMap<string, Peer>, rounds: number, native: Native): Promise<TrainingFigures> {
  const threads = Math.min(availableParallelism(), example.configuration.batchSize);
  const speeds: number[] = [];
  const alone: number[] = [];
  const peaks: number[] = [];
  const others = new Map([...peers.keys()].map((title) => [title, [] as number[]]));
  const ours = new TrainingSpeed(example, threads, FOLLOWER, 'wasm');
  const single = threads > 1 ? new TrainingSpeed(example, 1, FOLLOWER, 'wasm') : ours;
  const wide = native && new TrainingSpeed(example, threads, FOLLOWER, native);
  const wideAlone = native && (threads > 1 ? new TrainingSpeed(example, 1, FOLLOWER, native) : wide);
  const set = wide?.backend.replace('native-', '');
  const wideSpeeds: number[] = [];
  const wideSingle: number[] = [];
  const widePeaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    peaks.push(peak(SLICE / 4));
    speeds.push(ours.slice(SLICE));
    alone.push(single.slice(SLICE));
    if (wide && wideAlone) {
      widePeaks.push(nativePeak(set, SLICE / 4));
      wideSpeeds.push(wide.slice(SLICE));
      wideSingle.push(wideAlone.slice(SLICE));
    }
    for (const [title, peer] of peers) {
      // The slow ones once, and not the large networks: a single step of theirs takes minutes.
      const slow = !title.startsWith('PyTorch');
      if (slow && (round > 0 || operationsPerCharacter(example) > 2e6)) continue;
      others.get(title)!.push(await peer.slice(example, 'training', SLICE));
    }
  }
  ours.dispose();
  single.dispose();
  wide?.dispose();
  wideAlone?.dispose();
  return {
    name: example.name,
    threads: ours.threads,
    backend: ours.backend,
    best: most(speeds),
    median: median(speeds),
    oneThread: most(alone),
    shareOfPeak: (most(speeds) * operationsPerCharacter(example)) / (most(peaks) * ours.threads),
    ...(wide
      ? {
          native: {
            backend: wide.backend,
            best: most(wideSpeeds),
            median: median(wideSpeeds),
            oneThread: most(wideSingle),
            shareOfPeak: (most(wideSpeeds) * operationsPerCharacter(example)) / (most(widePeaks) * wide.threads),
          },
        }
      : {}),
    peers: Object.fromEntries([...others].map(([title, values]) => [title, { best: most(values), median: median(values) }])),
  };
}

export async function benchTraining(peers: ReadonlyMap<string, Peer>, rounds: number, only: string, native: Native): Promise<TrainingFigures[]> {
  const results: TrainingFigures[] = [];
  for (const example of CASES) {
    if (!only.includes(example.name)) continue;
    results.push(await measure(example, peers, rounds, native));
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
      'native, chars/s (best, median)',
      'of its peak',
      'one to all threads',
      'WebAssembly, chars/s',
      'of the 128-bit peak',
      'one to all threads',
      'threads',
      ...titles.flatMap((title) => [title, 'native', 'WebAssembly']),
    ],
    results.map((result) => [
      result.name,
      CASES.find(({ name }) => name === result.name)!.title,
      result.native ? `${short(result.native.best)}, ${short(result.native.median)}` : '–',
      result.native ? `${(100 * result.native.shareOfPeak).toFixed(0)} %` : '–',
      result.native && result.threads > 1 ? `${(result.native.best / result.native.oneThread).toFixed(2)}x` : '–',
      `${short(result.best)}, ${short(result.median)}`,
      `${(100 * result.shareOfPeak).toFixed(0)} %`,
      result.threads > 1 ? `${(result.best / result.oneThread).toFixed(2)}x` : '–',
      String(result.threads),
      ...titles.flatMap((title) => {
        const peer = result.peers[title];
        if (!peer || !Number.isFinite(peer.best)) return ['–', '–', '–'];
        const ratio = (best: number | undefined) => (best ? `${short(best / peer.best)}x` : '–');
        return [`${short(peer.best)}, ${short(peer.median)}`, ratio(result.native?.best), ratio(result.best)];
      }),
    ]),
  );
}
