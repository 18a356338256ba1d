import type { Configuration } from '../../protocol/configuration';
import { MIN_VALIDATION } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import type { NoteEvent } from '../../protocol/training-events';
import { splitText } from '../../text/streams';
import { Vocabulary } from '../../text/vocabulary';

/**
 * The vocabulary of a text. Where every character is rarer than `minCount`, nothing would be left to learn but the unknown class: then all are kept,
 * which is reported.
 * @throws UnrollError when that minimum was asked for
 */
export function fitVocabulary(
  configuration: Configuration,
  characters: readonly string[],
  strict: Partial<Configuration> = {},
  tell: (note: NoteEvent) => void = () => undefined,
): { vocabulary: Vocabulary; configuration: Configuration } {
  const { minCount } = configuration;
  const vocabulary = Vocabulary.of(characters, minCount);
  if (minCount <= 1 || vocabulary.size > 1) return { vocabulary, configuration };
  if (strict.minCount !== undefined) throw new UnrollError('training.rare', [minCount], { exitCode: 2 });
  tell({ type: 'note', id: 'note.minCount', args: [minCount] });
  return { vocabulary: Vocabulary.of(characters, 1), configuration: { ...configuration, minCount: 1 } };
}

/**
 * The configuration as a text of `length` characters can honour it: what a tiny text cannot is made smaller and reported.
 * @param strict options that were asked for: they are honoured as they are
 * @throws UnrollError when the text cannot honour one of these
 */
export function fitToText(
  configuration: Configuration,
  length: number,
  strict: Partial<Configuration> = {},
  tell: (note: NoteEvent) => void = () => undefined,
): Configuration {
  const result = { ...configuration };
  const held = length - splitText(length, result.validation).training;
  if (result.validation > 0 && held < (strict.validation === undefined ? MIN_VALIDATION : 2)) {
    if (strict.validation !== undefined) throw new UnrollError('training.validation', [length], { exitCode: 2 });
    result.validation = 0;
    tell({ type: 'note', id: 'note.validation', args: [] });
  }
  const trained = splitText(length, result.validation).training;
  const most = Math.floor((trained - 1) / (strict.batchSize ?? 1));
  if ((strict.sequenceLength ?? 1) > most)
    throw new UnrollError('training.window', [trained, strict.sequenceLength ?? 1, strict.batchSize ?? 1], { exitCode: 2 });
  const steps = Math.max(1, Math.min(result.sequenceLength, most));
  const batch = Math.max(1, Math.min(result.batchSize, Math.floor((trained - 1) / steps)));
  if (steps !== result.sequenceLength || batch !== result.batchSize) tell({ type: 'note', id: 'note.sequenceLength', args: [steps, batch] });
  // More threads than streams would only wait for each other.
  const threads = strict.threads ?? Math.max(1, Math.min(result.threads, batch));
  return { ...result, sequenceLength: steps, batchSize: batch, threads };
}
