import { Random } from '../network/random';
import type { Policy } from '../protocol/suggestion-policy';
import { fitting } from './after-cursor';
import { greedyContinuation } from './decoding';
import type { LearningPredictor, Predictor } from './predictor';
import { Count, REPLAY_LENGTH, type ReplayResult } from './replay';
import type { Alphabet } from './roll-out';

/** Shortest lines that are cut, without their indentation, and shortest and longest pieces that are cut out of them. */
const SHORTEST_LINE = 12;
const SHORTEST = 3;
const LONGEST = 20;

/**
 * Cuts a random piece out of every long enough line of a text and lets the typist fill it in again, with the rest of the line behind the cursor. A suggestion
 * is accepted when what is missing begins with it; one that is shown when the piece is whole again counts as rejected. The predictor has learnt everything before the line, and then learns the line as it really is.
 * @param conditioned whether suggestions look at what stands behind the cursor
 */
export function replayMidLine(
  predictor: LearningPredictor,
  symbols: readonly number[],
  alphabet: Alphabet,
  policy: Policy,
  seed: number,
  conditioned = true,
): ReplayResult {
  const random = new Random(seed, 'mid-line');
  const count = new Count();
  const newline = symbols.findIndex((symbol) => alphabet.character(symbol) === '\n');
  for (const line of linesOf(symbols, newline < 0 ? -1 : symbols[newline]!)) {
    const characters = line.map((symbol) => alphabet.character(symbol));
    const first = characters.findIndex((character) => !/\s/.test(character));
    const length = characters.length - 1 - first;
    if (first >= 0 && length >= SHORTEST_LINE) {
      const size = SHORTEST + Math.floor(random.uniform() * (Math.min(LONGEST, length - 4) - SHORTEST + 1));
      // Something is left before and behind.
      const start = first + 1 + Math.floor(random.uniform() * (length - size - 1));
      fill(predictor, line, start, start + size, alphabet, policy, count, conditioned);
    }
    for (const symbol of line) predictor.observe(symbol);
  }
  return count.result();
}

function fill(
  predictor: LearningPredictor,
  line: readonly number[],
  start: number,
  end: number,
  alphabet: Alphabet,
  policy: Policy,
  count: Count,
  conditioned: boolean,
): void {
  const place: Predictor = predictor.fork();
  for (let i = 0; i < start; i++) place.advance(line[i]!);
  const following = line.slice(end);
  const behind = following.map((symbol) => alphabet.character(symbol)).join('');
  const limits = { policy, maximumLength: REPLAY_LENGTH, multiLine: false };
  const suggest = (at: number): string => {
    const before = line
      .slice(0, at)
      .map((symbol) => alphabet.character(symbol))
      .join('');
    const text = greedyContinuation(place, alphabet, limits, undefined, conditioned ? following : [], before);
    return fitting(text, before + behind, before.length)[0] ?? '';
  };
  let i = start;
  while (i < end) {
    const missing = line.slice(i, end).map((symbol) => alphabet.character(symbol));
    const typed = count.key(suggest(i), missing);
    for (let k = 0; k < typed; k++) place.advance(line[i + k]!);
    i += typed;
  }
  // Nothing is missing any more: what is shown now is in the way.
  count.unwanted(suggest(end));
}

/** Lines with their newlines. */
function* linesOf(symbols: readonly number[], newline: number): Generator<number[]> {
  let line: number[] = [];
  for (const symbol of symbols) {
    line.push(symbol);
    if (symbol !== newline) continue;
    yield line;
    line = [];
  }
}
