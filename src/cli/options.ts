import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Configuration } from '../protocol/configuration';
import type { Overrides } from '../protocol/defaults';
import { CHOICES, checkOption, RANGES } from '../protocol/validation';

/** Options of the command line that are options of the configuration: their words, and what they set. */
const WORDS: Record<string, [flag: string, description: string]> = {
  cell: ['--cell <cell>', 'recurrent cell'],
  activation: ['--activation <function>', 'activation of the vanilla RNN'],
  output: ['--output <output>', 'output and loss'],
  initialization: ['--initialization <kind>', 'initial weights'],
  layers: ['--layers <n>', 'layers'],
  hidden: ['--hidden <n>', 'hidden units'],
  embedding: ['--embedding <n>', 'width of the input embedding, 0 = one-hot'],
  window: ['--window <n>', 'characters that the feed-forward net sees'],
  sequenceLength: ['--sequence-length <n>', 'time steps of truncated backpropagation through time'],
  batchSize: ['--batch-size <n>', 'streams'],
  steps: ['--steps <n>', 'updates of the whole run'],
  seconds: ['--seconds <s>', 'time budget instead of steps'],
  optimizer: ['--optimizer <name>', 'optimiser'],
  learningRate: ['--learning-rate <x>', 'peak learning rate'],
  momentum: ['--momentum <x>', 'momentum of sgd and rmsprop'],
  beta1: ['--beta1 <x>', 'first decay rate of adam'],
  beta2: ['--beta2 <x>', 'second decay rate of adam'],
  weightDecay: ['--weight-decay <x>', 'weight decay'],
  schedule: ['--schedule <kind>', 'learning rate after the warm-up'],
  warmup: ['--warmup <n>', 'steps of linear warm-up'],
  clip: ['--clip <x>', 'gradient threshold, 0 = off'],
  clipMode: ['--clip-mode <mode>', 'clip the norm or every value'],
  lossReduction: ['--loss-reduction <kind>', 'gradient of the mean or the sum of the losses'],
  dropout: ['--dropout <x>', 'dropout between layers and on the output'],
  validation: ['--validation <x>', 'share of the text held out at its end'],
  evaluateEvery: ['--evaluate-every <n>', 'steps between evaluations'],
  patience: ['--patience <n>', 'evaluations without improvement before stopping early'],
  forgetBias: ['--forget-bias <x>', 'forget bias of the LSTM at the start'],
  minCount: ['--min-count <n>', 'characters seen fewer times share the unknown class'],
  seed: ['--seed <n>', 'seed of all random numbers'],
  threads: ['--threads <n>', 'training threads'],
};

/** A number of the command line, within the configuration's range. */
export function numberOption(key: string) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    try {
      return checkOption(key, value) as number;
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

/** A finite number of at least `minimum`, whole if asked. */
export function plainNumber(minimum: number, whole = false) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < minimum || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number of at least ${minimum}.`);
    }
    return value;
  };
}

/** Adds all options of the configuration to a command. */
export function addConfigurationOptions(command: Command): void {
  for (const [key, [flag, description]] of Object.entries(WORDS)) {
    const option = new Option(flag, description);
    const choices = CHOICES[key];
    if (choices) option.choices(choices);
    else if (RANGES[key]) option.argParser(numberOption(key));
    command.addOption(option);
  }
  command.option('--no-bias', 'a net without biases');
}

/** What was given explicitly, by the configuration's names. */
export function explicitOptions(command: Command): Overrides {
  const values = command.opts();
  const result: Record<string, unknown> = {};
  for (const key of [...Object.keys(WORDS), 'bias']) if (command.getOptionValueSource(key) === 'cli') result[key] = values[key];
  return result as Partial<Configuration>;
}
