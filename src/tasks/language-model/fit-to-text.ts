import type { Configuration } from '../../protocol/configuration';
import { LEAST_VALIDATION } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import type { NoteEvent } from '../../protocol/training-events';
import { splitText } from '../../text/streams';

/**
 * The configuration as a text of `length` characters can honour it: what a tiny text cannot is made smaller and told.
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
  if (result.validation > 0 && held < (strict.validation === undefined ? LEAST_VALIDATION : 2)) {
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
