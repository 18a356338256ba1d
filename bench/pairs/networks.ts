import type { Configuration } from '../../src/protocol/configuration';
import type { DataTaskOptions } from '../../src/protocol/data-task';
import type { DataReader } from '../../src/tasks/data/read';
import { taskOnData } from '../../src/tasks/on-data';
import { ours, race, type Trainer } from '../race';
import { median, table } from '../statistics';
import { type Learnt, learn } from './learn';

interface PairNetwork {
  readonly title: string;
  readonly options: DataTaskOptions;
  readonly explicit: Partial<Configuration>;
}

const stream = (title: string, explicit: Partial<Configuration>): PairNetwork => ({ title, options: { decoderOnly: true }, explicit });
const SURROUNDED = { residual: 'on', norm: 'rms', headNorm: 'rms' } as const;

/** One stream "source ⇥ target" through networks of about 50,000 weights, and the encoder-decoder of that size. */
const NETWORKS: readonly PairNetwork[] = [
  stream('GRU', { cell: 'gru', hidden: 102 }),
  stream('LSTM', { cell: 'lstm', hidden: 86 }),
  stream('GRU, 2 layers, residual sums and norms', { cell: 'gru', layers: 2, hidden: 60, embedding: 60, ...SURROUNDED }),
  stream('Convolution, 5 layers', { cell: 'conv', layers: 5, hidden: 40, embedding: 40 }),
  stream('Convolution, 3 layers, attention on top', {
    stack: 'conv,conv,conv,attention',
    hidden: 40,
    embedding: 40,
    attentionHeads: 4,
  } as Partial<Configuration>),
  stream('GRU, 2 layers, attention on top', {
    stack: 'gru,gru,attention',
    hidden: 44,
    embedding: 44,
    attentionHeads: 2,
    ...SURROUNDED,
  } as Partial<Configuration>),
  { title: 'Encoder-decoder of GRUs with attention', options: {}, explicit: {} },
];

/** The table of the guide: speed by turns, then what so many updates of each teach. --seeds n, --updates n, --rounds n. */
export async function compareNetworks(data: DataReader): Promise<void> {
  const [seeds, updates] = [numberOf('--seeds', 1), numberOf('--updates', 1000)];
  const requestOf = ({ options, explicit }: PairNetwork, seed = 1) => ({ id: 'pairs', data, options, explicit: { ...explicit, seed } }) as const;
  const trainers = new Map<string, Trainer>(NETWORKS.map((network) => [network.title, ours(requestOf(network))]));
  await race(trainers, 'pairs', 4, NETWORKS[0]!.title);
  if (seeds < 1) return;
  const rows: string[][] = [];
  for (const network of NETWORKS) {
    const results: Learnt[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      results.push(learn(taskOnData(requestOf(network, seed)), updates));
      console.error(network.title, seed, JSON.stringify(results.at(-1)));
    }
    const middle = (value: (learnt: Learnt) => number) => median(results.map(value));
    const solved = middle(({ solvedAt }) => solvedAt ?? Number.POSITIVE_INFINITY);
    rows.push([
      ...[network.title, String(results[0]!.parameters), results.map(({ exactMatch }) => exactMatch.toFixed(3)).join(', ')],
      ...[middle(({ characterErrorRate }) => characterErrorRate).toFixed(4), Number.isFinite(solved) ? String(solved) : '–'],
    ]);
  }
  console.log(table(['network', 'weights', `exact match after ${updates} updates`, 'character error rate', '90 % exact from update'], rows));
}

function numberOf(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
