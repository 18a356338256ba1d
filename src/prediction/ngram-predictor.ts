import { LONGEST_CONTEXT } from '../ngram/kneser-ney';
import type { NgramText } from '../ngram/ngram-text';
import type { LearningPredictor } from './predictor';

/** The n-gram model of a text at a place in it. */
export class NgramPredictor implements LearningPredictor {
  /** The newest symbols, up to the longest context. */
  private context: number[];

  /** @param prefix the symbols before the place; only the newest count */
  constructor(
    private readonly text: NgramText,
    prefix: ArrayLike<number>,
  ) {
    this.context = Array.prototype.slice.call(prefix, Math.max(0, prefix.length - LONGEST_CONTEXT));
  }

  distribution(out: Float64Array): void {
    this.text.model.distribution(this.context, this.context.length, out);
  }

  advance(symbol: number): void {
    this.context.push(symbol);
    if (this.context.length > LONGEST_CONTEXT) this.context.shift();
  }

  /** Adds the symbol to the end of the model's text, which is where this predictor must stand. */
  observe(symbol: number): void {
    this.text.append([this.text.character(symbol)]);
    this.advance(symbol);
  }

  fork(): NgramPredictor {
    return new NgramPredictor(this.text, this.context);
  }
}
