import type { GreedyTarget } from '../../../network/encoder-decoder/greedy-target';
import { EncoderDecoderLearner } from '../../../network/encoder-decoder/learner';
import type { Learner, Window } from '../../../network/learner';
import { TARGET_END as END, type EncoderDecoderShape, PADDING, PAIR_SEPARATOR } from '../../../protocol/encoder-decoder';
import { UnrollError } from '../../../protocol/error';
import type { Tensors } from '../../../protocol/model';
import type { TaskResult } from '../../../protocol/training-events';
import { countCodePoints } from '../../../text/offsets';
import { Vocabulary } from '../../../text/vocabulary';
import { Batches } from '../../classification/batches';
import { textScores } from '../../metrics/text';
import type { PreparedTask } from '../../task';
import type { Pair } from '../data';
import { reportPairs } from '../report';
import { type PairRequest, passageOf, someOf, WRITTEN, WRITTEN_EXACTLY } from '../split';
import { EncoderDecoder } from './network';

const STREAMS = 64;

/** Pairs for an encoder and a decoder with or without additive attention. */
export function encoderDecoder(request: PairRequest, attention: 'additive' | 'none'): PreparedTask {
  const { split, configuration: wanted, resume, strict, fingerprint } = request;
  const { training, validation, test } = split;
  if (training.length === 0) throw new UnrollError('data.empty');
  const known = [...training, ...validation];
  const vocabulary = resume ? new Vocabulary(resume.vocabulary) : Vocabulary.of(known.flatMap(({ source }) => [...source]));
  const targets = resume?.task?.classes ?? ['', ...Vocabulary.of(known.flatMap(({ target }) => [...target])).characters.map(String)];
  const codec = new PairCodec(vocabulary, targets);
  // A run that goes on keeps the sizes that it was started with.
  const fixed = resume ? wanted : strict;
  const batchSize = fixed?.batchSize ?? Math.min(wanted.batchSize, training.length);
  const steps = Math.max(...[...known, ...test].map(({ source }) => countCodePoints(source)));
  const configuration = { ...wanted, batchSize, sequenceLength: fixed?.sequenceLength ?? steps };
  if (configuration.sequenceLength < steps) throw new UnrollError('pairs.length', [steps, configuration.sequenceLength], { exitCode: 2 });
  const longest = Math.max(...known.map(({ target }) => countCodePoints(target)));
  const shape: EncoderDecoderShape = {
    sources: vocabulary.size,
    targets: targets.length,
    embedding: configuration.embedding,
    hidden: configuration.hidden,
    attention,
  };
  const batches = new Batches(training.length, batchSize, configuration.seed);
  const length = (pairs: readonly Pair[]) => pairs.reduce((sum, { target }) => sum + countCodePoints(target) + 1, 0);
  const limit = 2 * longest + 1;
  const size = { sources: configuration.sequenceLength, targets: longest + 1, streams: Math.max(batchSize, STREAMS) };
  const writeAll = (learner: Learner, some: readonly Pair[], alive: () => void) =>
    writeTargets(
      learner as EncoderDecoderLearner,
      some.map(({ source }) => codec.source(source)),
      limit,
      alive,
    );
  const scores = (learner: Learner, some: readonly Pair[], alive: () => void) => {
    const targets = writeAll(learner, some, alive)?.map(({ symbols }) => codec.text(symbols));
    return (
      targets &&
      textScores(
        targets,
        some.map(({ target }) => target),
      )
    );
  };
  return {
    configuration,
    vocabulary,
    measure: WRITTEN_EXACTLY,
    network: {
      input: { type: 'symbols', size: vocabulary.size },
      heads: [{ name: 'head', width: targets.length, loss: 'softmax' }],
      pooling: 'none',
    },
    model: {
      id: 'pairs',
      realInputs: 0,
      outputs: targets.length,
      classes: targets,
      options: { ...request.kept, attention, decoderOnly: false, limit },
    },
    trainingCharacters: length(training),
    validationCharacters: length(validation),
    fingerprint,
    passage: passageOf(known),
    readText: (window) => codec.firstPair(window),
    createLearner: ({ configuration: own, ...options }) => new EncoderDecoderLearner({ shape, size, configuration: own, ...options }),
    window: (step) => codec.window(Array.from(batches.at(step), (i) => training[i]!)),
    ...(validation.length === 0
      ? {}
      : {
          evaluate(learner: Learner, alive: () => void) {
            const windows: Window[] = [];
            for (let from = 0; from < validation.length; from += STREAMS) windows.push(codec.window(validation.slice(from, from + STREAMS)));
            const sum = learner.evaluate(windows, STREAMS);
            if (!sum) return undefined;
            const loss = sum.nats / sum.characters;
            const written = scores(learner, someOf(validation, WRITTEN.validation), alive);
            if (!written) return undefined;
            return { loss, bitsPerCharacter: loss / Math.LN2, accuracy: sum.correct / sum.characters, exactMatch: written.exactMatch };
          },
        }),
    report(learner, final, alive) {
      const isTest = final && test.length > 0;
      if (!isTest && validation.length === 0) return undefined;
      return reportPairs(isTest ? 'test' : 'validation', isTest ? test : validation, (some) =>
        writeAll(learner, some, alive)?.map(({ symbols, attention: shares }) => ({
          target: codec.text(symbols),
          ...(attention === 'additive' ? { attention: shares } : {}),
        })),
      );
    },
    finish(learner, _, alive): TaskResult {
      const result = test.length === 0 ? undefined : scores(learner, someOf(test, WRITTEN.test), alive);
      return result ? { test: { ...result } } : {};
    },
  };
}

/** Targets of any number of sources, as many at a time as go side by side; undefined when interrupted. */
function writeTargets(learner: EncoderDecoderLearner, sources: readonly Int32Array[], limit: number, alive: () => void): GreedyTarget[] | undefined {
  const all: GreedyTarget[] = [];
  for (let from = 0; from < sources.length; from += STREAMS) {
    alive();
    const some = learner.write(sources.slice(from, from + STREAMS), limit);
    if (!some) return undefined;
    all.push(...some);
  }
  return all;
}

/** An encoder-decoder with the weights of a model. */
export function networkOf(shape: EncoderDecoderShape, weights: Tensors): EncoderDecoder {
  return new EncoderDecoder(shape, new Map([...weights].map(([name, { data }]) => [name, Float64Array.from(data)])));
}

/** Texts as symbols and back. */
export class PairCodec {
  private readonly targetSymbols: ReadonlyMap<string, number>;

  /** @param targets characters of the targets; the end, which has none, is number 0 */
  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly targets: readonly string[],
  ) {
    this.targetSymbols = new Map(targets.map((character, i) => [character, i]));
  }

  source(text: string): Int32Array {
    return this.vocabulary.encode(Array.from(text));
  }

  text(symbols: readonly number[]): string {
    return symbols.map((symbol) => this.targets[symbol]).join('');
  }

  /** The first pair of a window, with a sign for what is not known or not there. */
  firstPair({ inputs, targets, steps }: Window): string {
    const streams = inputs.length / steps;
    const first = (symbols: ArrayLike<number>) => Array.from({ length: symbols.length / streams }, (_, t) => symbols[t * streams]!);
    const source = first(inputs).map((symbol) => this.vocabulary.character(symbol) ?? '\uFFFD');
    const target = first(targets).map((symbol) => this.targets[symbol] || '\uFFFD');
    return [...source, PAIR_SEPARATOR, ...target.slice(0, -1)].join('');
  }

  /** Pairs side by side; a character of a target that the training never showed has no loss. */
  window(pairs: readonly Pair[]): Window {
    const streams = pairs.length;
    const sources = pairs.map(({ source }) => this.source(source));
    const targets = pairs.map(({ target }) => [...Array.from(target, (character) => this.targetSymbols.get(character) ?? -1), END]);
    const steps = Math.max(...sources.map((source) => source.length));
    const inputs = new Int32Array(steps * streams).fill(PADDING);
    const asked = new Int32Array(Math.max(...targets.map((target) => target.length)) * streams).fill(-1);
    pairs.forEach((_, b) => {
      sources[b]!.forEach((symbol, t) => {
        inputs[t * streams + b] = symbol;
      });
      targets[b]!.forEach((symbol, t) => {
        asked[t * streams + b] = symbol;
      });
    });
    return { inputs, targets: asked, steps, resetState: true };
  }
}
