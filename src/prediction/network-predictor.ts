import type { InferenceNetwork } from '../network/learner';
import type { LearningPredictor } from './predictor';

/** Probability that the network leaves to characters that it has never seen, shared evenly. */
const UNSEEN = 1e-4;

/** A recurrent network at a place in a text. Characters beyond its vocabulary share a small probability and are read as unknown. */
export class NetworkPredictor implements LearningPredictor {
  private readonly logProbabilities: Float32Array;

  private constructor(
    private readonly network: InferenceNetwork,
    private readonly state: Float32Array,
    logProbabilities: Float32Array,
    private readonly hasUnknown: boolean,
  ) {
    this.logProbabilities = logProbabilities;
  }

  /** From a zero state over `prefix`, which is short: what lies further back changes little. An empty one is read as an unknown character. */
  static after(network: InferenceNetwork, prefix: ArrayLike<number>, hasUnknown: boolean): NetworkPredictor {
    const predictor = new NetworkPredictor(network, network.createState(), new Float32Array(network.vocabularySize), hasUnknown);
    const known = Int32Array.from(prefix, (symbol) => predictor.known(symbol));
    network.warm(predictor.state, known.subarray(0, -1));
    predictor.advance(known.length > 0 ? known[known.length - 1]! : -1);
    return predictor;
  }

  /** At a state that was kept, after reading `symbol`. */
  static from(network: InferenceNetwork, state: Float32Array, symbol: number, hasUnknown: boolean): NetworkPredictor {
    const predictor = new NetworkPredictor(network, state.slice(), new Float32Array(network.vocabularySize), hasUnknown);
    predictor.advance(symbol);
    return predictor;
  }

  distribution(out: Float64Array): void {
    const { logProbabilities: log } = this;
    const unseen = out.length - log.length;
    const scale = unseen > 0 ? 1 - UNSEEN : 1;
    // float32 sums to 1 within 1e-6; the mixture needs it exactly.
    let sum = 0;
    for (let x = 0; x < log.length; x++) {
      out[x] = Math.exp(log[x]!);
      sum += out[x]!;
    }
    for (let x = 0; x < log.length; x++) out[x]! *= scale / sum;
    for (let x = log.length; x < out.length; x++) out[x] = UNSEEN / unseen;
  }

  advance(symbol: number): void {
    this.network.advance(this.state, this.known(symbol), this.logProbabilities);
  }

  observe(symbol: number): void {
    this.advance(symbol);
  }

  fork(): NetworkPredictor {
    return new NetworkPredictor(this.network, this.state.slice(), this.logProbabilities.slice(), this.hasUnknown);
  }

  /** p(symbol) as `distribution` gives it in an alphabet without characters that the network does not know. */
  probability(symbol: number): number {
    return symbol < this.logProbabilities.length ? Math.exp(this.logProbabilities[symbol]!) : UNSEEN;
  }

  /** What the network reads for a symbol. */
  known(symbol: number): number {
    return knownSymbol(this.network, symbol, this.hasUnknown);
  }
}

/** What a network reads for a symbol of a document: itself, or for one beyond its vocabulary the unknown class (-1 where it has none). */
export function knownSymbol(network: InferenceNetwork, symbol: number, hasUnknown: boolean): number {
  return symbol < network.vocabularySize ? symbol : hasUnknown ? 0 : -1;
}
