import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { createLearner } from '../network/create';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import { comparisonPlan, parseValues, SWEEP_PARAMETERS, type SweepAxis, type SweepParameter, sweepPlan } from '../protocol/experiments';
import type { TrainingEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import { codePoints } from '../text/text';
import { Trainer } from '../training/trainer';
import { compareRuns } from '../view-model/compare/compare';
import { architectureName } from '../view-model/run/architecture-name';
import { RunSeries } from '../view-model/run/run-series';
import { gradientReach } from '../view-model/statements/comparison';
import { JUDGED_LAG } from '../view-model/statements/gradients';
import { Diagnosing } from '../workers/diagnosis';
import { gzipBaseline } from '../workers/gzip-baseline';
import { ngramBaseline } from '../workers/ngram-baseline';
import { followerScript, withThreads } from '../workers/threads';
import { readText } from './files';
import * as l10n from './l10n';
import { padded, translate } from './language';
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
    .option('--json', l10n.t('one JSON object on standard output'));
  addConfigurationOptions(command);
  command.action(async (name: string) => {
    const own = explicitOptions(command);
    for (const key of COMPARED)
      if (key in own) command.error(l10n.t('{0} differs between the architectures that are compared: leave it out', key), { exitCode: 2 });
    const text = readText(name);
    const characters = codePoints(text);
    const plan = comparisonPlan(characters.length, new Set(characters).size, withBudget(own));
    report(await trainAll(text, plan, own), [], Boolean(command.opts().json));
  });
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
    .option('--json', l10n.t('one JSON object on standard output'));
  addConfigurationOptions(command);
  command.action(async (name: string) => {
    const axes = command.opts<{ vary: SweepAxis[] }>().vary;
    const own = explicitOptions(command);
    if (axes.length > 2) command.error(l10n.t('give one or two hyper-parameters to --vary'), { exitCode: 2 });
    for (const { parameter } of axes)
      if (parameter in own) command.error(l10n.t('{0} is varied: leave it out', `--${flag(parameter)}`), { exitCode: 2 });
    const text = readText(name);
    const characters = codePoints(text);
    const plan = sweepPlan(characters.length, new Set(characters).size, withBudget(own), axes);
    report(
      await trainAll(text, plan, own),
      axes.map(({ parameter }) => parameter),
      Boolean(command.opts().json),
    );
  });
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

/** The runs of a plan, one after the other; what goes wrong with one is told and does not stop the others. */
async function trainAll(text: string, plan: readonly Configuration[], strict: Partial<Configuration>): Promise<RunSeries[]> {
  const runs: RunSeries[] = [];
  for (const [index, given] of plan.entries()) {
    const configuration = withThreads(given);
    const run = new RunSeries({
      runId: String(index),
      name: architectureName(configuration),
      state: 'running',
      configuration,
      totalSteps: configuration.steps,
    });
    runs.push(run);
    process.stderr.write(`${index + 1}/${plan.length} ${run.info.name}\n`);
    const state = await trainOne(text, configuration, strict, run, index === 0);
    run.info = { ...run.info, state };
  }
  return runs;
}

async function trainOne(
  text: string,
  configuration: Configuration,
  strict: Partial<Configuration>,
  run: RunSeries,
  first: boolean,
): Promise<'done' | 'failed'> {
  const now = () => performance.now();
  let diagnosing: Diagnosing | undefined;
  let steps = 0;
  const emit = (event: TrainingEvent) => {
    run.append([event]);
    if (event.type === 'note' && first) console.error(translate(event.id, event.args));
    if (event.type === 'alarm') console.error(translate('training.diverged', [event.tensor, event.step]));
    if (event.type === 'start' && first) {
      const characters = codePoints(text);
      for (const measure of [gzipBaseline, ngramBaseline]) {
        const baseline = measure(characters, event.validationCharacters);
        if (baseline) run.append([baseline]);
      }
    }
  };
  const trainer = new Trainer(
    { task: languageModel(text), configuration, strict },
    {
      createLearner: (options, build) =>
        createLearner(options, { spawn: followerScript(path.join(__dirname, 'follower.js')), ...(build ? { build } : {}) }),
      emit,
      checkpoint: () => undefined,
      stepped(step, learner, vocabulary) {
        steps = step;
        diagnosing ??= new Diagnosing(configuration, vocabulary, text, now, () => false, true);
        const event = diagnosing.offer(step, { weights: () => learner.readWeights(), gradients: () => learner.readGradients() });
        if (event) emit(event);
      },
      now,
      control: () => 0,
      waitWhilePaused: () => undefined,
    },
  );
  const { model, done } = await trainer.runAsync(() => new Promise((resolve) => setImmediate(resolve)));
  if (done.reason === 'diverged') return 'failed';
  const last = diagnosing?.finish(steps, model.weights);
  if (last) emit(last);
  return 'done';
}

/** What `--json` prints. Gradients as log10 of the share that is left, by lag; null for an exact zero or where there is nothing to go back through. */
function report(runs: readonly RunSeries[], parameters: readonly SweepParameter[], json: boolean): void {
  const { runs: rows } = compareRuns(runs);
  const { vanishing, open } = gradientReach(runs);
  const names = rows.map(({ configuration }) =>
    parameters.length > 0 ? parameters.map((key) => `${key} ${configuration[key]}`).join(', ') : architectureName(configuration),
  );
  const best = rows.findIndex((row) => row.best && row.measuredOn === 'validation');
  if (json) {
    const flow = (run: RunSeries, at: 0 | -1) => run.diagnoses.at(at)?.diagnosis.flow.norms.at(-1) ?? null;
    const result = {
      runs: rows.map(({ configuration, state, parameters: count, loss, measuredOn, bestStep, steps, seconds, speed }, i) => ({
        name: names[i],
        ...{ state, configuration, parameters: count ?? null, loss: loss ?? null, bitsPerCharacter: loss === undefined ? null : loss / Math.LN2 },
        ...{ measuredOn, bestStep: bestStep ?? null, steps, seconds, charactersPerSecond: speed ?? null },
        log10Gradient: { lags: runs[i]!.diagnoses[0]?.diagnosis.flow.lags ?? [], start: flow(runs[i]!, 0), end: flow(runs[i]!, -1) },
      })),
      best: best < 0 ? null : names[best],
      vanishing: vanishing.map(({ index }) => names[index]),
      open: open.map(({ index }) => names[index]),
      judgedLag: JUDGED_LAG,
      baselines: (runs[0]?.baselines ?? []).map(({ name, bitsPerCharacter }) => ({ name, bitsPerCharacter })),
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const left = new Map([...vanishing, ...open].map((run) => [run.index, run]));
  const power = (log: number | undefined) => (log === undefined ? '–' : Number.isFinite(log) ? `1e${log.toFixed(1)}` : '0').padStart(9);
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const titles = [
    padded(l10n.t('bits/char'), 9),
    padded(l10n.t('steps'), 9),
    padded(l10n.t('seconds'), 9),
    padded(l10n.t('chars/s'), 9),
    padded(l10n.t('gradient left after {0}: start', JUDGED_LAG), 33),
    padded(l10n.t('end'), 9),
  ];
  console.log(`${''.padEnd(width)}${titles.join('')}`);
  rows.forEach(({ loss, steps, seconds, speed, state }, i) => {
    const bits = loss === undefined ? '–' : (loss / Math.LN2).toFixed(3);
    const memory = left.get(i);
    const numbers = [bits.padStart(9), String(steps).padStart(9), seconds.toFixed(1).padStart(9), String(Math.round(speed ?? 0)).padStart(9)].join(
      '',
    );
    console.log(
      `${names[i]!.padEnd(width)}${numbers}${power(memory?.start).padStart(33)}${power(memory?.now)}${i === best ? ' ★' : ''}${state === 'failed' ? ` ${l10n.t('failed')}` : ''}`,
    );
  });
  for (const { name, bitsPerCharacter } of runs[0]?.baselines ?? []) console.log(`${name.padEnd(width)}${bitsPerCharacter.toFixed(3).padStart(9)}`);
}
