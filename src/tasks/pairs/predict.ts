import { createInference } from '../../network/inference';
import { encoderDecoderOf } from '../../protocol/encoder-decoder';
import type { Model } from '../../protocol/model';
import { Vocabulary } from '../../text/vocabulary';
import { writeStream } from './decoder-only';
import { networkOf, PairCodec } from './encoder-decoder';
import { write } from './encoder-decoder/decoding';

/** A target that a model has written for a source. */
export interface WrittenTarget {
  readonly target: string;
  /** Of the whole target; missing for one stream. */
  readonly logProbability?: number;
  /** Share of every source character in every target character [T][S]. */
  readonly attention?: readonly (readonly number[])[];
}

/**
 * Writes the targets of sources with a model of pairs.
 * @param beam width of the beam search of an encoder-decoder; 1 = always the likeliest character
 */
export function pairWriter(model: Model, beam = 1): (source: string) => WrittenTarget {
  const { options, classes = [] } = model.task!;
  const vocabulary = new Vocabulary(model.vocabulary);
  const limit = Number(options.limit);
  if (options.decoderOnly === true) {
    const network = createInference(model.configuration, vocabulary.size, model.weights);
    return (source) => ({ target: writeStream(network, vocabulary, source, limit) });
  }
  const shape = encoderDecoderOf(model.configuration, vocabulary.size, model.task)!;
  const { attention } = shape;
  const network = networkOf(shape, model.weights);
  const codec = new PairCodec(vocabulary, classes);
  return (source) => {
    const [best] = write(network, codec.source(source), limit, beam);
    return {
      target: codec.text(best!.symbols),
      logProbability: best!.logProbability,
      ...(attention === 'additive' ? { attention: best!.attention } : {}),
    };
  };
}
