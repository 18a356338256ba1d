import { type Command, InvalidArgumentError, Option } from 'commander';
import { LAYER_DESCRIPTIONS } from '../network/layers/descriptions';
import { UnrollError } from '../protocol/error';
import {
  comparisonPlan,
  kindsPlan,
  parseValues,
  SWEEP_PARAMETERS,
  type SweepAxis,
  type SweepParameter,
  sweepPlan,
  TUNED,
  tunings,
  withSeeds,
} from '../protocol/experiments';
import { EQUAL_SIZES, type EqualSize, equallySized } from '../view-model/compare/equal-size';
import { architectureName } from '../view-model/run/architecture-name';
import { inThread } from './conductor';
import { addDataTaskOptions } from './data-tasks';
import { type ExperimentOptions, runExperiment } from './experiment-runs';
import { experimentTask } from './experiment-task';
import * as l10n from './l10n';
import { translate } from './language';
import { addConfigurationOptions, explicitOptions, plainNumber } from './options';
import { addTaskOptions } from './task-options';

const DATA = () => l10n.t('file, folder, or - for standard input; nothing for a generated task');

/** Options that a comparison sets itself: to give them would change nothing. */
const COMPARED = ['cell', 'activation', 'initialization', 'forgetBias'] as const;

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description(l10n.t('train tanh, sigmoid, ReLU, IRNN, LSTM, GRU and feed-forward nets on a text or another task with the same seed and budget'))
    .argument('[data]', DATA())
    .option('--cells <kinds>', l10n.t('compare these kinds of layers instead, such as gru,mingru,attention, or all'), kinds)
    .addOption(
      new Option('--equal <size>', l10n.t('with --cells: choose the widths of the other networks so that they match the size of the first')).choices(
        EQUAL_SIZES,
      ),
    )
    .option('--tune', l10n.t('train each network with three learning rates by two weight decays, and compare the best of each by validation (MAD)'));
  addExperimentOptions(command);
  addTaskOptions(command);
  addDataTaskOptions(command);
  addConfigurationOptions(command);
  command.action((name: string | undefined) => inThread(() => compare(name, command), command.opts().backend));
}

/** What comparisons and sweeps have in common. */
function addExperimentOptions(command: Command): void {
  command
    .option('--seeds <n>', l10n.t('runs per network, with consecutive seeds'), plainNumber(1, true), 1)
    .option('--out <record>', l10n.t('file or folder for the result of each run, as JSON lines; runs that are there already are skipped'))
    .option('--shard <k/n>', l10n.t('run only share k of n, to divide the work among machines'))
    .option('--merge <records...>', l10n.t('join these records instead of training'))
    .option('--json', l10n.t('one JSON object on standard output'));
}

function kinds(text: string): string[] {
  const all = LAYER_DESCRIPTIONS.map(({ id }) => id);
  const asked = text === 'all' ? all : text.split(',').map((kind) => kind.trim());
  const unknown = asked.find((kind) => !all.includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(translate('experiment.cells', [unknown, all.join(', ')]));
  return [...new Set(asked)];
}

interface CompareOptions extends ExperimentOptions {
  readonly cells?: string[];
  readonly seeds: number;
  readonly equal?: EqualSize;
  readonly tune?: boolean;
}

function compare(name: string | undefined, command: Command): void {
  const own = explicitOptions(command);
  const { cells, seeds, equal, tune, ...options } = command.opts<CompareOptions>();
  for (const key of cells ? (['cell', 'stack'] as const) : COMPARED)
    if (key in own) command.error(l10n.t('{0} differs between the architectures that are compared: leave it out', key), { exitCode: 2 });
  const subject = experimentTask(name, command);
  const { configure, ports } = subject;
  if (equal && !cells) command.error(l10n.t('{0} needs --cells', '--equal'), { exitCode: 2 });
  for (const key of tune ? TUNED : []) if (key in own) command.error(l10n.t('{0} is varied: leave it out', `--${flag(key)}`), { exitCode: 2 });
  const planned = cells ? kindsPlan(configure, own, cells) : comparisonPlan(configure, own);
  const configurations = equal ? equallySized(planned, ports, equal) : planned;
  const plan = configurations.flatMap((configuration) => {
    const named = architectureName(configuration);
    if (!tune) return [{ name: named, configuration, strict: own }];
    return tunings(configuration).map((tuned) => ({
      ...{ name: l10n.t('{0}, rate {1}, decay {2}', named, tuned.learningRate, tuned.weightDecay), configuration: tuned, strict: own },
    }));
  });
  runExperiment({ subject, plan: withSeeds(plan, seeds), tuned: tune === true, ...options });
}

export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep')
    .description(l10n.t('train a network for each combination of values of one or two hyperparameters'))
    .argument('[data]', DATA())
    .option(
      '--vary <name=values...>',
      l10n.t('a hyperparameter and its values, such as learning-rate=0.002,0.008; names: {0}', SWEEP_PARAMETERS.map(flag).join(', ')),
      axis,
      [],
    );
  addExperimentOptions(command);
  addTaskOptions(command);
  addDataTaskOptions(command);
  addConfigurationOptions(command);
  command.action((name: string | undefined) => inThread(() => sweep(name, command), command.opts().backend));
}

function sweep(name: string | undefined, command: Command): void {
  const { vary: axes, seeds, ...options } = command.opts<ExperimentOptions & { vary: SweepAxis[]; seeds: number }>();
  const own = explicitOptions(command);
  if (axes.length > 2) command.error(l10n.t('give --vary one or two hyperparameters'), { exitCode: 2 });
  for (const { parameter } of axes)
    if (parameter in own) command.error(l10n.t('{0} is varied: leave it out', `--${flag(parameter)}`), { exitCode: 2 });
  if (seeds > 1 && axes.some(({ parameter }) => parameter === 'seed'))
    command.error(l10n.t('{0} is varied: leave it out', '--seeds'), { exitCode: 2 });
  const subject = experimentTask(name, command);
  const plan = sweepPlan(subject.configure, own, axes).map((configuration) => ({
    name: axes.map(({ parameter }) => `${parameter} ${configuration[parameter]}`).join(', '),
    configuration,
    strict: { ...own, ...Object.fromEntries(axes.map(({ parameter }) => [parameter, configuration[parameter]])) },
  }));
  runExperiment({ subject, plan: withSeeds(plan, seeds), ...options });
}

/** learningRate as the command line writes it. */
function flag(parameter: string): string {
  return parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function axis(text: string, before: SweepAxis[]): SweepAxis[] {
  const [name, values, ...rest] = text.split('=');
  const parameter = SWEEP_PARAMETERS.find((known) => flag(known) === name || known === name);
  if (!parameter || values === undefined || rest.length > 0)
    throw new InvalidArgumentError(
      l10n.t('It must be a name and values, such as learning-rate=0.002,0.008; names: {0}.', SWEEP_PARAMETERS.map(flag).join(', ')),
    );
  try {
    return [...before, { parameter: parameter as SweepParameter, values: parseValues(parameter, values) }];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof UnrollError ? translate(error.id, error.args) : String(error));
  }
}
