import * as v from 'valibot';
import type { Immutable } from './immutable';
import { number, numbers } from './json-number';

/** What does not exist is null: the logarithm of an exact zero, a lag that no position is far enough from the text's start for. */
const logarithms = v.array(v.nullable(v.number()));
const perLayer = v.array(logarithms);

/** ‖∂s_t/∂s_k‖₂ against the lag t - k within a layer (LSTM: h and c jointly): geometric means over the positions t, as log10. */
const gradientFlow = v.object({
  lags: v.array(v.number()),
  positions: v.optional(v.array(v.number()), []),
  /**
   * Layers whose past reaches them in another way than through the Jacobians of a state (convolution, attention, states that are matrices): nothing is
   * known of what is left there, and their norms are null. Missing where there are none.
   */
  unmeasured: v.optional(v.array(v.number())),
  /** [layer][lag] the true product of Jacobians. */
  norms: perLayer,
  /** [layer][lag] upper bound: (max φ' · σ_max(W))^lag for the plain RNN, the product of the single Jacobians' norms for gated cells. */
  bounds: perLayer,
  /** [lag] ‖∂s_t/∂s_k‖₂ of the states of all layers side by side, through every path. Absent where a layer has no such state or it would take too long. */
  total: v.optional(logarithms),
  /** ‖∂logits_t/∂x_k‖₂ against the lag, 0 included: defined for every kind of layer. Absent in runs of older versions, and where it would take too long. */
  influence: v.optional(v.object({ lags: v.array(v.number()), norms: logarithms, positions: v.array(v.number()) })),
  /** [layer][lag] ρ(W)^lag: an estimate and no bound; null for gated cells. */
  estimates: v.nullable(perLayer),
});
export type GradientFlow = Immutable<v.InferOutput<typeof gradientFlow>>;

const gateSpectrum = v.object({
  /** 'W' for the plain RNN; i, f, g, o; r, z, n. */
  gate: v.string(),
  /** Eigenvalues in the complex plane: [re, im]. */
  eigenvalues: v.optional(v.array(v.tuple([number, number])), []),
  /** ρ = max |λ|. */
  spectralRadius: number,
  /** Largest singular value. */
  sigmaMax: number,
});
export type GateSpectrum = Immutable<v.InferOutput<typeof gateSpectrum>>;

const histogram = v.object({ from: number, to: number, counts: v.array(v.number()) });
export type Histogram = Immutable<v.InferOutput<typeof histogram>>;

const tensorHistogram = v.object({ name: v.string(), histogram });
export type TensorHistogram = Immutable<v.InferOutput<typeof tensorHistogram>>;

/** How the values of a gate, or of the hidden state ('h'), are spread over characters and units. */
const saturation = v.object({
  gate: v.string(),
  /** Share at the lower flat end: below -.9 (tanh), below .1 (sigmoid), exactly 0 (ReLU). */
  left: number,
  /** Share at the upper flat end, above .9; null for ReLU, which has none. */
  right: v.nullable(v.number()),
  histogram,
  /** ReLU units that are off at every character; null for other functions. */
  dead: v.nullable(v.number()),
  /** [unit] share of the characters at which it is at the lower and at the upper flat end, rounded to two digits. Runs of older versions lack it. */
  units: v.optional(v.array(v.tuple([number, number]))),
});
export type Saturation = Immutable<v.InferOutput<typeof saturation>>;

/** Characters of the heat map of hidden states. */
export const MAP_CHARACTERS = 64;

/** Hidden states unit by unit, of the last characters of a text. */
export const unitStates = v.object({
  text: v.string(),
  /** h of the characters from `from` on, [layer][t - from][unit], rounded to two digits. */
  from: v.number(),
  activations: v.array(v.array(numbers)),
});
export type UnitStates = Immutable<v.InferOutput<typeof unitStates>>;

/** Norms along the text, and the last characters' states unit by unit. */
const hiddenStates = v.object({
  ...unitStates.entries,
  /** [layer][t] ‖h_t‖₂ */
  hiddenNorms: v.array(numbers),
  /** [layer][t] ‖c_t‖₂ of the LSTM. */
  cellNorms: v.nullable(v.array(numbers)),
});
export type HiddenStates = Immutable<v.InferOutput<typeof hiddenStates>>;

/** The itemised sum ∂E_t/∂W = Σ_k ∂E_t/∂s_t (Π ∂s_j/∂s_{j-1}) ∂s_k/∂W of one position t. */
const backpropagationTerms = v.object({
  position: v.number(),
  /** [layer][t - k] log10 of the Frobenius norm of term k. */
  norms: perLayer,
  /** [layer] log10 ‖∂E_t/∂W‖ of the sum of these terms. */
  totals: logarithms,
});
export type BackpropagationTerms = Immutable<v.InferOutput<typeof backpropagationTerms>>;

/** ‖∂ logit / ∂x_k‖₂ of the true next character's logit (the likeliest one's at the text's end) by every earlier input. */
const connectivity = v.object({
  position: v.number(),
  /** [t - k], k from t backwards. */
  norms: numbers,
});
export type Connectivity = Immutable<v.InferOutput<typeof connectivity>>;

/**
 * A diagnosis of a network on a text: why it can or cannot remember. Plain values that survive JSON. `null` stands for what does not exist: a logarithm or
 * a lag as above, or a figure that has no meaning for the cell. What the first versions did not measure is empty.
 */
const diagnosis = v.object({
  /** Update that the weights are of; null outside of a run. */
  step: v.optional(v.nullable(v.number()), null),
  /** Characters read, from a zero state. */
  characters: v.optional(v.number(), 0),
  flow: gradientFlow,
  /** [layer][gate], PyTorch's order; the plain RNN has one. Empty for the feed-forward net, which has no recurrent matrix. */
  spectra: v.array(v.array(gateSpectrum)),
  /** [layer][gate, then the hidden state]. */
  saturation: v.optional(v.array(v.array(saturation)), []),
  states: v.optional(hiddenStates, { text: '', from: 0, activations: [], hiddenNorms: [], cellNorms: null }),
  terms: v.optional(backpropagationTerms, { position: 0, norms: [], totals: [] }),
  connectivity: v.optional(connectivity, { position: 0, norms: [] }),
  weights: v.optional(v.array(tensorHistogram), []),
  /** Of the last step, before clipping; null where there was none. */
  gradients: v.optional(v.nullable(v.array(tensorHistogram)), null),
  /** Own time. */
  milliseconds: v.optional(v.number(), 0),
});
export type Diagnosis = Immutable<v.InferOutput<typeof diagnosis>>;

/** A diagnosis made while training. */
export const diagnosisEvent = v.object({ type: v.literal('diagnosis'), step: v.number(), diagnosis });
export type DiagnosisEvent = Immutable<v.InferOutput<typeof diagnosisEvent>>;
