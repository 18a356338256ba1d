import { LONGEST_CONTEXT } from '../ngram/kneser-ney';

/** Step of the gradient on the exponents. */
const RATE = 0.02;
/** Pull of the linear mixture's weight towards each posterior. */
const LINEAR_RATE = 0.02;
/** Characters after which a running loss has forgotten two thirds. */
const MEMORY = 500;
/** Share of the n-gram's own loss that the mixture may lose on it, whatever the text and the network. */
const STAKE = 0.004;
/** Exponents of network and n-gram at first. */
const START: readonly [number, number] = [0.3, 0.8];

/** How two predictors are mixed at a place: which of the three ways has been best of late. */
export type Way = 'geometric' | 'linear' | 'ngram';

/**
 * Online weights of a mixture of a network and an n-gram model, a set for every length of the longest matched context:
 * geometric p ∝ p_net^a · p_ngram^b, stepped along the gradient of log p; linear p = λ p_net + (1 - λ) p_ngram, drawn to its posterior. The n-gram alone
 * is the third way. The one with the best running loss speaks.
 */
export class MixtureWeights {
  private readonly exponents = Array.from({ length: LONGEST_CONTEXT + 1 }, (): [number, number] => [...START]);
  private readonly lambdas = new Float64Array(LONGEST_CONTEXT + 1).fill(0.3);
  private readonly losses: Record<Way, number> = { geometric: 0, linear: 0, ngram: 0 };
  private geometric = new Float64Array(0);
  /** Nats that the n-gram alone has lost, and that what was said has lost less. */
  private ngramLoss = 0;
  private gain = 0;

  /** The way with the least running loss; the n-gram alone until something has been seen. */
  get way(): Way {
    const { geometric, linear, ngram } = this.losses;
    if (geometric < linear && geometric < ngram) return 'geometric';
    return linear < ngram ? 'linear' : 'ngram';
  }

  /** Whether the network has a say. */
  get usesNetwork(): boolean {
    return this.way !== 'ngram';
  }

  /**
   * How much of what is said the best way may say; the n-gram says the rest. What a bet of this size can lose at a place, -ln(1 - share), is covered by
   * the gain so far and the stake: so the loss on any text stays below 1 + STAKE times the n-gram's.
   */
  private get share(): number {
    return 1 - Math.exp(-Math.max(0, this.gain + STAKE * this.ngramLoss));
  }

  /** The mixture of two distributions [V] into `out`. */
  mix(network: Float64Array, ngram: Float64Array, matched: number, out: Float64Array): void {
    this.best(network, ngram, matched, out);
    const share = this.share;
    for (let x = 0; x < out.length; x++) out[x] = share * out[x]! + (1 - share) * ngram[x]!;
  }

  private best(network: Float64Array, ngram: Float64Array, matched: number, out: Float64Array): void {
    const way = this.way;
    if (way === 'ngram') out.set(ngram);
    else if (way === 'linear') {
      const lambda = this.lambdas[matched]!;
      for (let x = 0; x < out.length; x++) out[x] = lambda * network[x]! + (1 - lambda) * ngram[x]!;
    } else this.mixGeometric(network, ngram, matched, out);
  }

  /** Learns from the symbol that came. */
  update(network: Float64Array, ngram: Float64Array, matched: number, symbol: number): void {
    if (this.geometric.length !== network.length) this.geometric = new Float64Array(network.length);
    const p = this.geometric;
    this.mixGeometric(network, ngram, matched, p);
    const lambda = this.lambdas[matched]!;
    const linear = lambda * network[symbol]! + (1 - lambda) * ngram[symbol]!;
    const { way, share } = this;
    const best = way === 'ngram' ? ngram[symbol]! : way === 'linear' ? linear : p[symbol]!;
    this.ngramLoss -= Math.log(ngram[symbol]!);
    this.gain += Math.log(share * (best / ngram[symbol]!) + 1 - share);
    this.note('geometric', p[symbol]!);
    this.note('linear', linear);
    this.note('ngram', ngram[symbol]!);

    // ∂ log p(symbol) / ∂a = log p_net(symbol) - E_p[log p_net], and the same for b.
    let a = Math.log(network[symbol]!);
    let b = Math.log(ngram[symbol]!);
    for (let x = 0; x < p.length; x++) {
      const weight = p[x]!;
      if (weight < 1e-6) continue;
      a -= weight * Math.log(network[x]!);
      b -= weight * Math.log(ngram[x]!);
    }
    const set = this.exponents[matched]!;
    set[0] = Math.min(2, Math.max(0, set[0] + RATE * a));
    set[1] = Math.min(2, Math.max(0, set[1] + RATE * b));
    const posterior = (lambda * network[symbol]!) / linear;
    this.lambdas[matched] = Math.min(0.99, Math.max(0.01, lambda + LINEAR_RATE * (posterior - lambda)));
  }

  private mixGeometric(network: Float64Array, ngram: Float64Array, matched: number, out: Float64Array): void {
    const [a, b] = this.exponents[matched]!;
    let sum = 0;
    for (let x = 0; x < out.length; x++) {
      out[x] = Math.exp(a * Math.log(network[x]!) + b * Math.log(ngram[x]!));
      sum += out[x]!;
    }
    for (let x = 0; x < out.length; x++) out[x]! /= sum;
  }

  private note(way: Way, probability: number): void {
    this.losses[way] += (-Math.log(probability) - this.losses[way]) / MEMORY;
  }
}
