/** Characters at most that are shown with what a network saw of them. */
export const LOOKED_CHARACTERS = 64;

/** How the layers that look back over their inputs, instead of carrying a state, see a piece of text. */
export interface LookingBack {
  /** The piece, read with nothing before it. */
  readonly characters: readonly string[];
  readonly attention: readonly LayerAttention[];
  /** Layers that read their inputs at fixed distances, nearest first. */
  readonly taps: readonly LayerTaps[];
  /** Characters that an output depends on at most, its own included; null where something other than taps reaches farther. */
  readonly field: number | null;
}

export interface LayerAttention {
  /** From 0. */
  readonly layer: number;
  /** [head][t][s ≤ t] share that the step at t gives to the one at s, rounded to three digits. */
  readonly heads: readonly (readonly (readonly number[])[])[];
}

export interface LayerTaps {
  readonly layer: number;
  readonly distances: readonly number[];
}
