import { NgramText } from '../ngram/ngram-text';
import { NgramPredictor } from '../prediction/ngram-predictor';
import { scoreText } from '../prediction/score';
import { MIN_VALIDATION } from '../protocol/defaults';
import type { BaselineEvent } from '../protocol/training-events';

/** Contexts of eight characters, as the suggestions and the command line use. */
const ORDER = 8;
/** More of the validation part changes nothing that one could see. */
const MAX_TESTED = 50_000;

/**
 * Bits a character of a Kneser-Ney n-gram that has read the training part and learns nothing from the validation part, as the network does not.
 * @param characters the whole text, a code point an element
 * @param validationCharacters how many at its end are held out; with fewer than 200 the figure says nothing and there is none
 */
export function ngramBaseline(characters: readonly string[], validationCharacters: number): BaselineEvent | undefined {
  if (validationCharacters < MIN_VALIDATION) return undefined;
  const split = characters.length - validationCharacters;
  const text = new NgramText(ORDER);
  for (const character of new Set(characters)) text.indexOf(character);
  text.append(characters.slice(0, split));
  const symbols = characters.slice(split, split + MAX_TESTED).map((character) => text.indexOf(character));
  const { nats } = scoreText(new NgramPredictor(text, text.text), symbols, text.vocabularySize, false);
  return { type: 'baseline', name: 'n-gram', bitsPerCharacter: nats / symbols.length / Math.LN2 };
}
