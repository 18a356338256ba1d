import type { LayerDescription } from '../network/layers/description';
import { describeKind } from '../network/layers/descriptions';
import type { NetworkPorts } from '../network/ports';
import type { Vector } from '../network/reference/matrix';
import type { Architecture } from '../protocol/configuration';
import { type Diagnosis, type GradientFlow, MAP_CHARACTERS } from '../protocol/diagnostics';
import type { EncoderDecoderShape } from '../protocol/encoder-decoder';
import { kindsOf } from '../protocol/kinds';
import type { Tensors } from '../protocol/model';
import { backpropagationTerms, connectivity } from './backpropagation-terms';
import { DEFAULT_LAGS, DEFAULT_POSITIONS, gradientFlow } from './gradient-flow';
import { hiddenStates } from './hidden-states';
import { tensorHistograms } from './histogram';
import { influence } from './influence';
import { saturation } from './saturation';
import { recurrentBlocks, spectraOf } from './spectra';
import { stateFlow } from './state-flow';
import { type Trace, tracePair, traceText } from './trace';
import { wholeNetwork } from './whole-network';

export interface DiagnosisOptions {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  /** What the network is connected to, if it is no language model of that vocabulary. */
  readonly ports?: NetworkPorts;
  readonly weights: Tensors;
  /** Text as symbols, or rows of numbers; what lies behind the last position is not read. */
  readonly symbols: ArrayLike<number> | readonly Vector[];
  /** Of an encoder-decoder, whose symbols are the source, the beginning of a target and the target. */
  readonly pair?: { readonly shape: EncoderDecoderShape; readonly source: number };
  /** The same text, a character a symbol. */
  readonly characters: readonly string[];
  readonly lags?: readonly number[];
  readonly positions?: readonly number[];
  readonly step?: number;
  /** Gradients of the last step. */
  readonly gradients?: Tensors;
  /** Multiplications that the derivatives of the whole network may take, for each of its two charts; unlimited if omitted. */
  readonly extent?: number;
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
  const { weights, symbols } = options;
  const positions = options.positions ?? positionsWithin(symbols.length);
  const last = Math.max(...positions);
  const length = last + 1;
  const trace = traceOf(options, length);
  const next = nextOf(options, trace, last);
  const gates = spectraOf(trace, check);
  const flow = gradientFlow(trace, gates, options.lags ?? DEFAULT_LAGS, positions, check);
  return {
    step: options.step ?? null,
    characters: length,
    flow: { ...flow, ...wholeFlow(options, trace, flow, check) },
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

function traceOf({ architecture, ports, vocabularySize, weights, symbols, pair }: DiagnosisOptions, length: number): Trace {
  const read = Array.prototype.slice.call(symbols, 0, length);
  if (!pair) return traceText(architecture, ports ?? vocabularySize, weights, read);
  return tracePair(architecture, pair.shape, weights, read.slice(0, pair.source), read.slice(pair.source + 1));
}

/** The symbol that is asked for at the last position. At a text's end nothing tells what comes next: the likeliest one stands for it. */
function nextOf({ ports, vocabularySize, symbols, pair }: DiagnosisOptions, { steps }: Trace, last: number): number {
  const { logits } = steps[last]!;
  const isLanguage = !pair && (!ports || (ports.input.type === 'symbols' && ports.heads[0]!.width === vocabularySize));
  const known = isLanguage ? Number(symbols[last + 1] ?? -1) : -1;
  return known >= 0 ? known : logits.indexOf(Math.max(...logits));
}

/** The derivatives of the whole network, as far as they are worth their time: at all positions, or at the last one, or not at all. */
function wholeFlow(
  { architecture, vocabularySize, extent = Number.POSITIVE_INFINITY }: DiagnosisOptions,
  trace: Trace,
  { lags, positions, norms }: GradientFlow,
  check: () => void,
): Pick<GradientFlow, 'total' | 'influence'> {
  const own = [0, ...lags];
  if (trace.pair) return { total: norms[0]!, influence: { lags: own, norms: influence(trace, own, positions, check), positions } };
  const cost = wholeNetwork(architecture, vocabularySize, Math.max(...lags));
  const affordable = (each: number) => (each * positions.length <= extent ? positions : each <= extent ? [Math.max(...positions)] : []);
  const total = cost.total === undefined ? [] : affordable(cost.total);
  const listened = affordable(cost.influence);
  return {
    // One layer is the whole network.
    ...(norms.length === 1 && trace.network.layers[0]!.jacobian
      ? { total: norms[0]! }
      : total.length > 0
        ? { total: stateFlow(trace, lags, total, check) }
        : {}),
    ...(listened.length > 0 ? { influence: { lags: own, norms: influence(trace, own, listened, check), positions: listened } } : {}),
  };
}

/**
 * Multiplications that `diagnose` takes, roughly: Jacobian products and bounds, eigenvalues, the pass over the text. For deciding when it is worth it.
 * @param positions how many
 * @param extent as in the options
 */
export function diagnosisCost(architecture: Architecture, vocabularySize: number, characters: number, positions: number, extent: number): number {
  const { hidden: H } = architecture;
  const { influence: listening, total = 0 } = wholeNetwork(architecture, vocabularySize, Math.max(...DEFAULT_LAGS));
  const whole = [listening, total].filter((cost) => cost <= extent).reduce((sum, cost) => sum + cost, 0);
  return kindsOf(architecture)
    .map(describeKind)
    .reduce((sum, kind) => sum + layerCost(kind, H, vocabularySize, characters, positions), whole);
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
