import type { Configuration } from '../protocol/configuration';
import type { DataTask, DataTaskOptions } from '../protocol/data-task';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { ModelTask } from '../protocol/model';
import { completeArchitecture } from '../protocol/surroundings';
import { classification, classificationDefaults } from './classification';
import type { DataReader } from './data/read';
import { FORECAST_DEFAULTS, forecasting } from './forecasting';
import { seriesOf } from './forecasting/series';
import { PAIR_DEFAULTS, pairs } from './pairs';
import { pairsOf } from './pairs/data';
import type { Task } from './task';

/** A task with its data, and its defaults with the explicit options in their place. */
export interface TaskOnData {
  readonly task: Task;
  readonly configuration: Configuration;
}

export interface DataTaskRequest extends Omit<DataTask, 'test'> {
  readonly data: DataReader;
  /** Data to test on; without them a part of the data is kept for that. */
  readonly test?: DataReader;
  /** Options of the configuration that were asked for. */
  readonly explicit: Partial<Configuration>;
  /** What the run to go on with has decided. */
  readonly kept?: ModelTask | undefined;
}

/** What is to be learnt from data. @throws UnrollError when the data or the options do not allow it */
export function taskOnData(request: DataTaskRequest): TaskOnData {
  const { kept } = request;
  const options = { ...(kept ? keptOptions(kept) : {}), ...defined(request.options) };
  const own = { ...request, options };
  if (request.id === 'classification') return classify(own);
  return request.id === 'forecast' ? forecast(own) : pair(own);
}

/** The options of a model file; one column of numbers alone is found again by itself. */
function keptOptions({ options, realInputs }: ModelTask): DataTaskOptions {
  const { input, ...rest } = options as DataTaskOptions;
  return realInputs > 0 && input !== undefined && !input.includes(',') ? rest : { ...rest, ...(input === undefined ? {} : { input }) };
}

function classify({ data, test, options, explicit }: DataTaskRequest): TaskOnData {
  const labelled = data.labelled(options.input, options.label);
  // The test data have the same columns.
  const { columns } = labelled;
  const tests = test?.labelled(labelled.dimensions ? columns?.input.join(',') : columns?.input[0], columns?.label);
  const own = { fold: foldOf(options), isBalanced: options.classWeights === 'balanced', pooling: options.pooling ?? 'last' };
  const defaults = classificationDefaults(labelled, tests !== undefined, explicit);
  return { task: classification(labelled, tests, own), configuration: complete(defaults, explicit) };
}

function forecast({ data, options, explicit }: DataTaskRequest): TaskOnData {
  const { column, season, testSize, horizon = 1, transform, arOrder, loss = 'squared', multiStep = 'recursive', exogenous } = options;
  const series = seriesOf(data.table(), column, exogenous);
  return {
    task: forecasting(series, { horizon, loss, multiStep, ...defined({ season, testSize, transform, order: arOrder }) }),
    configuration: complete({ ...FORECAST_DEFAULTS, ...timed(explicit) }, explicit),
  };
}

function pair({ data, test, options, explicit }: DataTaskRequest): TaskOnData {
  const isDecoderOnly = options.decoderOnly === true;
  const given = pairsOf(data.table(), options.input, options.label);
  const tests = test && pairsOf(test.table(), given.columns?.source, given.columns?.target);
  // One-hot symbols are what a plain network reads.
  const embedding = isDecoderOnly ? { embedding: 0 } : {};
  return {
    task: pairs(given, tests, { attention: options.attention ?? 'additive', isDecoderOnly, fold: foldOf(options) }),
    configuration: complete({ ...PAIR_DEFAULTS, ...embedding, ...timed(explicit) }, explicit),
  };
}

function complete(defaults: Partial<Configuration>, explicit: Partial<Configuration>): Configuration {
  return completeArchitecture({ ...BASE_CONFIGURATION, ...defaults, ...explicit }, explicit);
}

/** A time that was asked for replaces the usual number of steps. */
function timed(explicit: Partial<Configuration>): Partial<Configuration> {
  return explicit.seconds !== undefined && explicit.steps === undefined ? { steps: 0 } : {};
}

/** Which fifth is for the test. */
function foldOf({ fold = 0 }: DataTaskOptions): number {
  if (fold > 4) throw new UnrollError('configuration.whole', ['fold', 0, 4, fold], { exitCode: 2 });
  return fold;
}

function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
