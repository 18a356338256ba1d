import { availableParallelism } from 'node:os';
import path from 'node:path';
import { CASES, type Case } from '../src/cli/presets/speed-cases';
import { TrainingSpeed } from '../src/cli/speed';
import { networkClass } from '../src/formats/pytorch/network-class';
import { BASE_CONFIGURATION, type Overrides } from '../src/protocol/defaults';
import { completeArchitecture } from '../src/protocol/surroundings';
import type { Peer } from './peer';
import { most, short, table } from './statistics';
import type { Native } from './training';
import { STUDY_NETWORKS } from './zoo/networks';

const SLICE = 0.4;
const BATCH = 32;
const VOCABULARY = 65;
const FOLLOWER = path.resolve('dist/follower.js');
/** Characters a window. */
const LENGTHS = [64, 256] as const;

/** About 105,000 weights each, in the same surroundings; DeltaNet has no row in the study. */
const NETWORKS: readonly { readonly title: string; readonly options: Overrides }[] = [
  ...STUDY_NETWORKS.filter(({ title }) => /^(GRU stack 88|LRU|S6|Conv|minGRU 120|minLSTM|Attention 64x2$)/.test(title)),
  { title: 'DeltaNet 104x2', options: { cell: 'deltanet', hidden: 104, layers: 2 } },
];

interface KindCase extends Case {
  /** Source of the same network in PyTorch. */
  readonly network: string;
}

function caseOf(title: string, options: Overrides, length: number): KindCase {
  const recipe = { ...BASE_CONFIGURATION, ...options, sequenceLength: length, batchSize: BATCH, clip: 5 };
  const configuration = completeArchitecture(recipe, options);
  return { ...{ name: `${title}, T ${length}`, title, configuration, vocabularySize: VOCABULARY }, network: networkClass(configuration, VOCABULARY) };
}

export interface KindFigures {
  readonly name: string;
  /** Characters per second, best slices. */
  readonly native: number | undefined;
  readonly webAssembly: number;
  readonly peers: Readonly<Record<string, number>>;
}

/** Training of every kind of layer at the same size, and of GRU 256 to compare with: native kernels, WebAssembly and the peers by turns, each on all threads. */
export async function benchKinds(rounds: number, native: Native, peers: ReadonlyMap<string, Peer>): Promise<KindFigures[]> {
  const [gru] = CASES.filter(({ name }) => name === 'C');
  const plain = { ...gru!, network: networkClass(gru!.configuration, VOCABULARY) };
  const cases = [
    { ...plain, name: 'GRU 256, T 64' },
    ...LENGTHS.flatMap((length) => NETWORKS.map(({ title, options }) => caseOf(title, options, length))),
  ];
  const results: KindFigures[] = [];
  for (const example of cases) {
    const threads = availableParallelism();
    const [wide, narrow] = [native, 'wasm' as const].map((backend) => backend && new TrainingSpeed(example, threads, FOLLOWER, backend));
    const own: [number[], number[]] = [[], []];
    const others = new Map([...peers.keys()].map((title) => [title, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      if (wide) own[0].push(wide.slice(SLICE));
      own[1].push(narrow!.slice(SLICE));
      for (const [title, peer] of peers) others.get(title)!.push(await peer.slice(example, 'training', SLICE));
    }
    wide?.dispose();
    narrow!.dispose();
    results.push({
      name: example.name,
      native: wide && most(own[0]),
      webAssembly: most(own[1]),
      peers: Object.fromEntries([...others].map(([title, values]) => [title, most(values)])),
    });
    console.error(`${example.name} measured`);
  }
  return results;
}

export function kindsTable(results: readonly KindFigures[]): string {
  const titles = Object.keys(results[0]?.peers ?? {});
  const ratio = (own: number | undefined, other: number | undefined) =>
    own && other && Number.isFinite(other) ? `${(own / other).toFixed(2)}x` : '–';
  return table(
    ['network', 'native, chars/s', 'WebAssembly', 'ratio', ...titles.flatMap((title) => [title, 'native', 'WebAssembly'])],
    results.map(({ name, native, webAssembly, peers }) => [
      ...[name, native ? short(native) : '–', short(webAssembly), ratio(native, webAssembly)],
      ...titles.flatMap((title) => [short(peers[title] ?? Number.NaN), ratio(native, peers[title]), ratio(webAssembly, peers[title])]),
    ]),
  );
}
