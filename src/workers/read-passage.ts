import { lookingBack } from '../diagnostics/looking-back';
import { readWalk, type WalkedModel } from '../diagnostics/walk-reading';
import { createInference } from '../network/inference';
import { explainCharacter, readCharacters } from '../prediction/surprisal';
import { MAP_CHARACTERS } from '../protocol/diagnostics';
import { isRecurrent } from '../protocol/kinds';
import { LOOKED_CHARACTERS } from '../protocol/looking-back';
import type { Model } from '../protocol/model';
import type { ReadingRequest, TextReading } from '../protocol/text-reading';
import { Vocabulary } from '../text/vocabulary';
import { stepOfWeights } from '../training/resume-counters';
import { rankedUnits } from './text-insight';

/** Characters read between two breaths. */
const PIECE = 64;

/** Reads a passage with the weights of a model file, which are the best ones of its run, character by character, and ranks the hidden units. */
export async function readPassage(
  { before, passage, beginning, heldOut }: ReadingRequest,
  { configuration, vocabulary: characters, weights, task, resume }: Model,
  yieldToEventLoop: () => Promise<void>,
  now: () => number,
): Promise<TextReading> {
  const started = now();
  const vocabulary = new Vocabulary(characters);
  if (task)
    return { ...readExample({ configuration, vocabulary, weights, task }, passage), step: stepOfWeights(resume), milliseconds: now() - started };
  const network = createInference(configuration, characters.length, weights);
  const found = [];
  const layers = Array.from({ length: configuration.layers }, (_, layer) => layer);
  const states: number[][][] = layers.map(() => []);
  let count = 0;
  for (const read of readCharacters(network, vocabulary, before + passage, before.length, Number.MAX_SAFE_INTEGER)) {
    const character = explainCharacter(read, vocabulary);
    if (character) found.push(character);
    for (const layer of layers) {
      states[layer]!.push(Array.from({ length: configuration.hidden }, (_, unit) => Math.round(100 * read.activation(layer, unit)) / 100 + 0));
      if (states[layer]!.length > MAP_CHARACTERS) states[layer]!.shift();
    }
    if (++count % PIECE === 0) await yieldToEventLoop();
  }
  const model = { network, vocabulary, architecture: configuration, weights: () => weights };
  const ranked = await rankedUnits(beginning, model, async () => {
    await yieldToEventLoop();
    return false;
  });
  const end = Array.from(before + passage);
  const looks = lookingBack(
    configuration,
    characters.length,
    weights,
    vocabulary.encode(end.slice(-LOOKED_CHARACTERS)),
    end.slice(-LOOKED_CHARACTERS),
  );
  return {
    ...{ step: stepOfWeights(resume), heldOut, characters: found },
    states: !isRecurrent(configuration) ? null : { text: passage, from: Math.max(0, count - MAP_CHARACTERS), activations: states },
    lookingBack: looks ?? null,
    ...{ units: ranked?.units ?? [], layers: ranked?.layers ?? 0, hidden: configuration.hidden, milliseconds: now() - started },
  };
}

/** An example of a task that continues no text: its states alone. */
function readExample(model: WalkedModel, example: string): Omit<TextReading, 'step' | 'milliseconds'> {
  const { hidden } = model.configuration;
  const { network, walked, characters } = readWalk(model, example);
  const activations = network.layers.map((_, layer) =>
    walked.map(({ step }) => Array.from(step.layers[layer]!.output, (value) => Math.round(value * 100) / 100 + 0)),
  );
  const states = { text: characters.slice(0, walked.length).join(''), from: 0, activations };
  return { heldOut: false, characters: [], states, lookingBack: null, units: [], layers: 0, hidden };
}
