import type { Policy } from '../protocol/suggestion-policy';
import { graphemeEnd } from './graphemes';
import { midLineProbabilities } from './mid-line-probabilities';
import { chooseLength, type Places } from './policy';
import type { Predictor } from './predictor';
import { leastLength } from './prose';
import { type Alphabet, type RollOut, type RollOutLimits, rollOut } from './roll-out';

export interface DecodingLimits extends RollOutLimits {
  readonly policy: Policy;
}

/** Probability that all of it is right from which on a suggestion may go over the end of a line, where a policy decides. */
const SURE = 0.8;
/** What is missing in the middle of a line is seldom longer, and each of its characters is asked whether it leads to what follows. */
const LONGEST_MISSING = 32;
/** Whoever asks by hand is shown less certain continuations too. */
const BY_HAND = { threshold: 0.3 };
/** First characters that are tried for each continuation that is asked for: not all of them lead anywhere. */
const TRIES = 3;

/**
 * The part of the greedy continuation that the policy shows. Empty when nothing is worth it.
 * @param doubtOf how much less sure a suggestion is that begins with a character, in logits
 * @param following symbols of the line behind the cursor, with its newline; none at the end of a line
 * @param before the end of the text before the cursor
 */
export function greedyContinuation(
  predictor: Predictor,
  alphabet: Alphabet,
  limits: DecodingLimits,
  doubtOf: (first: string) => number = () => 0,
  following: readonly number[] = [],
  before = '',
): string {
  const { policy } = limits;
  // In the middle of a line it is that line which goes on.
  const multiLine = limits.multiLine && following.length === 0;
  const [least, sure] = 'threshold' in policy ? [policy.threshold, 0] : [undefined, SURE];
  const maximumLength = following.length === 0 ? limits.maximumLength : Math.min(limits.maximumLength, LONGEST_MISSING);
  const rolled = rollOut(predictor.fork(), alphabet, { maximumLength, multiLine }, least, sure);
  if (rolled.symbols.length === 0) return '';
  const doubt = doubtOf(rolled.characters[0]!);
  if (following.length === 0 || 'threshold' in policy) return shown(rolled, policy, doubt, before);
  return shown(
    {
      characters: rolled.characters,
      probabilities: midLineProbabilities(predictor.forkRoughly?.() ?? predictor.fork(), alphabet, rolled, following),
    },
    policy,
    doubt,
    before,
  );
}

/** Several continuations, each with another first character, the likeliest first: what somebody asks for by hand. */
export function alternatives(predictor: Predictor, alphabet: Alphabet, limits: RollOutLimits, count: number): string[] {
  const out = new Float64Array(alphabet.vocabularySize);
  predictor.distribution(out);
  const first = Array.from(out.keys())
    .filter((symbol) => alphabet.character(symbol) !== '' && (limits.multiLine || alphabet.character(symbol) !== '\n'))
    .sort((a, b) => out[b]! - out[a]! || a - b)
    .slice(0, TRIES * count);
  const texts = new Set<string>();
  for (const symbol of first) {
    if (texts.size === count) break;
    const ahead = predictor.fork();
    ahead.advance(symbol);
    const rest = rollOut(ahead, alphabet, { ...limits, maximumLength: limits.maximumLength - 1 }, BY_HAND.threshold);
    const text = shown({ characters: [alphabet.character(symbol), ...rest.characters], probabilities: [1, ...rest.probabilities] }, BY_HAND, 0);
    if (text !== '') texts.add(text);
  }
  return [...texts];
}

/** The part of a continuation that a policy shows. `doubt`: how much less sure it is, in logits; `before`: the end of the text before it. */
export function shown({ characters, probabilities }: Omit<RollOut, 'symbols'>, policy: Policy, doubt: number, before = ''): string {
  const places = { ...placesIn(characters, probabilities, policy), least: leastLength(before) };
  const length = graphemeEnd(characters, chooseLength(probabilities, policy, places, doubt));
  return length < 2 ? '' : characters.slice(0, length).join('');
}

/** Where a suggestion may end: not with a newline or an indentation, and on a later line only where it is as sure as `SURE`. */
function placesIn(characters: readonly string[], probabilities: readonly number[], policy: Policy): Places {
  const isVisible = (i: number) => /\S/.test(characters[i]!);
  // A blank behind a word is a key saved; the fixed rule leaves it to the typist.
  const end = 'threshold' in policy ? /\S/ : /[^\n]/;
  const newline = characters.indexOf('\n');
  if (newline < 0 || 'threshold' in policy) return { mayEnd: (i) => end.test(characters[i]!), isVisible };
  const last = characters.length;
  let sure = 0;
  for (let together = 1; sure < last && together * probabilities[sure]! >= SURE; sure++) together *= probabilities[sure]!;
  return { mayEnd: (i) => (i < newline ? end.test(characters[i]!) : i < sure && isVisible(i)), isVisible };
}
