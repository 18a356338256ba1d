import type { Command } from 'commander';
import { createLearner } from '../network/create';
import { UnrollError } from '../protocol/error';
import { evaluationWindows } from '../text/streams';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { loadModel, readText } from './files';

/** Time steps of an evaluation's window: the state is carried, so it changes nothing but the memory. */
const WINDOW = 64;

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('loss of a model on a text')
    .argument('<model>')
    .argument('<text>')
    .option('--json', 'one JSON object on standard output')
    .action((modelFile: string, textFile: string, options: { json?: boolean }) => {
      const model = loadModel(modelFile);
      const vocabulary = new Vocabulary(model.vocabulary);
      const symbols = vocabulary.encode(codePoints(readText(textFile)));
      const unknown = symbols.indexOf(-1);
      if (unknown >= 0) throw new UnrollError('evaluate.unknown', [unknown]);
      const configuration = { ...model.configuration, sequenceLength: WINDOW, batchSize: 1, dropout: 0 };
      const learner = createLearner({ configuration, vocabularySize: vocabulary.size, weights: model.weights });
      const { streams, windows } = evaluationWindows(symbols, WINDOW);
      const sum = learner.evaluate(windows, streams)!;
      const loss = sum.nats / sum.characters;
      const result = { characters: sum.characters, loss, bitsPerCharacter: loss / Math.LN2, accuracy: sum.correct / sum.characters };
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else
        console.log(
          `${result.characters} characters: ${loss.toFixed(4)} nats, ${result.bitsPerCharacter.toFixed(4)} bits per character, ${(100 * result.accuracy).toFixed(2)} % right`,
        );
    });
}
