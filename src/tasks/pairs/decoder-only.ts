import { createInference } from '../../network/inference';
import type { InferenceNetwork, Learner } from '../../network/learner';
import { languagePorts } from '../../network/ports';
import { PAIR_SEPARATOR } from '../../protocol/encoder-decoder';
import type { Tensors } from '../../protocol/model';
import type { TaskResult } from '../../protocol/training-events';
import { countCodePoints } from '../../text/offsets';
import { Vocabulary } from '../../text/vocabulary';
import { Batches, batchWindow } from '../classification/batches';
import { textScores } from '../metrics/text';
import type { PreparedTask } from '../task';
import type { Pair } from './data';
import { reportPairs } from './report';
import { type PairRequest, passageOf, someOf, WRITTEN, WRITTEN_EXACTLY } from './split';

/** What ends a target. */
const END = '\n';
/** Streams of an evaluation at most. */
const STREAMS = 32;

/** Pairs as one stream "source ⇥ target ⏎" for any network, with the loss on the target and its end alone. */
export function decoderOnly(request: PairRequest): PreparedTask {
  const { split, configuration: wanted, resume, strict, fingerprint } = request;
  const { training, validation, test } = split;
  const known = [...training, ...validation];
  const texts = known.flatMap(({ source, target }) => [...source, ...target]);
  const vocabulary = resume ? new Vocabulary(resume.vocabulary) : Vocabulary.of([...texts, PAIR_SEPARATOR, END]);
  const encode = (pair: Pair) => encodeStream(vocabulary, pair);
  const steps = Math.max(...[...known, ...test].map((pair) => encode(pair).inputs.length));
  // A run that goes on keeps the sizes that it was started with.
  const fixed = resume ? wanted : strict;
  const batchSize = fixed?.batchSize ?? Math.min(wanted.batchSize, training.length);
  const configuration = { ...wanted, batchSize, sequenceLength: fixed?.sequenceLength ?? steps };
  const longest = Math.max(...known.map(({ target }) => countCodePoints(target)));
  const batches = new Batches(training.length, batchSize, configuration.seed);
  const length = (pairs: readonly Pair[]) => pairs.reduce((sum, { target }) => sum + countCodePoints(target) + 1, 0);
  const written = (weights: Tensors, some: readonly Pair[], alive: () => void) => {
    const network = createInference(configuration, vocabulary.size, weights);
    return textScores(
      some.map(({ source }) => {
        alive();
        return writeStream(network, vocabulary, source, 2 * longest + 1);
      }),
      some.map(({ target }) => target),
    );
  };
  return {
    configuration,
    vocabulary,
    measure: WRITTEN_EXACTLY,
    network: languagePorts(configuration, vocabulary.size),
    model: {
      id: 'pairs',
      realInputs: 0,
      outputs: vocabulary.size,
      options: { ...request.kept, decoderOnly: true, limit: 2 * longest + 1 },
    },
    trainingCharacters: length(training),
    validationCharacters: length(validation),
    fingerprint,
    window: (step) =>
      streamWindow(
        Array.from(batches.at(step), (i) => encode(training[i]!)),
        batchSize,
      ),
    ...(validation.length === 0
      ? {}
      : {
          evaluate(learner: Learner, alive: () => void) {
            const sum = { nats: 0, surprisal: 0, correct: 0, characters: 0 };
            for (let from = 0; from < validation.length; from += STREAMS) {
              const own = validation.slice(from, from + STREAMS);
              const part = learner.evaluate([streamWindow(own.map(encode), own.length)], own.length);
              if (!part) return undefined;
              sum.nats += part.nats;
              sum.surprisal += part.surprisal;
              sum.correct += part.correct;
              sum.characters += part.characters;
            }
            const loss = sum.nats / sum.characters;
            const { exactMatch } = written(learner.readWeights(), someOf(validation, WRITTEN.validation), alive);
            return { loss, bitsPerCharacter: sum.surprisal / sum.characters / Math.LN2, accuracy: sum.correct / sum.characters, exactMatch };
          },
        }),
    passage: passageOf(known),
    report(learner, final, alive) {
      const network = createInference(configuration, vocabulary.size, learner.readWeights());
      const isTest = final && test.length > 0;
      const write = (some: readonly Pair[]) =>
        some.map(({ source }) => {
          alive();
          return { target: writeStream(network, vocabulary, source, 2 * longest + 1) };
        });
      return isTest || validation.length > 0 ? reportPairs(isTest ? 'test' : 'validation', isTest ? test : validation, write) : undefined;
    },
    finish: (learner, _, alive): TaskResult =>
      test.length === 0 ? {} : { test: { ...written(learner.readWeights(), someOf(test, WRITTEN.test), alive) } },
  };
}

interface Stream {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

function encodeStream(vocabulary: Vocabulary, { source, target }: Pair): Stream {
  const symbols = vocabulary.encode([...source, PAIR_SEPARATOR, ...target, END]);
  const asked = countCodePoints(source);
  return { inputs: symbols.subarray(0, -1), targets: symbols.subarray(1).map((symbol, t) => (t < asked ? -1 : symbol)) };
}

/** Streams side by side, padded behind their ends. */
function streamWindow(streams: readonly Stream[], width: number) {
  const window = batchWindow(
    streams.map(({ inputs }) => ({ inputs, steps: inputs.length, label: -1 })),
    width,
    0,
  );
  const targets = new Int32Array(window.steps * width).fill(-1);
  streams.forEach((stream, b) => {
    stream.targets.forEach((target, t) => {
      targets[t * width + b] = target;
    });
  });
  return { ...window, targets };
}

/** The target that a network writes after a source, always the likeliest character, `limit` at most. */
export function writeStream(network: InferenceNetwork, vocabulary: Vocabulary, source: string, limit: number): string {
  const state = network.createState();
  const probabilities = new Float32Array(network.vocabularySize);
  network.warm(state, vocabulary.encode(Array.from(source)));
  let symbol = vocabulary.indexOf(PAIR_SEPARATOR);
  let text = '';
  for (let i = 0; i < limit; i++) {
    network.advance(state, symbol, probabilities);
    symbol = probabilities.indexOf(Math.max(...probabilities));
    const character = vocabulary.character(symbol);
    if (character === END || character === undefined) break;
    text += character;
  }
  return text;
}
