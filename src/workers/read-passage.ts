import { createInference } from '../network/inference';
import { explainCharacter, readCharacters } from '../prediction/surprisal';
import type { Model } from '../protocol/model';
import type { ReadingRequest, TextReading } from '../protocol/text-reading';
import { Vocabulary } from '../text/vocabulary';
import { rankedUnits } from './text-insight';

/** Characters read between two breaths. */
const PIECE = 64;

/** Reads a passage with the weights of a model file, which are the best ones of its run, character by character, and ranks the hidden units. */
export async function readPassage(
  { before, passage, beginning, heldOut }: ReadingRequest,
  { configuration, vocabulary: characters, weights, resume }: Model,
  breathe: () => Promise<void>,
  now: () => number,
): Promise<TextReading> {
  const started = now();
  const vocabulary = new Vocabulary(characters);
  const network = createInference(configuration, characters.length, weights);
  const found = [];
  let count = 0;
  for (const read of readCharacters(network, vocabulary, before + passage, before.length, Number.MAX_SAFE_INTEGER)) {
    const character = explainCharacter(read, vocabulary);
    if (character) found.push(character);
    if (++count % PIECE === 0) await breathe();
  }
  const model = { network, vocabulary, architecture: configuration, weights: () => weights };
  const ranked = await rankedUnits(beginning, model, async () => {
    await breathe();
    return false;
  });
  const counters = resume?.counters as { step?: unknown; best?: { step?: unknown } | null } | undefined;
  const step = counters?.best?.step ?? counters?.step;
  return {
    ...{ step: typeof step === 'number' ? step : null, heldOut, characters: found },
    ...{ units: ranked?.units ?? [], layers: ranked?.layers ?? 0, hidden: configuration.hidden, milliseconds: now() - started },
  };
}
