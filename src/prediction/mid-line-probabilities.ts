import type { Predictor } from './predictor';
import type { Alphabet, RollOut } from './roll-out';

/** Characters behind the cursor that a continuation must lead to. */
const REACH = 3;
/** How likely what stands behind the cursor is after a text that deviates from the continuation, as a share of what it is worth at its best place. */
const ELSEWHERE = 0.6;
/** A character that the predictor gives less still may come. */
const MIN_PROBABILITY = 1e-4;
/** What follows is not looked at further behind a first character that is less likely than this; its others are then taken for so likely. */
const UNLIKELY = 0.05;
const OTHERS = 0.3;

/**
 * The probabilities of a continuation's characters where text stands behind the cursor, in the same line. With Q_k the probability of the first k characters and
 * J_k that the text behind follows them, the missing text is exactly those k with a probability proportional to Q_k J_k (Bayes); what begins with l
 * characters and deviates later has its share as well. So a continuation that does not lead to what follows is not shown, nor anything where nothing
 * is missing.
 * @param predictor at the cursor, moved along
 * @param following the line behind the cursor, its newline included
 */
export function midLineProbabilities(predictor: Predictor, alphabet: Alphabet, rolled: RollOut, following: readonly number[]): number[] {
  const ends = following.slice(0, REACH);
  const Q = [1];
  const J = [joins(predictor, alphabet, ends)];
  for (const [k, symbol] of rolled.symbols.entries()) {
    Q.push(Q[k]! * rolled.probabilities[k]!);
    predictor.advance(symbol);
    J.push(joins(predictor, alphabet, ends));
  }
  const elsewhere = ELSEWHERE * Math.max(...J);
  const count = rolled.symbols.length;
  /** Of beginning with l characters, but for a common factor. */
  const weights = new Float64Array(count + 1);
  let exact = 0;
  for (let l = count; l >= 0; l--) {
    exact += Q[l]! * J[l]!;
    weights[l] = exact + elsewhere * (Q[l]! - (l === count ? 0 : Q[count]!));
  }
  return rolled.symbols.map((_, k) => (weights[k]! > 0 ? Math.min(1, weights[k + 1]! / weights[k]!) : 0));
}

/** p of symbols one after the other, from a place that stays; roughly where already the first is unlikely. */
function joins(predictor: Predictor, alphabet: Alphabet, symbols: readonly number[]): number {
  const first = probabilityOf(predictor, alphabet, symbols[0]!);
  if (first < UNLIKELY) return first * OTHERS ** (symbols.length - 1);
  const ahead = predictor.fork();
  let product = first;
  for (let i = 1; i < symbols.length; i++) {
    ahead.advance(symbols[i - 1]!);
    product *= probabilityOf(ahead, alphabet, symbols[i]!);
  }
  return product;
}

function probabilityOf(predictor: Predictor, alphabet: Alphabet, symbol: number): number {
  if (predictor.probability) return Math.max(MIN_PROBABILITY, predictor.probability(symbol, alphabet.vocabularySize));
  const room = new Float64Array(alphabet.vocabularySize);
  predictor.distribution(room);
  return Math.max(MIN_PROBABILITY, room[symbol] ?? 0);
}
