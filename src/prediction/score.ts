import type { LearningPredictor } from './predictor';

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
    predictor.distribution(out);
    nats -= Math.log(out[symbol]!);
    let best = 0;
    for (let x = 1; x < out.length; x++) if (out[x]! > out[best]!) best = x;
    if (best === symbol) correct++;
    if (adaptive) predictor.observe(symbol);
    else predictor.advance(symbol);
  }
  return { characters: symbols.length, nats, correct };
}
