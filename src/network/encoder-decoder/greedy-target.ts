/** A target that was written greedily, and where each of its characters looked. */
export interface GreedyTarget {
  /** Characters without the end. */
  readonly symbols: readonly number[];
  /** Share of every source character in every target character [T][S]; empty without attention. */
  readonly attention: readonly (readonly number[])[];
}
