import type { Architecture } from './configuration';

/** Characters of a text that is walked through: one more than the time steps, since each is the target of the one before. */
export const MAX_WALK_CHARACTERS = 17;
/** The same of a pair, or of an example that is classified. */
export const MAX_PAIR_CHARACTERS = 48;
/** Networks up to this size are shown in every number. */
export const TINY = { hidden: 8, vocabulary: 12 } as const;

/**
 * A network reading a short text from a zero state, and the gradient of its losses on the way back. Plain values that survive JSON; `null` stands for
 * what does not exist or is not finite. Symbols: -1 = not in the vocabulary (a zero input; no loss as a target).
 */
export interface BpttTrace {
  /** Updates that the weights have seen; null where that is not known. */
  readonly step: number | null;
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  readonly text: string;
  /** One a time step. */
  readonly columns: readonly WalkColumn[];
  /** [layer] the units whose values the columns hold: all, or those that change most on this text. */
  readonly units: readonly (readonly number[])[];
  /**
   * [T][layer][t] ‖∂E_T/∂s_t‖₂ for t ≤ T: the loss of position T alone, followed back (LSTM: h and c jointly). null where T has no loss.
   */
  readonly flow: readonly (readonly (readonly number[])[] | null)[];
  /** Every number, of tiny recurrent networks alone. */
  readonly numbers: WalkNumbers | null;
  /** Own time. */
  readonly milliseconds: number;
}

export interface WalkColumn {
  /** x_t */
  readonly character: string;
  readonly known: boolean;
  /** The character that comes next; null at the text's end. */
  readonly next: string | null;
  /** E_t in nats (the squared error in its own unit); null without a target. */
  readonly loss: number | null;
  /** o_t of the next character, and its place among all, from 1. */
  readonly value: number | null;
  readonly rank: number | null;
  /** The largest outputs, the largest first. */
  readonly top: readonly WalkOutput[];
  /** [layer] ‖s_t‖₂ */
  readonly norms: readonly number[];
  /** [layer] s_t of the shown units. */
  readonly states: readonly (readonly number[])[];
}

export interface WalkOutput {
  readonly character: string;
  readonly value: number;
}

/** A matrix by rows; a vector is a matrix of one column. */
export type Matrix = readonly (readonly (number | null)[])[];
export type Numbers = readonly (number | null)[];

export interface WalkNumbers {
  /** By index; null = the unknown class. */
  readonly vocabulary: readonly (string | null)[];
  /** By the tensors' names. */
  readonly weights: Readonly<Record<string, Matrix>>;
  /** [t] */
  readonly moments: readonly TraceStep[];
}

/** One time step, forward and back. E = Σ_t E_t over the text. */
export interface TraceStep {
  /** x_t: one-hot, or the embedding. */
  readonly input: Numbers;
  readonly symbol: number;
  readonly target: number;
  readonly layers: readonly WalkLayer[];
  /** net_t = V s_t (+ b) */
  readonly logits: Numbers;
  /** o_t */
  readonly outputs: Numbers;
  readonly loss: number | null;
  /** ∂E_t/∂o_t and ∂E_t/∂net_t. */
  readonly dOutputs: Numbers;
  readonly dLogits: Numbers;
  /** What this time step adds to ∂E/∂(weights), by the tensors' names, and the sum from the last time step down to this one. */
  readonly contributions: Readonly<Record<string, Matrix>>;
  readonly sums: Readonly<Record<string, Matrix>>;
}

/** A layer at one time step. Gates one below another: LSTM i, f, g, o; GRU r, z, n. */
export interface WalkLayer {
  readonly input: Numbers;
  readonly previous: Numbers;
  readonly previousCell: Numbers | null;
  /** U x_t and W s_{t-1}, without biases. */
  readonly fromInput: Numbers;
  readonly fromState: Numbers;
  /** What goes into φ, σ and tanh, biases included. */
  readonly net: Numbers;
  readonly gates: readonly Numbers[];
  readonly state: Numbers;
  readonly cell: Numbers | null;
  /** ∂E/∂s_t: from the output (or the layer above), from t + 1, and their sum. */
  readonly fromAbove: Numbers;
  readonly fromLater: Numbers;
  readonly dState: Numbers;
  /** LSTM: ∂E/∂c_t from t + 1 alone, and in total. */
  readonly cellFromLater: Numbers | null;
  readonly dCell: Numbers | null;
  /** ∂E/∂(U x_t + b), and ∂E/∂(W s_{t-1} + b'), which differs for the GRU. */
  readonly dNet: Numbers;
  readonly dRecurrentNet: Numbers;
}
