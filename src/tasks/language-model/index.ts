import { fnv1a } from '../../network/fnv';
import { createInference } from '../../network/inference';
import type { InferenceNetwork, Learner } from '../../network/learner';
import { languagePorts } from '../../network/ports';
import { Random } from '../../network/random';
import { UnrollError } from '../../protocol/error';
import type { TaskScores } from '../../protocol/training-events';
import { evaluationWindows, Streams, splitText } from '../../text/streams';
import { codePoints } from '../../text/text';
import { Vocabulary } from '../../text/vocabulary';
import type { PreparedTask, PrepareRequest, Task } from '../task';
import { fitToText, fitVocabulary } from './fit-to-text';
import { liveSample } from './live-sample';

/**
 * The next character of a text: training part in parallel streams with carried state, the end of the text for validation.
 * @param text normalised
 */
export function languageModel(text: string): Task {
  return { id: 'language-model', prepare: (request) => prepare(text, request) };
}

function prepare(text: string, { configuration: wanted, strict, resume, note }: PrepareRequest): PreparedTask {
  const characters = codePoints(text);
  const { vocabulary, configuration: fitting } = resume
    ? { vocabulary: new Vocabulary(resume.vocabulary), configuration: wanted }
    : fitVocabulary(wanted, characters, strict, note);
  const symbols = vocabulary.encode(characters);
  const configuration = fitToText(fitting, symbols.length, strict, note);
  const split = splitText(symbols.length, configuration.validation);
  const validation = symbols.subarray(split.training);
  const streams = new Streams(symbols.subarray(0, split.training), configuration.batchSize, configuration.sequenceLength);
  const counters = resume?.resume?.counters;
  const fingerprint = { characters: characters.length, hash: fnv1a(text) };
  if (counters && (counters.characters !== fingerprint.characters || (counters.text !== undefined && counters.text !== fingerprint.hash)))
    throw new UnrollError('resume.text');
  let writer: InferenceNetwork | undefined;
  return {
    configuration,
    vocabulary,
    network: languagePorts(configuration, vocabulary.size),
    trainingCharacters: streams.length * configuration.batchSize + 1,
    validationCharacters: validation.length,
    fingerprint,
    passage: text,
    window: (step) => streams.at(step),
    ...(validation.length < 2 ? {} : { evaluate: (learner: Learner) => evaluate(learner, validation, configuration.sequenceLength) }),
    sample(weights, step, interrupted) {
      // Made once, given the newest weights each time.
      if (writer) writer.writeWeights(weights);
      writer ??= createInference(configuration, vocabulary.size, weights);
      return liveSample(writer, vocabulary, text, new Random(configuration.seed + step, 'live sample'), interrupted);
    },
  };
}

function evaluate(learner: Learner, validation: Int32Array, steps: number): TaskScores | undefined {
  const { streams, windows } = evaluationWindows(validation, steps);
  const sum = learner.evaluate(windows, streams);
  if (!sum) return undefined;
  const loss = sum.nats / sum.characters;
  return { loss, bitsPerCharacter: sum.surprisal / sum.characters / Math.LN2, accuracy: sum.correct / sum.characters };
}
