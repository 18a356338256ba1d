import type { InferenceNetwork } from '../network/learner';
import type { Random } from '../network/random';
import { UnrollError } from '../protocol/error';
import type { Vocabulary } from '../text/vocabulary';

export interface SamplingOptions {
  readonly temperature: number;
  /** Only the k likeliest characters; 0 = all. */
  readonly topK: number;
  /** Only the likeliest characters whose probabilities reach p together; 1 = all. */
  readonly topP: number;
}

/** Draws an index from log-probabilities. The unknown class is never drawn. Temperature 0 takes the likeliest. */
function drawSymbol(logProbabilities: Float32Array, options: SamplingOptions, random: Random, hasUnknown: boolean): number {
  const order = Array.from(logProbabilities.keys()).slice(hasUnknown ? 1 : 0);
  order.sort((a, b) => logProbabilities[b]! - logProbabilities[a]! || a - b);
  if (options.temperature <= 0 || options.topK === 1) return order[0]!;
  const kept = options.topK > 0 ? order.slice(0, options.topK) : order;
  const top = logProbabilities[kept[0]!]!;
  const weights = kept.map((symbol) => Math.exp((logProbabilities[symbol]! - top) / options.temperature));
  let total = weights.reduce((a, b) => a + b, 0);
  if (options.topP < 1) {
    let sum = 0;
    let count = 0;
    while (count < kept.length && sum < options.topP * total) sum += weights[count++]!;
    total = sum;
    kept.length = Math.max(1, count);
  }
  let rest = random.uniform() * total;
  for (let i = 0; i < kept.length; i++) {
    rest -= weights[i]!;
    if (rest < 0) return kept[i]!;
  }
  return kept[kept.length - 1]!;
}

/** Different characters of a text that a vocabulary without an unknown class does not know. */
export function unknownCharacters(vocabulary: Vocabulary, text: string): string[] {
  return vocabulary.hasUnknown ? [] : [...new Set(text)].filter((character) => vocabulary.indexOf(character) < 0);
}

/**
 * Text that a network writes after `prime`, one character at a time. Characters that it does not know are left out of the prime.
 * @throws UnrollError when the vocabulary holds no character
 */
export function* sampleText(
  network: InferenceNetwork,
  vocabulary: Vocabulary,
  prime: string,
  options: SamplingOptions,
  random: Random,
): Generator<string> {
  if (vocabulary.size <= (vocabulary.hasUnknown ? 1 : 0)) throw new UnrollError('sample.empty');
  const state = network.createState();
  const logProbabilities = new Float32Array(network.vocabularySize);
  const symbols = Array.from(vocabulary.encode(Array.from(prime))).filter((symbol) => symbol >= 0);
  if (symbols.length === 0) symbols.push(Math.max(0, vocabulary.indexOf('\n')));
  network.warm(state, symbols.slice(0, -1));
  let symbol = symbols[symbols.length - 1]!;
  for (;;) {
    network.advance(state, symbol, logProbabilities);
    symbol = drawSymbol(logProbabilities, options, random, vocabulary.hasUnknown);
    yield vocabulary.character(symbol)!;
  }
}
