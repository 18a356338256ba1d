import type { Architecture } from '../protocol/configuration';
import { type EncoderDecoderShape, encoderDecoderOf, PAIR_SEPARATOR, TARGET_END } from '../protocol/encoder-decoder';
import type { ModelTask } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';

/** A pair written as "source ⇥ target", as an encoder-decoder reads it: a time step a character. */
export interface PairText {
  readonly shape: EncoderDecoderShape;
  /** Source, separator, target. */
  readonly characters: readonly string[];
  /** Characters of the source. */
  readonly source: number;
  /** What is read: the source, the beginning of a target, the target; -1 = unknown. */
  readonly symbols: Int32Array;
  /** What is asked for at each time step: of the source nothing (-1), then the characters of the target and its end. */
  readonly targets: Int32Array;
}

/** @returns undefined for a model whose network is a stack of layers */
export function pairText(architecture: Architecture, vocabulary: Vocabulary, task: ModelTask | undefined, text: string): PairText | undefined {
  const shape = encoderDecoderOf(architecture, vocabulary.size, task);
  if (!shape) return undefined;
  const all = Array.from(text);
  const at = all.indexOf(PAIR_SEPARATOR);
  const source = at < 0 ? all : all.slice(0, at);
  const target = at < 0 ? [] : all.slice(at + 1);
  const written = target.map((character) => task!.classes!.indexOf(character));
  return {
    shape,
    characters: [...source, PAIR_SEPARATOR, ...target],
    source: source.length,
    symbols: Int32Array.from([...vocabulary.encode(source), shape.targets, ...written]),
    // A target that nobody has written yet asks for nothing.
    targets: Int32Array.from([...source.map(() => -1), ...written, at < 0 ? -1 : TARGET_END]),
  };
}
