import { type Command, Option } from 'commander';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { Model, ModelTask } from '../protocol/model';
import { completeArchitecture } from '../protocol/surroundings';
import type { TaskId } from '../protocol/tasks';
import { classification, classificationDefaults } from '../tasks/classification';
import { FORECAST_DEFAULTS, forecasting } from '../tasks/forecasting';
import { seriesOf } from '../tasks/forecasting/series';
import { TRANSFORMS, type Transform } from '../tasks/forecasting/transform';
import { PAIR_DEFAULTS, pairs } from '../tasks/pairs';
import { pairsOf } from '../tasks/pairs/data';
import * as l10n from './l10n';
import { plainNumber } from './options';
import { readLabelled, readTable } from './task-data';
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
};

interface DataOptions {
  input?: string;
  label?: string;
  test?: string;
  fold?: number;
  classWeights?: 'none' | 'balanced';
  pooling?: 'last' | 'mean';
  attention?: 'additive' | 'none';
  decoderOnly?: boolean;
  column?: string;
  season?: number;
  testSize?: number;
  horizon?: number;
  transform?: Transform;
  arOrder?: number;
}

/** What a task on data is given: its file or folder, options of its own, those of the configuration, and the run to go on with. */
interface Given {
  readonly name: string;
  readonly own: DataOptions;
  readonly explicit: Partial<Configuration>;
  readonly resume: Model | undefined;
}

export function addDataTaskOptions(command: Command): void {
  command
    .option('--input <column>', l10n.t('column that is read: the sequence, or the source of a pair'))
    .option('--label <column>', l10n.t('column that is to be learnt: the class, or the target of a pair'))
    .option('--test <file>', l10n.t('data to test on; without it a fifth is kept for that'))
    .option('--fold <n>', l10n.t('which fifth is kept for the test, from 0 to 4'), plainNumber(0, true))
    .addOption(new Option('--class-weights <kind>', l10n.t('how often every class is drawn')).choices(['none', 'balanced']))
    .addOption(new Option('--pooling <kind>', l10n.t('what the class is answered from: the last state or the mean of all')).choices(['last', 'mean']))
    .addOption(new Option('--attention <kind>', l10n.t('how the decoder of pairs looks at the source')).choices(['additive', 'none']))
    .option('--column <name>', l10n.t('column of numbers that is forecast'))
    .option('--season <n>', l10n.t('values a season, 1 = none'), plainNumber(1, true))
    .option('--test-size <n>', l10n.t('values at the end that are kept for the test'), plainNumber(1, true))
    .option('--horizon <n>', l10n.t('values that are forecast before the truth becomes known'), plainNumber(1, true))
    .addOption(new Option('--transform <kind>', l10n.t('how the series is changed before it is learnt')).choices(TRANSFORMS))
    .option('--ar-order <n>', l10n.t('order of the autoregression that is a baseline'), plainNumber(1, true))
    .option('--decoder-only', l10n.t('pairs as one stream through any network instead of an encoder and a decoder'));
}

/** The task on the data of `name`; undefined for a task that reads texts. @throws UnrollError for an option that the task does not read */
export function dataTask(
  id: TaskId,
  name: string,
  command: Command,
  explicit: Partial<Configuration>,
  resume: Model | undefined,
): ChosenTask | undefined {
  const own = command.opts<DataOptions>();
  for (const [key, tasks] of Object.entries(OPTIONS))
    if (command.getOptionValueSource(key) === 'cli' && !tasks.includes(id)) throw new UnrollError('task.option', [key, id], { exitCode: 2 });
  const given = { name, own, explicit, resume };
  if (id === 'classification') return classify(given);
  if (id === 'forecast') return forecast(given);
  return id === 'pairs' ? pair(given) : undefined;
}

function forecast({ name, own, explicit, resume }: Given): ChosenTask {
  const kept = resume?.task?.options as Partial<Record<string, never>> | undefined;
  const option = <K extends keyof DataOptions>(key: K): Pick<DataOptions, K> => {
    const value = own[key] ?? (kept?.[key] as DataOptions[K]);
    return (value === undefined ? {} : { [key]: value }) as Pick<DataOptions, K>;
  };
  const { column } = option('column');
  const { arOrder } = option('arOrder');
  const timed = explicit.seconds !== undefined && explicit.steps === undefined ? { steps: 0 } : {};
  return {
    task: forecasting(seriesOf(readTable(name), column), {
      horizon: option('horizon').horizon ?? 1,
      ...option('season'),
      ...option('testSize'),
      ...option('transform'),
      ...(arOrder === undefined ? {} : { order: arOrder }),
    }),
    configuration: completeArchitecture({ ...BASE_CONFIGURATION, ...FORECAST_DEFAULTS, ...timed, ...explicit }, explicit),
  };
}

function pair({ name, own, explicit, resume }: Given): ChosenTask {
  const kept = resume?.task?.options;
  const [input, label] = [own.input ?? (kept?.input as string | undefined), own.label ?? (kept?.label as string | undefined)];
  const isDecoderOnly = own.decoderOnly ?? kept?.decoderOnly === true;
  if (isDecoderOnly && own.attention) throw new UnrollError('pairs.attention', [], { exitCode: 2 });
  const attention = own.attention ?? (kept?.attention as 'additive' | 'none' | undefined) ?? 'additive';
  const data = pairsOf(readTable(name), input, label);
  const test = own.test === undefined ? undefined : pairsOf(readTable(own.test), data.columns?.source, data.columns?.target);
  const timed = explicit.seconds !== undefined && explicit.steps === undefined ? { steps: 0 } : {};
  // One-hot symbols are what a plain network reads.
  const embedding = isDecoderOnly ? { embedding: 0 } : {};
  return {
    task: pairs(data, test, { attention, isDecoderOnly, fold: foldOf(own, kept) }),
    configuration: completeArchitecture({ ...BASE_CONFIGURATION, ...PAIR_DEFAULTS, ...embedding, ...timed, ...explicit }, explicit),
  };
}

/** Which fifth is for the test. */
function foldOf(own: DataOptions, kept: ModelTask['options'] | undefined): number {
  const fold = own.fold ?? (kept?.fold as number | undefined) ?? 0;
  if (fold > 4) throw new UnrollError('configuration.whole', ['fold', 0, 4, fold], { exitCode: 2 });
  return fold;
}

function classify({ name, own, explicit, resume }: Given): ChosenTask {
  const kept = resume?.task?.options;
  const [input, label] = [own.input ?? (kept?.input as string | undefined), own.label ?? (kept?.label as string | undefined)];
  const data = readLabelled(name, input, label);
  // The test data have the same columns.
  const columns = data.columns;
  const test = own.test === undefined ? undefined : readLabelled(own.test, data.dimensions ? undefined : columns?.input[0], columns?.label);
  const isBalanced = (own.classWeights ?? kept?.classWeights) === 'balanced';
  return {
    task: classification(data, test, {
      fold: foldOf(own, kept),
      isBalanced,
      pooling: own.pooling ?? (kept?.pooling as 'mean' | undefined) ?? 'last',
    }),
    configuration: completeArchitecture(
      { ...BASE_CONFIGURATION, ...classificationDefaults(data, test !== undefined, explicit), ...explicit },
      explicit,
    ),
  };
}
