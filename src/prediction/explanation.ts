import { EXPLANATION_PARTS, type Explanation, type ExplanationPart } from '../protocol/predictor-messages';
import { BIAS, CONTEXT_INPUTS, EXTERNAL_INPUTS, POINTER_INPUTS } from './context-mixing/parameters';
import { MATCHES } from './context-mixing/pointers';
import type { ContextPredictor } from './context-predictor';
import type { Alphabet } from './roll-out';

/** The part that an input of the mixer belongs to at a predictor's place; undefined for the bias. */
function partOf(predictor: ContextPredictor, input: number): ExplanationPart | undefined {
  if (input < POINTER_INPUTS) return predictor.familyOf(Math.floor(input / CONTEXT_INPUTS));
  if (input < BIAS) return input < POINTER_INPUTS + 2 * MATCHES ? 'match' : 'recency';
  return input === EXTERNAL_INPUTS ? 'ngram' : input === EXTERNAL_INPUTS + 1 ? 'network' : undefined;
}

/**
 * Why a continuation is expected at a predictor's place: what every part contributes to its characters' decisions, in bits: together what they cost less than fair coins.
 * The predictor is moved along.
 */
export function explain(predictor: ContextPredictor, symbols: readonly number[], alphabet: Alphabet): Explanation {
  const match = predictor.match();
  const bits = new Map<ExplanationPart, number>();
  let probability = 1;
  for (const symbol of symbols) {
    probability *= predictor.probability(symbol, alphabet.vocabularySize);
    for (const [input, contribution] of predictor.partsOf(symbol).entries()) {
      const part = partOf(predictor, input);
      if (part) bits.set(part, (bits.get(part) ?? 0) + contribution);
    }
    predictor.advance(symbol);
  }
  const parts = EXPLANATION_PARTS.map((part) => ({ part, bits: bits.get(part) ?? 0 })).filter((one) => one.bits !== 0);
  parts.sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
  return { text: symbols.map((symbol) => alphabet.character(symbol)).join(''), probability, parts, match };
}
