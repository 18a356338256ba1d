import { type LearningPredictor, likeliest } from './predictor';

export interface Score {
  readonly characters: number;
  /** Sum of -ln p over the characters. */
  readonly nats: number;
  /** Characters whose likeliest prediction was right. */
  readonly correct: number;
}

/** How well a predictor tells a text. `adaptive`: it learns from each character after telling it. */
export function scoreText(predictor: LearningPredictor, symbols: ArrayLike<number>, vocabularySize: number, adaptive: boolean): Score {
  const out = new Float64Array(vocabularySize);
  let nats = 0;
  let correct = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i]!;
    const best = likeliest(predictor, out);
    // `out` is the distribution where the predictor has no cheaper way.
    nats -= Math.log(predictor.probability ? predictor.probability(symbol, vocabularySize) : out[symbol]!);
    if (best.symbol === symbol) correct++;
    if (adaptive) predictor.observe(symbol);
    else predictor.advance(symbol);
  }
  return { characters: symbols.length, nats, correct };
}
