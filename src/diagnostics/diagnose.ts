import type { LayerDescription } from '../network/layers/description';
import { describeKind } from '../network/layers/descriptions';
import type { NetworkPorts } from '../network/ports';
import type { Architecture } from '../protocol/configuration';
import { type Diagnosis, MAP_CHARACTERS } from '../protocol/diagnostics';
import { kindsOf } from '../protocol/kinds';
import type { Tensors } from '../protocol/model';
import { backpropagationTerms, connectivity } from './backpropagation-terms';
import { DEFAULT_LAGS, DEFAULT_POSITIONS, gradientFlow } from './gradient-flow';
import { hiddenStates } from './hidden-states';
import { tensorHistograms } from './histogram';
import { saturation } from './saturation';
import { recurrentBlocks, spectra } from './spectra';
import { traceText } from './trace';

export interface DiagnosisOptions {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  /** What the network is connected to, if it is no language model of that vocabulary. */
  readonly ports?: NetworkPorts;
  readonly weights: Tensors;
  /** Text as symbols; what lies behind the last position is not read. */
  readonly symbols: ArrayLike<number>;
  /** The same text, a character a symbol. */
  readonly characters: readonly string[];
  readonly lags?: readonly number[];
  readonly positions?: readonly number[];
  readonly step?: number;
  /** Gradients of the last step. */
  readonly gradients?: Tensors;
  readonly now: () => number;
  /** Looked at every few milliseconds; true ends the diagnosis without a result. */
  readonly interrupted?: () => boolean;
}

/** Ends a diagnosis from inside; never leaves this file. */
class Interrupted extends Error {}

/** Those positions that a text of this length has, or its end when it is too short for any. */
export function positionsWithin(characters: number, wanted: readonly number[] = DEFAULT_POSITIONS): number[] {
  const positions = wanted.filter((position) => position < characters);
  return positions.length > 0 ? positions : [characters - 1];
}

/** Everything at once, from a zero state at the text's start. Deterministic; in float64. Undefined when interrupted. */
export function diagnose(options: DiagnosisOptions & { interrupted: () => boolean }): Diagnosis | undefined;
export function diagnose(options: DiagnosisOptions & { interrupted?: never }): Diagnosis;
export function diagnose(options: DiagnosisOptions): Diagnosis | undefined {
  try {
    return compute(options, () => {
      if (options.interrupted?.()) throw new Interrupted();
    });
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}

function compute(options: DiagnosisOptions, check: () => void): Diagnosis {
  const started = options.now();
  const { architecture, vocabularySize, weights, symbols } = options;
  const positions = options.positions ?? positionsWithin(symbols.length);
  const last = Math.max(...positions);
  const length = last + 1;
  const trace = traceText(architecture, options.ports ?? vocabularySize, weights, Array.prototype.slice.call(symbols, 0, length));
  const { logits } = trace.steps[last]!;
  // At the text's end nothing tells what comes next: the likeliest character stands for it.
  const isLanguage = !options.ports || options.ports.heads[0]!.width === vocabularySize;
  const next = isLanguage && last + 1 < symbols.length && symbols[last + 1]! >= 0 ? symbols[last + 1]! : logits.indexOf(Math.max(...logits));
  const gates = spectra(trace.network, check);
  return {
    step: options.step ?? null,
    characters: length,
    flow: gradientFlow(trace, gates, options.lags ?? DEFAULT_LAGS, positions, check),
    spectra: gates,
    saturation: saturation(trace),
    states: hiddenStates(trace, options.characters.slice(0, length).join(''), MAP_CHARACTERS),
    terms: backpropagationTerms(trace, last, next),
    connectivity: connectivity(trace, last, next),
    weights: tensorHistograms(weights),
    gradients: options.gradients ? tensorHistograms(options.gradients) : null,
    milliseconds: options.now() - started,
  };
}

/**
 * Multiplications that `diagnose` takes, roughly: Jacobian products and bounds, eigenvalues, the pass over the text. For deciding when it is worth it.
 * @param positions how many
 */
export function diagnosisCost(architecture: Architecture, vocabularySize: number, characters: number, positions: number): number {
  const { hidden: H } = architecture;
  return kindsOf(architecture)
    .map(describeKind)
    .reduce((sum, kind) => sum + layerCost(kind, H, vocabularySize, characters, positions), 0);
}

function layerCost(kind: LayerDescription, H: number, vocabularySize: number, characters: number, positions: number): number {
  const gates = recurrentBlocks(kind).length;
  const matrix = H * H * gates;
  // Applications of a Jacobian and its transpose until the Lanczos processes have converged, by measurement.
  const products = 2000 * positions * matrix;
  // Single Jacobians of about 80 steps before each position.
  const bounds = kind.gates.length === 0 ? 0 : 40 * Math.min(characters, 80 * positions) * matrix;
  const eigenvalues = 12 * gates * H ** 3;
  const reading = characters * (2 * matrix + H * vocabularySize);
  return products + bounds + eigenvalues + reading;
}
