import { type Command, InvalidArgumentError } from 'commander';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import { comparisonPlan, parseValues, SWEEP_PARAMETERS, type SweepAxis, type SweepParameter, sweepPlan } from '../protocol/experiments';
import { codePoints } from '../text/text';
import { architectureName } from '../view-model/run/architecture-name';
import { inThread } from './conductor';
import { type ExperimentOptions, runExperiment } from './experiment-runs';
import { readText } from './files';
import * as l10n from './l10n';
import { translate } from './language';
import { addConfigurationOptions, explicitOptions } from './options';

/** Seconds of each run when nothing is said. */
const SECONDS = 8;
/** Options that a comparison sets itself: to give them would change nothing. */
const COMPARED = ['cell', 'activation', 'initialization', 'forgetBias'] as const;

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description(l10n.t('train tanh, sigmoid, ReLU, IRNN, LSTM, GRU and feed-forward nets on a text with the same seed and budget'))
    .argument('<text>', l10n.t('file, folder, or - for standard input'))
    .option('--out <file>', l10n.t('the result of each run as a JSON line, written when it ends'))
    .option('--json', l10n.t('one JSON object on standard output'));
  addConfigurationOptions(command);
  command.action((name: string) => inThread(() => compare(name, command)));
}

function compare(name: string, command: Command): void {
  const own = explicitOptions(command);
  for (const key of COMPARED)
    if (key in own) command.error(l10n.t('{0} differs between the architectures that are compared: leave it out', key), { exitCode: 2 });
  const text = readText(name);
  const characters = codePoints(text);
  const plan = comparisonPlan(characters.length, new Set(characters).size, withBudget(own)).map((configuration) => ({
    name: architectureName(configuration),
    configuration,
    strict: own,
  }));
  runExperiment({ text, plan, ...command.opts<ExperimentOptions>() });
}

export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep')
    .description(l10n.t('train a network for each combination of the values of one or two hyper-parameters'))
    .argument('<text>', l10n.t('file, folder, or - for standard input'))
    .option(
      '--vary <name=values...>',
      l10n.t('a hyper-parameter and its values, as learning-rate=0.002,0.008; names: {0}', SWEEP_PARAMETERS.map(flag).join(', ')),
      axis,
      [],
    )
    .option('--out <file>', l10n.t('the result of each run as a JSON line, written when it ends'))
    .option('--json', l10n.t('one JSON object on standard output'));
  addConfigurationOptions(command);
  command.action((name: string) => inThread(() => sweep(name, command)));
}

function sweep(name: string, command: Command): void {
  const axes = command.opts<{ vary: SweepAxis[] }>().vary;
  const own = explicitOptions(command);
  if (axes.length > 2) command.error(l10n.t('give one or two hyper-parameters to --vary'), { exitCode: 2 });
  for (const { parameter } of axes)
    if (parameter in own) command.error(l10n.t('{0} is varied: leave it out', `--${flag(parameter)}`), { exitCode: 2 });
  const text = readText(name);
  const characters = codePoints(text);
  const plan = sweepPlan(characters.length, new Set(characters).size, withBudget(own), axes).map((configuration) => ({
    name: axes.map(({ parameter }) => `${parameter} ${configuration[parameter]}`).join(', '),
    configuration,
    strict: { ...own, ...Object.fromEntries(axes.map(({ parameter }) => [parameter, configuration[parameter]])) },
  }));
  runExperiment({ text, plan, ...command.opts<ExperimentOptions>() });
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
      l10n.t('It must be a name and values, as learning-rate=0.002,0.008; names: {0}.', SWEEP_PARAMETERS.map(flag).join(', ')),
    );
  try {
    return [...before, { parameter: parameter as SweepParameter, values: parseValues(parameter, values) }];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof UnrollError ? translate(error.id, error.args) : String(error));
  }
}

function withBudget(own: Partial<Configuration>): Partial<Configuration> {
  return own.steps || own.seconds ? own : { ...own, seconds: SECONDS };
}
