import type { Predictor } from './predictor';

/** The characters of a predictor's indices. */
export interface Alphabet {
  readonly vocabularySize: number;
  /** Empty for the unknown class. */
  character(symbol: number): string;
}

export interface DecodingLimits {
  /** Cumulative probability that the continuation must keep. */
  readonly threshold: number;
  /** Most characters (code points). */
  readonly maximumLength: number;
  readonly multiLine: boolean;
}

/** Who asks by hand takes less sure a rest. */
const BY_HAND = 0.5;
/** A suggestion of one character costs more to read than to type. */
const LEAST_LENGTH = 2;

/**
 * The greedy continuation while its cumulative probability stays at or above the threshold. Deterministic, so typing along it shortens it and changes
 * nothing else. Empty when nothing is likely enough; white space at its end is left to the typist.
 */
export function greedyContinuation(predictor: Predictor, alphabet: Alphabet, limits: DecodingLimits): string {
  const text = follow(predictor.fork(), alphabet, limits, 1).trimEnd();
  return length(text) < LEAST_LENGTH ? '' : text;
}

/** Several continuations, each with another first character, the likeliest first: what somebody asks for by hand, so no threshold holds them back. */
export function alternatives(predictor: Predictor, alphabet: Alphabet, limits: DecodingLimits, count: number): string[] {
  const out = new Float64Array(alphabet.vocabularySize);
  predictor.distribution(out);
  const first = Array.from(out.keys())
    .filter((symbol) => alphabet.character(symbol) !== '')
    .sort((a, b) => out[b]! - out[a]! || a - b)
    .slice(0, count);
  const texts = first.map((symbol) => {
    const character = alphabet.character(symbol);
    if (character === '\n' && !limits.multiLine) return '';
    const ahead = predictor.fork();
    ahead.advance(symbol);
    const rest = { ...limits, maximumLength: limits.maximumLength - 1, threshold: BY_HAND * limits.threshold };
    return (character + follow(ahead, alphabet, rest, 1)).trimEnd();
  });
  return [...new Set(texts.filter((text) => length(text) >= LEAST_LENGTH))];
}

function follow(predictor: Predictor, alphabet: Alphabet, limits: DecodingLimits, probability: number): string {
  const out = new Float64Array(alphabet.vocabularySize);
  let text = '';
  for (let count = 0; count < limits.maximumLength; count++) {
    if (predictor.confidence) predictor.confidence(out);
    else predictor.distribution(out);
    const symbol = likeliest(out);
    probability *= out[symbol]!;
    const character = alphabet.character(symbol);
    if (probability < limits.threshold || character === '') break;
    if (character === '\n' && !limits.multiLine) break;
    text += character;
    predictor.advance(symbol);
  }
  return text;
}

function likeliest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function length(text: string): number {
  return Array.from(text).length;
}

const OPENING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/**
 * Cuts off what the line already says to the right of the cursor: "foo(" before ");" must not become "foo(x););". Where a closing bracket or quote stands
 * right behind the cursor, the suggestion ends before its own that would close the same.
 */
export function withoutRepeats(suggestion: string, following: string): string {
  const rest = following.trimEnd();
  if (!rest) return suggestion;
  if (rest.startsWith(suggestion)) return '';
  for (let length = Math.min(rest.length, suggestion.length); length > 0; length--) {
    if (suggestion.endsWith(rest.slice(0, length))) return suggestion.slice(0, suggestion.length - length);
  }
  return suggestion.slice(0, closing(suggestion, rest[0]!));
}

/** Where a suggestion closes with `mark` what it did not open; its length where it does not. */
function closing(suggestion: string, mark: string): number {
  const opening = OPENING[mark];
  if (!opening && !`"'\``.includes(mark)) return suggestion.length;
  let depth = 0;
  for (let i = 0; i < suggestion.length; i++) {
    if (suggestion[i] === opening) depth++;
    else if (suggestion[i] === mark && depth-- === 0) return i;
  }
  return suggestion.length;
}
