import type { MixtureWeights } from './mixture-weights';
import type { CountingPredictor, LearningPredictor, Predictor } from './predictor';

/** Matched contexts and counted symbols below which the n-gram knows next to nothing. */
const LEAST_CONTEXT = 3;
const LEAST_COUNTED = 1000;

/**
 * Network and n-gram together; or the n-gram of other texts and that of this one, which together may again stand for the n-gram. Forks share the weights, which
 * only `observe` and `learn` change.
 */
export class MixturePredictor implements CountingPredictor {
  private first = new Float64Array(0);
  private second = new Float64Array(0);
  /** Whether both distributions are those of this place. */
  private asked = false;

  constructor(
    private readonly network: Predictor,
    private readonly ngram: CountingPredictor,
    readonly weights: MixtureWeights,
  ) {}

  get vocabularySize(): number {
    return this.ngram.vocabularySize;
  }

  get counted(): number {
    return this.ngram.counted;
  }

  get matched(): number {
    return this.ngram.matched;
  }

  distribution(out: Float64Array): void {
    this.ask();
    this.weights.mix(this.first, this.second, this.ngram.matched, out);
  }

  /**
   * The surer of the mixture and the n-gram. A mixture is right more often than either, yet doubts long continuations that the n-gram has seen word for
   * word: for those the n-gram's own figure holds. Where it has seen next to nothing, the network's does.
   */
  confidence(out: Float64Array): void {
    this.distribution(out);
    const { first, second } = this;
    const alone = this.ngram.matched < LEAST_CONTEXT || this.ngram.counted < LEAST_COUNTED;
    for (let x = 0; x < out.length; x++) out[x] = Math.max(out[x]!, second[x]!, alone ? first[x]! : 0);
    if (!this.ngram.confidence) return;
    const third = new Float64Array(out.length);
    this.ngram.confidence(third);
    for (let x = 0; x < out.length; x++) out[x] = Math.max(out[x]!, third[x]!);
  }

  advance(symbol: number): void {
    this.asked = false;
    this.network.advance(symbol);
    this.ngram.advance(symbol);
  }

  observe(symbol: number): void {
    this.learnOwn(symbol);
    this.asked = false;
    if (isLearning(this.network)) this.network.observe(symbol);
    else this.network.advance(symbol);
    this.ngram.observe(symbol);
  }

  /** Lets the weights learn from the symbol that comes at this place, without reading it. */
  learn(symbol: number): void {
    this.learnOwn(symbol);
    if (this.ngram instanceof MixturePredictor) this.ngram.learn(symbol);
  }

  private learnOwn(symbol: number): void {
    this.ask();
    this.weights.update(this.first, this.second, this.ngram.matched, symbol);
  }

  fork(): MixturePredictor {
    this.ask();
    const copy = new MixturePredictor(this.network.fork(), this.ngram.fork(), this.weights);
    copy.first = this.first.slice();
    copy.second = this.second.slice();
    copy.asked = true;
    return copy;
  }

  private ask(): void {
    const V = this.ngram.vocabularySize;
    if (this.asked && this.first.length === V) return;
    if (this.first.length !== V) {
      this.first = new Float64Array(V);
      this.second = new Float64Array(V);
    }
    this.network.distribution(this.first);
    this.ngram.distribution(this.second);
    this.asked = true;
  }
}

function isLearning(predictor: Predictor): predictor is LearningPredictor {
  return 'observe' in predictor;
}
