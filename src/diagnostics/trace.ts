import type { NetworkPorts } from '../network/ports';
import { toFloat64, type Vector } from '../network/reference/matrix';
import { type NetworkStep, ReferenceNetwork } from '../network/reference/network';
import { sliding, windowOf } from '../network/sliding';
import type { Architecture } from '../protocol/configuration';
import type { EncoderDecoderShape } from '../protocol/encoder-decoder';
import type { Tensors } from '../protocol/model';
import { PairNetwork } from './pair-network';

/** A network reading a text from a zero state, with every time step kept for its derivatives. */
export interface Trace {
  readonly network: ReferenceNetwork;
  /** What was read, one a time step. */
  readonly symbols: ArrayLike<number> | readonly Vector[];
  readonly steps: readonly NetworkStep[];
  /** Time steps that a window of attention without memory sees; undefined where nothing ends with a window. */
  readonly reach?: number | undefined;
  /** The parts of an encoder-decoder, each with its own weights. */
  readonly pair?: PairParts;
}

export interface PairParts {
  readonly network: PairNetwork;
  /** Time step at which the decoder begins. */
  readonly decoderFrom: number;
}

/** Reads symbols, or rows of numbers, in float64; a number instead of ports stands for a language model with so many symbols. A symbol below 0 is unknown: a zero input. */
export function traceText(
  architecture: Architecture,
  ports: NetworkPorts | number,
  weights: Tensors,
  symbols: ArrayLike<number> | readonly Vector[],
): Trace {
  const network = new ReferenceNetwork(sliding(architecture), ports, toFloat64(weights));
  const steps: NetworkStep[] = [];
  let state = network.zeroState();
  for (let t = 0; t < symbols.length; t++) {
    const step = network.forward(symbols[t]!, state);
    state = step.state;
    steps.push(step);
  }
  return { network, symbols, steps, reach: windowOf(architecture) };
}

/**
 * An encoder-decoder reading a pair in float64: the characters of the source, then the beginning of the target and its characters.
 * @param target what the decoder reads: the target without its end
 */
export function tracePair(
  architecture: Architecture,
  shape: EncoderDecoderShape,
  weights: Tensors,
  source: ArrayLike<number>,
  target: ArrayLike<number>,
): Trace {
  const network = new PairNetwork(architecture, shape, weights);
  const symbols = [...Array.from(source), shape.targets, ...Array.from(target)];
  return { network, symbols, steps: network.read(source, target), pair: { network, decoderFrom: source.length } };
}
