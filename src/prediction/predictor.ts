/**
 * What tells which character comes next. A predictor stands at a place in a text; `advance` reads on. Characters are indices into one alphabet that all
 * predictors of a text share.
 */
export interface Predictor {
  /** p(next) into `out` [V], which sums to 1. */
  distribution(out: Float64Array): void;
  /** How sure each next symbol is, for suggestions; where it is missing, its probability. */
  confidence?(out: Float64Array): void;
  /** Reads a symbol that is only supposed: the predictor moves on and learns nothing. */
  advance(symbol: number): void;
  /** The predictor at the same place, to look ahead with. */
  fork(): Predictor;
}

/** A predictor that learns from what is really written. */
export interface LearningPredictor extends Predictor {
  /** Reads a symbol of the text: learns from it, then moves on. */
  observe(symbol: number): void;
}

/** What counts n-grams, or stands for such: it knows how much of the context it has seen. */
export interface CountingPredictor extends LearningPredictor {
  readonly vocabularySize: number;
  /** Symbols counted so far. */
  readonly counted: number;
  /** Longest matched context of the last distribution, in symbols. */
  readonly matched: number;
  fork(): CountingPredictor;
}
