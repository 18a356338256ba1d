import path from 'node:path';
import { type Command, Option } from 'commander';
import { DynamicEvaluation } from '../prediction/dynamic-evaluation';
import { replayMidLine } from '../prediction/mid-line-replay';
import { REPLAYED, replay, replayStart } from '../prediction/replay';
import type { Configuration } from '../protocol/configuration';
import { defaultConfiguration } from '../protocol/defaults';
import type { Model } from '../protocol/model';
import { ENGINES, type Engine } from '../protocol/predictor-messages';
import { DIAL, POLICIES, type PolicyName } from '../protocol/suggestion-policy';
import { languageModel } from '../tasks/language-model';
import { codePoints } from '../text/text';
import { createTrainingHost } from '../training/create-training-host';
import { Trainer } from '../training/trainer';
import { withThreads } from '../workers/thread-count';
import { followerScript } from '../workers/threads';
import { createEngine, DEFAULT_ORDER, NETWORK_ENGINES } from './engines';
import { readText } from './files';
import * as l10n from './l10n';
import { plainNumber } from './options';

interface ReplayOptions {
  holdout?: number;
  threshold?: number;
  policy: PolicyName;
  siblings: string[];
  midLine?: boolean;
  engine: Engine;
  seconds: number;
  seed: number;
  dynamic?: boolean;
  json?: boolean;
}

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description(l10n.t('type the end of a text with suggestions learned from the rest, and count the keys saved'))
    .argument('<text>')
    .option(
      '--holdout <x>',
      l10n.t('share of the text to type, at its end (default: a tenth, but at least 4000 characters or a quarter, whichever is less)'),
      plainNumber(0),
    )
    .addOption(new Option('--engine <engine>', l10n.t('predictor that makes the suggestions')).choices(ENGINES).default('mix'))
    .addOption(new Option('--policy <policy>', l10n.t('how sure a suggestion must be to be shown')).choices(POLICIES).default('balanced'))
    .option('--threshold <x>', l10n.t('the lowest probability of a whole suggestion to show, instead of a policy'), plainNumber(0))
    .option('--mid-line', l10n.t('cut pieces out of lines and type them in again, instead of typing the whole end'))
    .option('--siblings <texts...>', l10n.t('other texts that context mixing learns first'), [])
    .option('--seconds <s>', l10n.t('time to train the network'), plainNumber(0), 30)
    .option('--seed <n>', l10n.t('seed of the network'), plainNumber(0, true), 1)
    .option('--dynamic', l10n.t('the network keeps learning from what is typed (dynamic evaluation); default for a mix'))
    .option('--no-dynamic', l10n.t('keep the network as it was trained'))
    .option('--json', l10n.t('one JSON object on standard output'))
    .action(async (file: string, options: ReplayOptions) => {
      const characters = codePoints(readText(file));
      const start = replayStart(characters.length, options.holdout);
      const before = characters.slice(0, start);
      const text = characters.slice(start, start + REPLAYED);
      const model = NETWORK_ENGINES.includes(options.engine)
        ? trainForReplay(before, options.seconds, options.seed, path.join(__dirname, 'follower.js'))
        : undefined;
      const { predictor, ngram, symbols } = createEngine({
        engine: options.engine,
        order: DEFAULT_ORDER,
        model,
        dynamic: options.dynamic ?? Boolean(options.engine === 'mix' && model && DynamicEvaluation.suits(model.configuration)),
        before,
        text,
        siblings: options.siblings.map((sibling) => codePoints(readText(sibling))),
      });
      const policy = options.threshold === undefined ? DIAL[options.policy] : { threshold: options.threshold };
      const result = options.midLine ? replayMidLine(predictor, symbols, ngram, policy, options.seed) : replay(predictor, symbols, ngram, policy);
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else
        console.log(
          l10n.t(
            '{0} characters: {1} % of the keys saved, {2} % net; {3} % of the suggestions accepted, {4} shown in 100 characters, {5} characters long',
            result.characters,
            result.saved.toFixed(1),
            result.net.toFixed(1),
            (100 * result.acceptRate).toFixed(0),
            result.showsPer100.toFixed(1),
            result.meanLength.toFixed(1),
          ),
        );
    });
}

/** A network with the defaults for the text's size. `follower`: script of further threads. */
function trainForReplay(before: readonly string[], seconds: number, seed: number, follower: string): Model {
  const configuration = withThreads(defaultConfiguration(before.length, new Set(before).size, { seconds, seed, beta2: 0.99 }));
  return trainModel(before.join(''), configuration, follower);
}

/** Trains silently to the end. `follower`: script of further threads. */
export function trainModel(text: string, configuration: Configuration, follower: string): Model {
  const trainer = new Trainer({ task: languageModel(text), configuration }, createTrainingHost({}, { spawn: followerScript(follower) }));
  return trainer.run().model;
}
