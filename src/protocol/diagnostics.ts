import * as v from 'valibot';
import type { Immutable } from './immutable';
import { numbers } from './json-number';

/**
 * A diagnosis of a network on a text: why it can or cannot remember. Plain values that survive JSON. `null` stands for what does not exist: the
 * logarithm of an exact zero, a lag that no position is far enough from the text's start for, or a figure that has no meaning for the cell.
 */
export interface Diagnosis {
  /** Update that the weights are of; null outside of a run. */
  readonly step: number | null;
  /** Characters read, from a zero state. */
  readonly characters: number;
  readonly flow: GradientFlow;
  /** [layer][gate], PyTorch's order; the plain RNN has one. Empty for the feed-forward net, which has no recurrent matrix. */
  readonly spectra: readonly (readonly GateSpectrum[])[];
  /** [layer][gate, then the hidden state]. */
  readonly saturation: readonly (readonly Saturation[])[];
  readonly states: HiddenStates;
  readonly terms: BackpropagationTerms;
  readonly connectivity: Connectivity;
  readonly weights: readonly TensorHistogram[];
  /** Of the last step, before clipping; null where there was none. */
  readonly gradients: readonly TensorHistogram[] | null;
  /** Own time. */
  readonly milliseconds: number;
}

/** ‖∂s_t/∂s_k‖₂ against the lag t - k within a layer (LSTM: h and c jointly): geometric means over the positions t, as log10. */
export interface GradientFlow {
  readonly lags: readonly number[];
  readonly positions: readonly number[];
  /**
   * Layers whose past reaches them in another way than through the Jacobians of a state (convolution, attention, states that are matrices): nothing is
   * known of what is left there, and their norms are null. Missing where there are none.
   */
  readonly unmeasured?: readonly number[];
  /** [layer][lag] the true product of Jacobians. */
  readonly norms: readonly (readonly (number | null)[])[];
  /** [layer][lag] upper bound: (max φ' · σ_max(W))^lag for the plain RNN, the product of the single Jacobians' norms for gated cells. */
  readonly bounds: readonly (readonly (number | null)[])[];
  /** [lag] ‖∂s_t/∂s_k‖₂ of the states of all layers side by side, through every path. Absent where a layer has no such state or it would take too long. */
  readonly total?: readonly (number | null)[];
  /** ‖∂logits_t/∂x_k‖₂ against the lag, 0 included: defined for every kind of layer. Absent in runs of older versions, and where it would take too long. */
  readonly influence?: { readonly lags: readonly number[]; readonly norms: readonly (number | null)[]; readonly positions: readonly number[] };
  /** [layer][lag] ρ(W)^lag: an estimate and no bound; null for gated cells. */
  readonly estimates: readonly (readonly (number | null)[])[] | null;
}

export interface GateSpectrum {
  /** 'W' for the plain RNN; i, f, g, o; r, z, n. */
  readonly gate: string;
  /** Eigenvalues in the complex plane: [re, im]. */
  readonly eigenvalues: readonly (readonly [number, number])[];
  /** ρ = max |λ|. */
  readonly spectralRadius: number;
  /** Largest singular value. */
  readonly sigmaMax: number;
}

/** How the values of a gate, or of the hidden state ('h'), are spread over characters and units. */
export interface Saturation {
  readonly gate: string;
  /** Share at the lower flat end: below -.9 (tanh), below .1 (sigmoid), exactly 0 (ReLU). */
  readonly left: number;
  /** Share at the upper flat end, above .9; null for ReLU, which has none. */
  readonly right: number | null;
  readonly histogram: Histogram;
  /** ReLU units that are off at every character; null for other functions. */
  readonly dead: number | null;
  /** [unit] share of the characters at which it is at the lower and at the upper flat end, rounded to two digits. Runs of older versions lack it. */
  readonly units?: readonly (readonly [left: number, right: number])[];
}

export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

export interface TensorHistogram {
  readonly name: string;
  readonly histogram: Histogram;
}

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
export interface HiddenStates extends UnitStates {
  /** [layer][t] ‖h_t‖₂ */
  readonly hiddenNorms: readonly (readonly number[])[];
  /** [layer][t] ‖c_t‖₂ of the LSTM. */
  readonly cellNorms: readonly (readonly number[])[] | null;
}

/** The itemised sum ∂E_t/∂W = Σ_k ∂E_t/∂s_t (Π ∂s_j/∂s_{j-1}) ∂s_k/∂W of one position t. */
export interface BackpropagationTerms {
  readonly position: number;
  /** [layer][t - k] log10 of the Frobenius norm of term k. */
  readonly norms: readonly (readonly (number | null)[])[];
  /** [layer] log10 ‖∂E_t/∂W‖ of the sum of these terms. */
  readonly totals: readonly (number | null)[];
}

/** ‖∂ logit / ∂x_k‖₂ of the true next character's logit (the likeliest one's at the text's end) by every earlier input. */
export interface Connectivity {
  readonly position: number;
  /** [t - k], k from t backwards. */
  readonly norms: readonly number[];
}

/** A diagnosis made while training. */
export interface DiagnosisEvent {
  type: 'diagnosis';
  step: number;
  diagnosis: Diagnosis;
}
