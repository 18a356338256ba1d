import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Configuration } from '../protocol/configuration';
import type { Overrides } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import { CHOICES, checkOption, RANGES } from '../protocol/validation';
import * as l10n from './l10n';
import { translate } from './language';

/** Options of the command line that are options of the configuration: their words, and what they set. */
const words = (): Record<string, [flag: string, description: string]> => ({
  cell: ['--cell <cell>', l10n.t('recurrent cell')],
  activation: ['--activation <function>', l10n.t('activation of the vanilla RNN')],
  output: ['--output <output>', l10n.t('output and loss')],
  initialization: ['--initialization <kind>', l10n.t('initial weights')],
  layers: ['--layers <n>', l10n.t('layers')],
  hidden: ['--hidden <n>', l10n.t('hidden units')],
  embedding: ['--embedding <n>', l10n.t('width of the input embedding, 0 = one-hot')],
  window: ['--window <n>', l10n.t('characters that the feed-forward net sees')],
  sequenceLength: ['--sequence-length <n>', l10n.t('time steps of truncated backpropagation through time')],
  batchSize: ['--batch-size <n>', l10n.t('streams')],
  steps: ['--steps <n>', l10n.t('updates of the whole run')],
  seconds: ['--seconds <s>', l10n.t('time budget instead of steps')],
  optimizer: ['--optimizer <name>', l10n.t('optimiser')],
  learningRate: ['--learning-rate <x>', l10n.t('peak learning rate')],
  momentum: ['--momentum <x>', l10n.t('momentum of sgd and rmsprop')],
  beta1: ['--beta1 <x>', l10n.t('first decay rate of adam')],
  beta2: ['--beta2 <x>', l10n.t('second decay rate of adam')],
  weightDecay: ['--weight-decay <x>', l10n.t('weight decay')],
  schedule: ['--schedule <kind>', l10n.t('learning rate after the warm-up')],
  warmup: ['--warmup <n>', l10n.t('steps of linear warm-up')],
  clip: ['--clip <x>', l10n.t('gradient threshold, 0 = off')],
  clipMode: ['--clip-mode <mode>', l10n.t('clip the norm or every value')],
  lossReduction: ['--loss-reduction <kind>', l10n.t('gradient of the mean or the sum of the losses')],
  dropout: ['--dropout <x>', l10n.t('dropout between layers and on the output')],
  validation: ['--validation <x>', l10n.t('share of the text held out at its end')],
  evaluateEvery: ['--evaluate-every <n>', l10n.t('steps between evaluations')],
  patience: ['--patience <n>', l10n.t('evaluations without improvement before stopping early')],
  forgetBias: ['--forget-bias <x>', l10n.t('forget bias of the LSTM at the start')],
  minCount: ['--min-count <n>', l10n.t('characters seen fewer times share the unknown class')],
  seed: ['--seed <n>', l10n.t('seed of all random numbers')],
  threads: ['--threads <n>', l10n.t('training threads')],
});

/** A number of the command line, within the configuration's range. */
function numberOption(key: string) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    try {
      return checkOption(key, value) as number;
    } catch (error) {
      throw new InvalidArgumentError(error instanceof UnrollError ? translate(error.id, error.args) : String(error));
    }
  };
}

/** A finite number of at least `minimum`, whole if asked. */
export function plainNumber(minimum: number, whole = false) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < minimum || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        whole ? l10n.t('It must be a whole number of at least {0}.', minimum) : l10n.t('It must be a number of at least {0}.', minimum),
      );
    }
    return value;
  };
}

/** Adds all options of the configuration to a command. */
export function addConfigurationOptions(command: Command): void {
  for (const [key, [flag, description]] of Object.entries(words())) {
    const option = new Option(flag, description);
    const choices = CHOICES[key];
    if (choices) option.choices(choices);
    else if (RANGES[key]) option.argParser(numberOption(key));
    command.addOption(option);
  }
  command.option('--no-bias', l10n.t('a net without biases'));
}

/** What was given explicitly, by the configuration's names. */
export function explicitOptions(command: Command): Overrides {
  const values = command.opts();
  const result: Record<string, unknown> = {};
  for (const key of [...Object.keys(words()), 'bias']) if (command.getOptionValueSource(key) === 'cli') result[key] = values[key];
  return result as Partial<Configuration>;
}
