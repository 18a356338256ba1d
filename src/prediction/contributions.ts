import type { Contributions } from '../protocol/predictor-messages';
import type { CharacterCounts } from './character-counts';
import type { ContextPredictor } from './context-predictor';

/** Externals of a context predictor. */
const NGRAM = 0;
const NETWORK = 1;

/** What each part of the predictor is worth on the characters that were typed: bits by their frequencies, by the n-gram, with contexts, with the network. */
export class ContributionMeter {
  private readonly sums = { characters: 0, frequencies: 0, ngram: 0, contexts: 0, all: 0, network: 0 };

  /** Notes a character that comes at a predictor's place. */
  note(predictor: ContextPredictor, symbol: number, vocabularySize: number, counts: CharacterCounts): void {
    const { sums } = this;
    const all = predictor.probability(symbol, vocabularySize);
    const hasNetwork = predictor.alone(NETWORK, symbol) !== undefined;
    sums.characters++;
    sums.frequencies -= Math.log2(counts.probability(symbol));
    sums.ngram -= Math.log2(predictor.alone(NGRAM, symbol)!);
    sums.contexts -= Math.log2(hasNetwork ? predictor.without(NETWORK, symbol, vocabularySize) : all);
    sums.all -= Math.log2(all);
    if (hasNetwork) sums.network++;
  }

  /** Bits per character, and how many of them each part saves; the network's share is of the characters that it was asked about. */
  get contributions(): Contributions {
    const { characters, frequencies, ngram, contexts, all, network } = this.sums;
    const mean = (sum: number) => (characters > 0 ? sum / characters : Number.NaN);
    return {
      characters,
      bitsPerCharacter: mean(all),
      ngram: mean(frequencies - ngram),
      structure: mean(ngram - contexts),
      network: network > 0 ? (contexts - all) / network : null,
    };
  }
}
