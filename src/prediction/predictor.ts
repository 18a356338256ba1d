/**
 * What tells which character comes next. A predictor stands at a place in a text; `advance` reads on. Characters are indices into one alphabet that all
 * predictors of a text share.
 */
export interface Predictor {
  /** p(next) into `out` [V], which sums to 1. */
  distribution(out: Float64Array): void;
  /** p of one symbol out of `vocabularySize`, where that is cheaper than the whole distribution. */
  probability?(symbol: number, vocabularySize: number): number;
  /** The most probable symbol, -1 for one that the alphabet does not have; where that is cheaper than the whole distribution. */
  likeliest?(): Guess;
  /** Reads a symbol that is only supposed: the predictor moves on and learns nothing. */
  advance(symbol: number): void;
  /** The predictor at the same place, to look ahead with. */
  fork(): Predictor;
  /** The same for questions that a rough answer serves, where there is a cheaper one. */
  forkRoughly?(): Predictor;
}

/** A symbol and its probability. */
export interface Guess {
  readonly symbol: number;
  readonly probability: number;
}

/** A predictor that learns from what is really written. */
export interface LearningPredictor extends Predictor {
  /** Reads a symbol of the text: learns from it, then moves on. */
  observe(symbol: number): void;
}

/** Reads a symbol of the text: a predictor that can learns from it. */
export function observe(predictor: Predictor, symbol: number): void {
  if ('observe' in predictor) (predictor as LearningPredictor).observe(symbol);
  else predictor.advance(symbol);
}

/** The most probable next symbol; `out` [V] is room to work in. */
export function likeliest(predictor: Predictor, out: Float64Array): Guess {
  if (predictor.likeliest) return predictor.likeliest();
  predictor.distribution(out);
  let symbol = 0;
  for (let x = 1; x < out.length; x++) if (out[x]! > out[symbol]!) symbol = x;
  return { symbol, probability: out[symbol]! };
}
