import { CASES, type Case } from '../src/cli/presets/speed-cases';
import { TrainingSpeed } from '../src/cli/speed';
import { LAYER_DESCRIPTIONS } from '../src/network/layers/descriptions';
import { median, most, short, table } from './statistics';
import type { Native } from './training';

const SLICE = 0.1;
const WIDTH = 128;

export interface KindFigures {
  readonly title: string;
  /** Characters per second, best slices. */
  readonly native: number;
  readonly webAssembly: number;
  /** Median of the ratios of neighbouring slices. */
  readonly ratio: number;
}

/** Training of every kind of layer on one thread, native kernels and WebAssembly by turns: two layers of 128 with residual sums and norms, T 64, B 16. */
export function benchKinds(rounds: number, native: Native): KindFigures[] {
  if (!native) return [];
  const base = CASES[1]!.configuration;
  const stack = { layers: 2, hidden: WIDTH, embedding: WIDTH, residual: 'on', norm: 'rms', headNorm: 'rms', attentionHeads: 4 } as const;
  return LAYER_DESCRIPTIONS.map(({ id, title }) => {
    const configuration = { ...base, ...stack, cell: id, sequenceLength: 64, batchSize: 16, threads: 1 } as Case['configuration'];
    const [wide, narrow] = [native, 'wasm' as const].map(
      (backend) => new TrainingSpeed({ name: id, title, configuration, vocabularySize: 65 }, 1, '', backend),
    ) as [TrainingSpeed, TrainingSpeed];
    const slices = Array.from({ length: 2 * rounds }, () => [wide.slice(SLICE), narrow.slice(SLICE)] as const);
    wide.dispose();
    narrow.dispose();
    const [own, other] = [slices.map(([a]) => a), slices.map(([, b]) => b)];
    return { title, native: most(own), webAssembly: most(other), ratio: median(slices.map(([a, b]) => a / b)) };
  });
}

export function kindsTable(results: readonly KindFigures[]): string {
  return table(
    ['layers', 'native, chars/s', 'WebAssembly', 'ratio (median of neighbouring slices)'],
    results.map(({ title, native, webAssembly, ratio }) => [title, short(native), short(webAssembly), `${ratio.toFixed(2)}x`]),
  );
}
