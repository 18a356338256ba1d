import { LONGEST_CONTEXT } from '../ngram/kneser-ney';
import type { NgramText } from '../ngram/ngram-text';
import type { CountingPredictor } from './predictor';

/** The n-gram model of a text at a place in it. */
export class NgramPredictor implements CountingPredictor {
  /** The newest symbols, up to the longest context. */
  private context: number[];
  /** Longest matched context of the last distribution. */
  matched = 0;

  /**
   * @param prefix the symbols before the place; only the newest count
   * @param fixed the model is that of other texts: what is observed here is not counted there
   */
  constructor(
    private readonly text: NgramText,
    prefix: ArrayLike<number>,
    private readonly fixed = false,
  ) {
    this.context = Array.prototype.slice.call(prefix, Math.max(0, prefix.length - LONGEST_CONTEXT));
  }

  get counted(): number {
    return this.text.length;
  }

  get vocabularySize(): number {
    return this.text.vocabularySize;
  }

  distribution(out: Float64Array): void {
    this.matched = this.text.model.distribution(this.context, this.context.length, out);
  }

  advance(symbol: number): void {
    this.context.push(symbol);
    if (this.context.length > LONGEST_CONTEXT) this.context.shift();
  }

  /** Adds the symbol to the end of the model's text, which is where this predictor must stand unless the text is another one. */
  observe(symbol: number): void {
    if (!this.fixed) this.text.append([this.text.character(symbol)]);
    this.advance(symbol);
  }

  fork(): NgramPredictor {
    const copy = new NgramPredictor(this.text, this.context, this.fixed);
    copy.matched = this.matched;
    return copy;
  }
}
