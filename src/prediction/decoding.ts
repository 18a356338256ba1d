import type { InferenceNetwork } from '../network/learner';
import type { Vocabulary } from '../text/vocabulary';

export interface DecodingLimits {
  /** Cumulative probability that the continuation must keep. */
  readonly threshold: number;
  /** Most characters (code points). */
  readonly maximumLength: number;
  readonly multiLine: boolean;
}

/** Characters read from a zero state before a prediction: what lies further back changes little. */
export const WARM_UP = 256;
/** A suggestion of one character costs more to read than to type. */
const LEAST_LENGTH = 2;

/**
 * The greedy continuation of `prefix` while its cumulative probability stays at or above the threshold. Deterministic, so typing along it shortens it
 * and changes nothing else. Empty when nothing is likely enough.
 * @param state zero or carried; changed in place
 */
export function greedyContinuation(network: InferenceNetwork, vocabulary: Vocabulary, prefix: string, limits: DecodingLimits): string {
  const characters = Array.from(prefix.slice(-2 * WARM_UP)).slice(-WARM_UP);
  const symbols = vocabulary.encode(characters);
  const state = network.createState();
  network.warm(state, symbols.subarray(0, -1));
  const logProbabilities = new Float32Array(network.vocabularySize);
  const threshold = Math.log(limits.threshold);
  let symbol = symbols.length > 0 ? symbols[symbols.length - 1]! : -1;
  let sum = 0;
  let text = '';
  for (let length = 0; length < limits.maximumLength; length++) {
    network.advance(state, symbol, logProbabilities);
    symbol = likeliest(logProbabilities);
    sum += logProbabilities[symbol]!;
    const character = vocabulary.character(symbol);
    if (sum < threshold || character === undefined) break;
    if (character === '\n' && !limits.multiLine) break;
    text += character;
  }
  const visible = text.replace(/\s+$/, '');
  return Array.from(visible).length < LEAST_LENGTH ? '' : visible;
}

function likeliest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Cuts off what the line already says to the right of the cursor: "foo(" before ");" must not become "foo(x););". */
export function withoutRepeats(suggestion: string, following: string): string {
  const rest = following.trimEnd();
  if (!rest) return suggestion;
  if (rest.startsWith(suggestion)) return '';
  for (let length = Math.min(rest.length, suggestion.length); length > 0; length--) {
    if (suggestion.endsWith(rest.slice(0, length))) return suggestion.slice(0, suggestion.length - length);
  }
  return suggestion;
}
