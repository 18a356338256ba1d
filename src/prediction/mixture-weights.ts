import { LONGEST_CONTEXT } from '../ngram/kneser-ney';

/** Step of the gradient on the exponents. */
const RATE = 0.004;
/** Pull of the linear mixture's weight towards each posterior. */
const LINEAR_RATE = 0.02;
/** Characters after which a running loss has forgotten two thirds. */
const MEMORY = 500;
/** The n-gram's largest probability: beyond how many of these it lies is, with the longest matched context, what a weight set is chosen by. */
const CERTAINTIES = [0.4, 0.75, 0.95];
const SETS = (LONGEST_CONTEXT + 1) * (CERTAINTIES.length + 1);
/** The same of the network: what is added to the exponents by its own certainty. */
const NETWORK_CERTAINTIES = [0.2, 0.4, 0.6, 0.8, 0.95];
/** Share of the n-gram's own loss that the mixture may lose on it, whatever the text and the network. */
const STAKE = 0.004;
/** Exponents of network and n-gram at first. */
const START: readonly [number, number] = [0.3, 0.8];

/** How two predictors are mixed at a place: which of the three ways has been best of late. */
export type Way = 'geometric' | 'linear' | 'ngram';

/**
 * Online weights of a mixture of a network and an n-gram model, a set for every length of the longest matched context and every certainty of the n-gram, with an addition by the network's certainty:
 * geometric p ∝ p_net^a · p_ngram^b, stepped along the gradient of log p; linear p = λ p_net + (1 - λ) p_ngram, drawn to its posterior. The n-gram alone
 * is the third way. The one with the best running loss speaks.
 */
export class MixtureWeights {
  private readonly exponents = Array.from({ length: SETS }, (): [number, number] => [...START]);
  private readonly additions = Array.from({ length: NETWORK_CERTAINTIES.length + 1 }, (): [number, number] => [0, 0]);
  private readonly lambdas = new Float64Array(SETS).fill(0.3);
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
    const { way, share } = this;
    if (way === 'ngram') {
      out.set(ngram);
      return;
    }
    const set = weightSet(ngram, matched);
    if (way === 'geometric') this.mixGeometric(network, ngram, set, out);
    const lambda = this.lambdas[set]!;
    for (let x = 0; x < out.length; x++) {
      const best = way === 'linear' ? lambda * network[x]! + (1 - lambda) * ngram[x]! : out[x]!;
      out[x] = share * best + (1 - share) * ngram[x]!;
    }
  }

  /** Learns from the symbol that came. */
  update(network: Float64Array, ngram: Float64Array, matched: number, symbol: number): void {
    if (this.geometric.length !== network.length) this.geometric = new Float64Array(network.length);
    const p = this.geometric;
    const set = weightSet(ngram, matched);
    this.mixGeometric(network, ngram, set, p);
    const lambda = this.lambdas[set]!;
    const told: Record<Way, number> = {
      geometric: p[symbol]!,
      linear: lambda * network[symbol]! + (1 - lambda) * ngram[symbol]!,
      ngram: ngram[symbol]!,
    };
    const { way, share } = this;
    this.ngramLoss -= Math.log(told.ngram);
    this.gain += Math.log((share * told[way]) / told.ngram + 1 - share);
    for (const each of ['geometric', 'linear', 'ngram'] as const) this.losses[each] += (-Math.log(told[each]) - this.losses[each]) / MEMORY;

    // ∂ log p(symbol) / ∂a = log p_net(symbol) - E_p[log p_net], and the same for b.
    let a = Math.log(network[symbol]!);
    let b = Math.log(ngram[symbol]!);
    for (let x = 0; x < p.length; x++) {
      const weight = p[x]!;
      if (weight < 1e-6) continue;
      a -= weight * Math.log(network[x]!);
      b -= weight * Math.log(ngram[x]!);
    }
    const exponents = this.exponents[set]!;
    exponents[0] = Math.min(2, Math.max(0, exponents[0] + RATE * a));
    exponents[1] = Math.min(2, Math.max(0, exponents[1] + RATE * b));
    const addition = this.additions[certaintyOf(network, NETWORK_CERTAINTIES)]!;
    addition[0] = Math.min(1, Math.max(-1, addition[0] + RATE * a));
    addition[1] = Math.min(1, Math.max(-1, addition[1] + RATE * b));
    const posterior = (lambda * network[symbol]!) / told.linear;
    this.lambdas[set] = Math.min(0.99, Math.max(0.01, lambda + LINEAR_RATE * (posterior - lambda)));
  }

  private mixGeometric(network: Float64Array, ngram: Float64Array, set: number, out: Float64Array): void {
    const own = this.exponents[set]!;
    const addition = this.additions[certaintyOf(network, NETWORK_CERTAINTIES)]!;
    const [a, b] = [Math.max(0, own[0] + addition[0]), Math.max(0, own[1] + addition[1])];
    let sum = 0;
    for (let x = 0; x < out.length; x++) {
      out[x] = Math.exp(a * Math.log(network[x]!) + b * Math.log(ngram[x]!));
      sum += out[x]!;
    }
    for (let x = 0; x < out.length; x++) out[x]! /= sum;
  }
}

function weightSet(ngram: Float64Array, matched: number): number {
  return matched * (CERTAINTIES.length + 1) + certaintyOf(ngram, CERTAINTIES);
}

/** How many of the limits the largest probability exceeds. */
function certaintyOf(distribution: Float64Array, limits: readonly number[]): number {
  let most = 0;
  for (const p of distribution) if (p > most) most = p;
  let certainty = 0;
  while (certainty < limits.length && most > limits[certainty]!) certainty++;
  return certainty;
}
