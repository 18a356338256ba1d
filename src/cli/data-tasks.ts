import { type Command, Option } from 'commander';
import type { Configuration } from '../protocol/configuration';
import { DATA_TASK_IDS, type DataTaskId, type DataTaskOptions, FORECAST_LOSSES, MULTI_STEP, POOLINGS, TRANSFORMS } from '../protocol/data-task';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { TaskId } from '../protocol/tasks';
import { taskOnData } from '../tasks/on-data';
import * as l10n from './l10n';
import { plainNumber } from './options';
import { fileReader } from './task-data';
import type { ChosenTask } from './task-options';

/** Options of the tasks on data, and the tasks that read them. */
const OPTIONS: Readonly<Record<string, readonly TaskId[]>> = {
  input: ['classification', 'pairs'],
  label: ['classification', 'pairs'],
  test: ['classification', 'pairs'],
  fold: ['classification', 'pairs'],
  classWeights: ['classification'],
  pooling: ['classification'],
  attention: ['pairs'],
  decoderOnly: ['pairs'],
  column: ['forecast'],
  season: ['forecast'],
  testSize: ['forecast'],
  horizon: ['forecast'],
  transform: ['forecast'],
  arOrder: ['forecast'],
  loss: ['forecast'],
  multiStep: ['forecast'],
  exogenous: ['forecast'],
};

/** What the command line knows beside the options of the task: the file to test on. */
type DataOptions = DataTaskOptions & { test?: string };

export function addDataTaskOptions(command: Command): void {
  command
    .option('--input <column>', l10n.t('column to read: the sequence, or the source of a pair'))
    .option('--label <column>', l10n.t('column to learn: the class, or the target of a pair'))
    .option('--test <file>', l10n.t('test data; by default, a fifth of the examples is held out'))
    .option('--fold <n>', l10n.t('which fifth is held out for testing, from 0 to 4'), plainNumber(0, true))
    .addOption(new Option('--class-weights <kind>', l10n.t('how often each class is sampled')).choices(['none', 'balanced']))
    .addOption(
      new Option(
        '--pooling <kind>',
        l10n.t('state that the class is predicted from: the last one, the mean of all, or a mean weighted by attention'),
      ).choices(POOLINGS),
    )
    .addOption(new Option('--attention <kind>', l10n.t('attention of the decoder to the source of a pair')).choices(['additive', 'none']))
    .option('--column <name>', l10n.t('column of numbers to forecast'))
    .option('--season <n>', l10n.t('values per season; 1 = none'), plainNumber(1, true))
    .option('--test-size <n>', l10n.t('values at the end to hold out for testing'), plainNumber(1, true))
    .option('--horizon <n>', l10n.t('values to forecast before the true ones become known'), plainNumber(1, true))
    .addOption(new Option('--transform <kind>', l10n.t('transformation of the series before training')).choices(TRANSFORMS))
    .addOption(new Option('--loss <kind>', l10n.t('what a forecast estimates: the mean, the median, or quantiles')).choices(FORECAST_LOSSES))
    .addOption(
      new Option('--multi-step <kind>', l10n.t('forecast one value at a time from earlier forecasts, or the whole horizon at once')).choices(
        MULTI_STEP,
      ),
    )
    .option('--exogenous <columns>', l10n.t('other columns of numbers to read, separated by commas'))
    .option('--ar-order <n>', l10n.t('order of the autoregression baseline'), plainNumber(1, true))
    .option('--decoder-only', l10n.t('train pairs as one stream through any network, without encoder and decoder'));
}

/**
 * The task on the data of `name`, by the options of the configuration; undefined for a task that reads texts.
 * @throws UnrollError for an option that the task does not read
 */
export function dataTask(id: TaskId, name: string, command: Command, resume?: Model): ((explicit: Partial<Configuration>) => ChosenTask) | undefined {
  const own = command.opts<DataOptions>();
  for (const [key, tasks] of Object.entries(OPTIONS))
    if (command.getOptionValueSource(key) === 'cli' && !tasks.includes(id)) throw new UnrollError('task.option', [key, id], { exitCode: 2 });
  if (!isDataTask(id)) return undefined;
  const { test, ...options } = own;
  if (options.decoderOnly && options.attention) throw new UnrollError('pairs.attention', [], { exitCode: 2 });
  const data = fileReader(name);
  const tests = test === undefined ? {} : { test: fileReader(test) };
  return (explicit) => taskOnData({ ...{ id, options: options as DataTaskOptions, explicit, kept: resume?.task, data }, ...tests });
}

const isDataTask = (id: TaskId): id is DataTaskId => (DATA_TASK_IDS as readonly TaskId[]).includes(id);
