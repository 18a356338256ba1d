import { type Command, Option } from 'commander';
import { createLearner } from '../network/create';
import { describeKind } from '../network/layers/descriptions';
import { DynamicEvaluation } from '../prediction/dynamic-evaluation';
import { scoreText } from '../prediction/score';
import { UnrollError } from '../protocol/error';
import { kindsOf } from '../protocol/kinds';
import type { Model } from '../protocol/model';
import { ENGINES, type Engine } from '../protocol/predictor-messages';
import { coldBlocks, evaluationWindows, splitText } from '../text/streams';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { createEngine, DEFAULT_ORDER, NETWORK_ENGINES } from './engines';
import { loadModel, readText } from './files';
import * as l10n from './l10n';
import { plainNumber } from './options';
import { taskScores } from './predict';

/** Time steps of an evaluation's window: the state is carried, so it changes nothing but the memory. */
const WINDOW = 64;
/** Longest text of which the mix is measured unasked, in characters: a GRU 128 takes some 10 seconds. */
const LONGEST_UNASKED = 30_000;

interface EvaluateOptions {
  /** Undefined: the network, and beside it context mixing with the network inside. */
  engine?: Engine;
  order: number;
  train?: string;
  validation?: boolean;
  blocks?: number;
  adaptive?: boolean;
  dynamic?: boolean;
  json?: boolean;
}

interface Sums {
  readonly nats: number;
  /** Nats of the normalised probabilities: another number than the loss where the outputs are sigmoids. */
  readonly surprisal?: number;
  readonly correct: number;
  readonly characters: number;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description(l10n.t('measure the loss of a model, an n-gram, context mixing or all together on a text'))
    .argument('<files...>', l10n.t('model and text; the text alone with --engine ngram or context'))
    .addOption(
      new Option(
        '--engine <engine>',
        l10n.t('predictor to measure (default: the network, as during training, and the adaptive mix: context mixing that includes the network)'),
      ).choices(ENGINES),
    )
    .option('--order <n>', l10n.t('longest context of the n-gram, in characters'), plainNumber(0, true), DEFAULT_ORDER)
    .option('--train <text>', l10n.t('text that the n-gram and context mixing learn first'))
    .option('--validation', l10n.t('only the validation part that training held out, measured in the same way'))
    .option('--blocks <n>', l10n.t('read the text in blocks of n characters, each from an empty state, as is usual for GPTs'), plainNumber(1, true))
    .option('--adaptive', l10n.t('learn from each character after predicting it'))
    .option('--dynamic', l10n.t('adaptive, and the network also keeps learning from the text (dynamic evaluation); default for an adaptive mix'))
    .option('--no-dynamic', l10n.t('keep the network as it was trained'))
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((files: string[], options: EvaluateOptions, command: Command) => {
      const engine = options.engine ?? 'network';
      const asksNetwork = NETWORK_ENGINES.includes(engine);
      const wanted = asksNetwork ? [2] : [1, 2];
      if (!wanted.includes(files.length))
        command.error(l10n.t('Give a model and a text, or with --engine ngram or context a text.'), { exitCode: 2 });
      if (options.order > DEFAULT_ORDER) throw new UnrollError('configuration.whole', ['order', 0, DEFAULT_ORDER, options.order], { exitCode: 2 });
      const model = asksNetwork ? loadModel(files[0]!, 'any') : undefined;
      if (model?.task) {
        if (options.validation || options.blocks) throw new UnrollError('evaluate.validation', [], { exitCode: 2 });
        return printTaskScores(taskScores(model, files[0]!, files[1]!), Boolean(options.json));
      }
      const text = codePoints(readText(files.at(-1)!));
      const streamed = engine === 'network' && !options.adaptive && !options.dynamic;
      if ((options.validation || options.blocks) && !streamed) throw new UnrollError('evaluate.validation', [], { exitCode: 2 });
      const sum = streamed ? inStreams(model!, text, options) : inOrder(model, text, engine, options);
      const showsMix = options.engine === undefined && !options.validation && !options.blocks;
      const mixed = showsMix && text.length <= LONGEST_UNASKED ? scoresOf(inOrder(model, text, 'mix', { ...options, adaptive: true })) : undefined;
      if (options.json) {
        const { characters: _, ...mix } = mixed ?? { characters: 0 };
        process.stdout.write(`${JSON.stringify({ ...scoresOf(sum), ...(mixed ? { mix } : {}) })}\n`);
        return;
      }
      printScores(sum);
      if (mixed)
        console.log(
          l10n.t(
            'context mixing with the network inside, learning as it reads: {0} bits per character, {1} % right',
            mixed.bitsPerCharacter.toFixed(4),
            (100 * mixed.accuracy).toFixed(2),
          ),
        );
      else if (showsMix)
        console.error(
          l10n.t(
            'By default, context mixing is measured only for texts of up to {0} characters. To measure it here, add --engine mix --adaptive.',
            LONGEST_UNASKED,
          ),
        );
    });
}

interface Scores {
  readonly characters: number;
  readonly loss: number;
  readonly bitsPerCharacter: number;
  readonly accuracy: number;
}

function scoresOf({ characters, nats, surprisal, correct }: Sums): Scores {
  return { characters, loss: nats / characters, bitsPerCharacter: (surprisal ?? nats) / characters / Math.LN2, accuracy: correct / characters };
}

function printScores(sum: Sums): void {
  const { characters, loss, bitsPerCharacter, accuracy } = scoresOf(sum);
  const numbers = [characters, loss.toFixed(4), bitsPerCharacter.toFixed(4), (100 * accuracy).toFixed(2)];
  if (sum.surprisal === undefined || sum.surprisal === sum.nats)
    console.log(l10n.t('{0} characters: {1} nats, {2} bits per character, {3} % right', ...numbers));
  else console.log(l10n.t('{0} characters: loss {1}, {2} bits per character, {3} % right', ...numbers));
}

/** Scores of a model of classes or pairs. */
function printTaskScores(scores: Record<string, unknown>, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(scores)}\n`);
  else for (const [key, value] of Object.entries(scores)) if (typeof value === 'number') console.log(`${key.padEnd(20)} ${Number(value.toFixed(4))}`);
}

/**
 * As validation does while training: several streams, each from a zero state. With `validation` the validation part of the text alone, in the training's
 * own windows, which is the number that the run reported; with `blocks` in blocks of so many characters that each start from a zero state.
 */
function inStreams(model: Model, text: readonly string[], { validation, blocks }: EvaluateOptions): Sums {
  const vocabulary = new Vocabulary(model.vocabulary);
  const all = vocabulary.encode(text);
  const unknown = all.indexOf(-1);
  if (unknown >= 0) throw new UnrollError('evaluate.unknown', [JSON.stringify(text[unknown]), unknown]);
  const symbols = validation ? all.subarray(splitText(all.length, model.configuration.validation).training) : all;
  if (blocks !== undefined && symbols.length <= blocks) throw new UnrollError('evaluate.blocks', [symbols.length, blocks], { exitCode: 2 });
  if (validation && symbols.length < 2) throw new UnrollError('evaluate.none', [], { exitCode: 2 });
  // What sees a window is judged on windows as long as those that it has learned from.
  const windowed = kindsOf(model.configuration).some((kind) => describeKind(kind).options.includes('memory'));
  const sequenceLength = blocks ?? (windowed || validation ? model.configuration.sequenceLength : WINDOW);
  const configuration = { ...model.configuration, sequenceLength, batchSize: 1, dropout: 0 };
  const learner = createLearner({ configuration, ports: vocabulary.size, weights: model.weights });
  const { streams, windows } = blocks ? coldBlocks(symbols, blocks) : evaluationWindows(symbols, sequenceLength);
  return learner.evaluate(windows, streams)!;
}

/** From the first character to the last, after the text that the n-gram counts. */
function inOrder(model: Model | undefined, text: readonly string[], engine: Engine, { order, train, adaptive, dynamic }: EvaluateOptions): Sums {
  const before = train ? codePoints(readText(train)) : [];
  const learns = dynamic ?? Boolean(adaptive && engine === 'mix' && model && DynamicEvaluation.suits(model.configuration));
  const { predictor, ngram, symbols } = createEngine({ engine, order, model, dynamic: learns, before, text });
  return scoreText(predictor, symbols, ngram.vocabularySize, Boolean(adaptive || dynamic));
}
