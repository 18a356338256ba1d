import type { Configuration } from '../../protocol/configuration';
import type { EncoderDecoderShape } from '../../protocol/encoder-decoder';
import type { Tensors } from '../../protocol/model';
import type { PairSize } from './plan';

/** What a learner of pairs is made from. */
export interface EncoderDecoderOptions {
  readonly shape: EncoderDecoderShape;
  readonly size: PairSize;
  readonly configuration: Configuration;
  /** Initial weights; default: from the configuration's seed. */
  readonly weights?: Tensors | undefined;
  /** Looked at between the parts of a step. */
  readonly interrupted?: (() => boolean) | undefined;
  /** Backend of a resumed run. */
  readonly backend?: string | undefined;
  /** Bytes that may be taken; a network that needs more is refused with the numbers. */
  readonly memoryLimit?: number | undefined;
}
