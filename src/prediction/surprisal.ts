import type { InferenceNetwork } from '../network/learner';
import type { CharacterInsight } from '../protocol/insight-messages';
import { wholeOffset } from '../text/offsets';
import type { Vocabulary } from '../text/vocabulary';

/** Characters read before the first one asked for: what lies further back changes little. */
const WARM_UP = 512;
/** Probability that is kept for characters that the network has no class for. */
const UNKNOWN_MASS = 1e-4;

/** One character of a text as a network reads it. Arrays are reused: read them before going on. */
export interface ReadCharacter {
  /** UTF-16 units. */
  readonly offset: number;
  readonly text: string;
  /** -1 where the network does not know the character. */
  readonly symbol: number;
  /** Log-probabilities of this character before it was read; undefined at the text's start, which nothing predicts. */
  readonly prediction: Float32Array | undefined;
  /** Of a hidden unit after it was read. */
  activation(layer: number, unit: number): number;
  /** ‖h‖₂ per layer before it was read. */
  hiddenNorms(): number[];
}

/** Reads the characters that begin in [from, to), after a warm-up on those before. */
export function* readCharacters(network: InferenceNetwork, vocabulary: Vocabulary, text: string, from: number, to: number): Generator<ReadCharacter> {
  const begin = wholeOffset(text, from);
  const before = Array.from(text.slice(Math.max(0, begin - 2 * WARM_UP), begin)).slice(-WARM_UP);
  const symbols = vocabulary.encode(before);
  const state = network.createState();
  let [prediction, next] = [new Float32Array(network.vocabularySize), new Float32Array(network.vocabularySize)];
  network.warm(state, symbols.subarray(0, -1));
  let predicted = false;
  let norms = network.hiddenNorms(state);
  if (symbols.length > 0) {
    network.advance(state, symbols[symbols.length - 1]!, prediction);
    norms = network.hiddenNorms(state);
    predicted = true;
  }
  for (let offset = begin; offset < Math.min(to, text.length); ) {
    const character = String.fromCodePoint(text.codePointAt(offset)!);
    const symbol = vocabulary.indexOf(character);
    network.advance(state, symbol, next);
    const own = norms;
    const activation = (layer: number, unit: number) => network.activation(layer, unit);
    yield { offset, text: character, symbol, prediction: predicted ? prediction : undefined, activation, hiddenNorms: () => own };
    norms = network.hiddenNorms(state);
    [prediction, next] = [next, prediction];
    predicted = true;
    offset += character.length;
  }
}

/** -log2 p of a character; NaN where nothing was predicted. */
export function bitsOf({ prediction, symbol }: ReadCharacter): number {
  if (!prediction) return Number.NaN;
  return symbol < 0 ? -Math.log2(UNKNOWN_MASS) : -prediction[symbol]! / Math.LN2 + 0;
}

/** What was expected in a character's place: the likeliest with their probabilities, and where the true one stood. */
export function explainCharacter(read: ReadCharacter, vocabulary: Vocabulary, most = 5): CharacterInsight | null {
  const { prediction, symbol, text } = read;
  if (!prediction) return null;
  const order = Array.from(prediction.keys())
    .filter((index) => vocabulary.character(index) !== undefined)
    .sort((a, b) => prediction[b]! - prediction[a]! || a - b);
  return {
    text,
    bits: bitsOf(read),
    rank: symbol < 0 ? 0 : order.indexOf(symbol) + 1,
    top: order.slice(0, most).map((index) => ({ text: vocabulary.character(index)!, probability: Math.exp(prediction[index]!) })),
    hiddenNorms: read.hiddenNorms(),
  };
}
