import type { Predictor } from './predictor';
import type { Alphabet, RollOut } from './roll-out';

/** Characters behind the cursor that a continuation must lead to. */
const REACH = 4;
/** How likely what stands behind the cursor is after a text that deviates from the continuation, as a share of what it is worth at its best place. */
const ELSEWHERE = 0.6;
/** A character that the predictor gives less still may come. */
const LEAST = 1e-4;

/**
 * The probabilities of a continuation's characters where text stands behind the cursor, in the same line. With Q_k the probability of the first k characters and
 * J_k that the text behind follows them, the missing text is exactly those k with a probability proportional to Q_k J_k (Bayes); what begins with l
 * characters and deviates later has its share as well. So a continuation that does not lead to what follows is not shown, nor anything where nothing
 * is missing.
 * @param predictor at the cursor, moved along
 * @param following the line behind the cursor, its newline included
 */
export function joined(predictor: Predictor, alphabet: Alphabet, rolled: RollOut, following: readonly number[]): number[] {
  const ends = following.slice(0, REACH);
  const Q = [1];
  const J = [joins(predictor, alphabet, ends)];
  for (const [k, symbol] of rolled.symbols.entries()) {
    Q.push(Q[k] * rolled.probabilities[k]);
    predictor.advance(symbol);
    J.push(joins(predictor, alphabet, ends));
  }
  const elsewhere = ELSEWHERE * Math.max(...J);
  const count = rolled.symbols.length;
  /** Of beginning with l characters, but for a common factor. */
  const weights = new Float64Array(count + 1);
  let exact = 0;
  for (let l = count; l >= 0; l--) {
    exact += Q[l] * J[l];
    weights[l] = exact + elsewhere * (Q[l] - (l === count ? 0 : Q[count]));
  }
  return rolled.symbols.map((_, k) => (weights[k] > 0 ? Math.min(1, weights[k + 1] / weights[k]) : 0));
}

/** p of symbols one after the other, from a place that stays. */
function joins(predictor: Predictor, alphabet: Alphabet, symbols: readonly number[]): number {
  const ahead = predictor.fork();
  const room = new Float64Array(ahead.probability ? 0 : alphabet.vocabularySize);
  let product = 1;
  for (const symbol of symbols) {
    let p: number;
    if (ahead.probability) p = ahead.probability(symbol, alphabet.vocabularySize);
    else {
      ahead.distribution(room);
      p = room[symbol] ?? 0;
    }
    product *= Math.max(LEAST, p);
    ahead.advance(symbol);
  }
  return product;
}
