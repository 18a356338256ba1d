import * as v from 'valibot';
import { architecture } from './configuration-schema';
import { type Immutable, immutable } from './immutable';
import { number, numbers } from './json-number';

/** Characters of a text that is walked through: one more than the time steps, since each is the target of the one before. */
export const MAX_WALK_CHARACTERS = 17;
/** The same of a pair, or of an example that is classified. */
export const MAX_PAIR_CHARACTERS = 48;
/** Networks up to this size are shown in every number. */
export const TINY = { hidden: 8, vocabulary: 12 } as const;

const character = v.object({ character: v.string(), value: number });
/** One of the largest outputs. */
export type WalkOutput = Immutable<v.InferOutput<typeof character>>;

const walkColumn = v.object({
  /** x_t */
  character: v.string(),
  known: v.boolean(),
  /** The character that comes next; null at the text's end. */
  next: v.nullable(v.string()),
  /** E_t in nats (the squared error in its own unit); null without a target. */
  loss: v.nullable(v.number()),
  /** o_t of the next character, and its place among all, from 1. */
  value: v.nullable(v.number()),
  rank: v.nullable(v.number()),
  /** The largest outputs, the largest first. */
  top: v.array(character),
  /** [layer] ‖s_t‖₂ */
  norms: numbers,
  /** [layer] s_t of the shown units. */
  states: v.array(numbers),
});
export type WalkColumn = Immutable<v.InferOutput<typeof walkColumn>>;

const finite = v.array(v.nullable(v.number()));
export type Numbers = Immutable<v.InferOutput<typeof finite>>;
const matrix = v.array(finite);
/** A matrix by rows; a vector is a matrix of one column. */
export type Matrix = Immutable<v.InferOutput<typeof matrix>>;
/** By the tensors' names. */
const matrices = v.record(v.string(), matrix);

const walkLayer = v.object({
  input: finite,
  previous: finite,
  previousCell: v.nullable(finite),
  /** U x_t and W s_{t-1}, without biases. */
  fromInput: finite,
  fromState: finite,
  /** What goes into φ, σ and tanh, biases included. */
  net: finite,
  gates: v.array(finite),
  state: finite,
  cell: v.nullable(finite),
  /** ∂E/∂s_t: from the output (or the layer above), from t + 1, and their sum. */
  fromAbove: finite,
  fromLater: finite,
  dState: finite,
  /** LSTM: ∂E/∂c_t from t + 1 alone, and in total. */
  cellFromLater: v.nullable(finite),
  dCell: v.nullable(finite),
  /** ∂E/∂(U x_t + b), and ∂E/∂(W s_{t-1} + b'), which differs for the GRU. */
  dNet: finite,
  dRecurrentNet: finite,
});
/** A layer at one time step. Gates one below another: LSTM i, f, g, o; GRU r, z, n. */
export type WalkLayer = Immutable<v.InferOutput<typeof walkLayer>>;

const traceStep = v.object({
  /** x_t: one-hot, or the embedding. */
  input: finite,
  symbol: v.number(),
  target: v.number(),
  layers: v.array(walkLayer),
  /** net_t = V s_t (+ b) */
  logits: finite,
  /** o_t */
  outputs: finite,
  loss: v.nullable(v.number()),
  /** ∂E_t/∂o_t and ∂E_t/∂net_t. */
  dOutputs: finite,
  dLogits: finite,
  /** What this time step adds to ∂E/∂(weights), and the sum from the last time step down to this one. */
  contributions: matrices,
  sums: matrices,
});
/** One time step, forward and back. E = Σ_t E_t over the text. */
export type TraceStep = Immutable<v.InferOutput<typeof traceStep>>;

const walkNumbers = v.object({
  /** By index; null = the unknown class. */
  vocabulary: v.array(v.nullable(v.string())),
  weights: matrices,
  /** [t] */
  moments: v.array(traceStep),
});
export type WalkNumbers = Immutable<v.InferOutput<typeof walkNumbers>>;

/**
 * A network reading a short text from a zero state, and the gradient of its losses on the way back. Plain values that survive JSON; `null` stands for
 * what does not exist or is not finite. Symbols: -1 = not in the vocabulary (a zero input; no loss as a target).
 */
export const bpttTrace = immutable(
  v.object({
    /** Updates that the weights have seen; null where that is not known. */
    step: v.nullable(v.number()),
    architecture,
    vocabularySize: v.number(),
    text: v.string(),
    /** One a time step. */
    columns: v.pipe(v.array(walkColumn), v.minLength(1)),
    /** [layer] the units whose values the columns hold: all, or those that change most on this text. */
    units: v.array(v.array(v.number())),
    /** [T][layer][t] ‖∂E_T/∂s_t‖₂ for t ≤ T: the loss of position T alone, followed back (LSTM: h and c jointly). null where T has no loss. */
    flow: v.array(v.nullable(v.array(numbers))),
    /** Every number, of tiny recurrent networks alone. */
    numbers: v.nullable(walkNumbers),
    /** Own time. */
    milliseconds: v.number(),
  }),
);
export type BpttTrace = v.InferOutput<typeof bpttTrace>;
