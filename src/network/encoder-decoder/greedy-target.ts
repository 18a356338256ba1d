import { PADDING } from '../../protocol/encoder-decoder';

/** A target that was written greedily, and where each of its characters looked. */
export interface GreedyTarget {
  /** Characters without the end. */
  readonly symbols: readonly number[];
  /** Share of every source character in every target character [T][S]; empty without attention. */
  readonly attention: readonly (readonly number[])[];
}

/** Sources [S · B], padded behind their ends. */
export function sideBySide(sources: readonly ArrayLike<number>[]): { readonly inputs: Int32Array; readonly steps: number } {
  const streams = sources.length;
  const steps = sources.reduce((most, { length }) => Math.max(most, length), 1);
  const inputs = new Int32Array(steps * streams).fill(PADDING);
  sources.forEach((source, b) => {
    for (let t = 0; t < source.length; t++) inputs[t * streams + b] = source[t]!;
  });
  return { inputs, steps };
}
