import type { Command } from 'commander';
import { createInference } from '../network/inference';
import { Random } from '../network/random';
import { sampleText, unknownCharacters } from '../prediction/sampling';
import { Vocabulary } from '../text/vocabulary';
import { loadModel } from './files';
import * as l10n from './l10n';
import { translate } from './language';
import { plainNumber } from './options';
import { print, tell } from './output';

/** Milliseconds between two pieces of a sample. */
const YIELD_INTERVAL = 50;

interface SampleOptions {
  prime: string;
  length: number;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
}

export function addSampleCommand(program: Command): void {
  program
    .command('sample')
    .description(l10n.t('write text with a model'))
    .argument('<model>')
    .option('--prime <text>', l10n.t('text to continue'), '')
    .option('--length <n>', l10n.t('characters'), plainNumber(1, true), 500)
    .option('--temperature <x>', l10n.t('0 always takes the most probable character'), plainNumber(0), 1)
    .option('--top-k <n>', l10n.t('only the k most probable characters; 0 = all'), plainNumber(0, true), 0)
    .option('--top-p <x>', l10n.t('only the most probable characters that add up to p'), plainNumber(0), 1)
    .option('--seed <n>', l10n.t('random seed'), plainNumber(0, true), 1)
    .action(async (file: string, options: SampleOptions) => {
      const model = loadModel(file);
      const network = createInference(model.configuration, model.vocabulary.length, model.weights);
      const random = new Random(options.seed, 'sample');
      const vocabulary = new Vocabulary(model.vocabulary);
      const unknown = unknownCharacters(vocabulary, options.prime);
      if (unknown.length > 0) tell(translate('sample.unknown', [unknown.map((character) => JSON.stringify(character)).join(' ')]));
      let count = 0;
      let piece = '';
      let lastYield = performance.now();
      for (const character of sampleText(network, vocabulary, options.prime, options, random)) {
        piece += character;
        const ended = ++count >= options.length;
        if (!ended && performance.now() - lastYield < YIELD_INTERVAL) continue;
        print(piece);
        piece = '';
        if (ended) break;
        // A reader that has closed its end is seen now.
        await new Promise((resolve) => setImmediate(resolve));
        lastYield = performance.now();
      }
      print('\n');
    });
}
