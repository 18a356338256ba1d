import { CONTEXT, type DynamicEvaluation, SEGMENT } from './dynamic-evaluation';
import type { NetworkPredictor } from './network-predictor';
import type { LearningPredictor } from './predictor';

/** A trained network and its learning copy at the same place of a text: the copy speaks, and learns from what is observed. */
export class DynamicPredictor implements LearningPredictor {
  /** Symbols observed since the last update, and the context before them. */
  private recent: number[] = [];
  private fresh = 0;

  constructor(
    private readonly trained: NetworkPredictor,
    private readonly copy: NetworkPredictor,
    private readonly dynamic: DynamicEvaluation,
  ) {}

  distribution(out: Float64Array): void {
    this.copy.distribution(out);
  }

  advance(symbol: number): void {
    this.copy.advance(symbol);
  }

  observe(symbol: number): void {
    this.dynamic.compare(this.trained.probability(symbol), this.copy.probability(symbol));
    this.trained.advance(symbol);
    this.copy.advance(symbol);
    this.recent.push(this.copy.known(symbol));
    if (++this.fresh < SEGMENT) return;
    this.dynamic.learn(Int32Array.from(this.recent), SEGMENT);
    this.recent = this.recent.slice(-CONTEXT);
    this.fresh = 0;
  }

  /** To look ahead with; a fork learns nothing. */
  fork(): NetworkPredictor {
    return this.copy.fork();
  }
}
