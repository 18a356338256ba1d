import path from 'node:path';
import { TrainingSpeed } from '../src/cli/speed';
import { BASE_CONFIGURATION } from '../src/protocol/defaults';
import { median, most, short, table } from './statistics';
import type { Native } from './training';

const FOLLOWER = path.resolve('dist/follower.js');
const SLICE = 0.4;
const SIZES = [
  { cell: 'lstm', layers: 2, hidden: 512, batches: [4, 8, 16, 32, 64] },
  { cell: 'lstm', layers: 2, hidden: 256, batches: [4, 8, 16, 32] },
  { cell: 'lstm', layers: 2, hidden: 128, batches: [4, 8, 16, 50] },
  { cell: 'gru', layers: 1, hidden: 512, batches: [1, 4, 8, 32] },
  { cell: 'gru', layers: 1, hidden: 256, batches: [1, 2, 4, 8, 32] },
  { cell: 'gru', layers: 1, hidden: 128, batches: [1, 4, 8] },
  { cell: 'rnn', layers: 1, hidden: 512, batches: [1, 4, 8, 32] },
] as const;

/** Two threads that share streams, or units, and one thread, by turns: a row for every size of a network and batch. `only`: part of a network's title. */
export function benchSplits(rounds: number, native: Native, only: string): string {
  const rows: string[][] = [];
  for (const { cell, layers, hidden, batches } of SIZES)
    for (const batchSize of batches) {
      const name = `${cell} ${layers > 1 ? `${layers}x` : ''}${hidden}`;
      if (!`${name} B${batchSize}`.includes(only)) continue;
      const configuration = { ...BASE_CONFIGURATION, cell, layers, hidden, embedding: 0, batchSize, sequenceLength: 64 };
      const example = { name, title: name, configuration, vocabularySize: 65 };
      const speeds = [
        new TrainingSpeed(example, 2, FOLLOWER, native, 'streams'),
        new TrainingSpeed(example, 2, FOLLOWER, native, 'units'),
        new TrainingSpeed(example, 1, FOLLOWER, native, 'units'),
      ];
      const slices = speeds.map((): number[] => []);
      for (let round = 0; round < rounds; round++) for (const [i, speed] of speeds.entries()) slices[i]!.push(speed.slice(SLICE));
      for (const speed of speeds) speed.dispose();
      const [streams, units] = slices as [number[], number[], number[]];
      rows.push([
        name,
        String(batchSize),
        ...slices.map((values) => `${short(most(values))}, ${short(median(values))}`),
        `${(most(units) / most(streams)).toFixed(2)}x`,
        `${(median(units) / median(streams)).toFixed(2)}x`,
      ]);
      console.error(rows.at(-1)!.join('  '));
    }
  return table(['network', 'streams', 'by streams (best, median)', 'by units', 'one thread', 'units to streams, best', 'median'], rows);
}
