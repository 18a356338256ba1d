import { TARGET_END as END } from '../../../protocol/encoder-decoder';
import type { Encoded, EncoderDecoder } from './network';

/** A target that was written, and where each of its characters looked. */
export interface Written {
  /** Characters without the end. */
  readonly symbols: readonly number[];
  /** Natural logarithm of the probability of the whole target, its end included. */
  readonly logProbability: number;
  /** Share of every source character in every target character [T][S]; empty without attention. */
  readonly attention: readonly (readonly number[])[];
}

interface Beam extends Written {
  readonly state: Float64Array;
  readonly last: number;
  readonly ended: boolean;
}

/**
 * Writes the target of a source, likeliest first: greedily with a beam of 1, else by beam search on the summed log-probabilities.
 * @param source characters
 * @param limit characters at most
 * @returns as many targets as the beam is wide, or fewer when there are fewer
 */
export function write(network: EncoderDecoder, source: Int32Array, limit: number, width = 1): Written[] {
  const { targets: V } = network.shape;
  const encoded = network.encode({ sources: source, streams: 1 });
  let beams: Beam[] = [{ symbols: [], logProbability: 0, attention: [], state: encoded.last, last: V, ended: false }];
  for (let step = 0; step < limit && beams.some(({ ended }) => !ended); step++) {
    const next: Beam[] = [];
    for (const beam of beams) next.push(...(beam.ended ? [beam] : extend(network, beam, encoded, width)));
    beams = next.sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
  }
  return beams.map(({ symbols, logProbability, attention }) => ({ symbols, logProbability, attention }));
}

/** The `width` likeliest continuations of a beam. */
function extend(network: EncoderDecoder, beam: Beam, encoded: Encoded, width: number): Beam[] {
  const { hidden: H } = network.shape;
  const { decoder, attending, logits } = network.decode([beam.last], 1, beam.state, encoded);
  const top = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const total = top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0));
  const order = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!).slice(0, width);
  return order.map((symbol) => ({
    symbols: symbol === END ? beam.symbols : [...beam.symbols, symbol],
    logProbability: beam.logProbability + logits[symbol]! - total,
    attention: attending && symbol !== END ? [...beam.attention, [...attending.weights]] : beam.attention,
    state: decoder.states.slice(H),
    last: symbol,
    ended: symbol === END,
  }));
}
