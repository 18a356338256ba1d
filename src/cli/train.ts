import path from 'node:path';
import { type Command, Option } from 'commander';
import { writeModel } from '../formats/model-file';
import type { Configuration } from '../protocol/configuration';
import { defaultConfiguration } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import { architectureOf } from '../protocol/kinds';
import type { Model } from '../protocol/model';
import type { DoneEvent, TrainingEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import { codePoints } from '../text/text';
import { createTrainingHost } from '../training/create-training-host';
import { Trainer } from '../training/trainer';
import { withThreads } from '../workers/thread-count';
import { followerScript } from '../workers/threads';
import { CheckpointFile } from './checkpoint-file';
import { controlWords, inThread } from './conductor';
import { addDataTaskOptions, dataTask } from './data-tasks';
import { loadModel, readText } from './files';
import * as l10n from './l10n';
import { missingArgument, translate } from './language';
import { addConfigurationOptions, explicitOptions, plainNumber } from './options';
import { noteFiles, type Progress, print, showProgress, tell } from './output';
import { OutputFile } from './output-file';
import { addTaskOptions, type ChosenTask, generatedTask, taskId } from './task-options';

/** Events that `--json` prints: the contract of the command line. */
const PRINTED = new Set<TrainingEvent['type']>(['start', 'step', 'evaluation', 'done', 'alarm']);
/** Milliseconds between two pictures of the progress bar. */
const BAR_INTERVAL = 100;
/** Tensors of a model file, each as large as the weights: those to use, the last ones, two moments. */
const FILE_COPIES = 4;

interface TrainOptions {
  readonly from?: string;
  readonly resume?: string;
  readonly stopAfter?: number;
  readonly logEvery?: number;
  readonly checkpointEvery: number;
  readonly out: string;
  readonly includeHidden?: boolean;
  readonly json?: boolean;
}

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description(l10n.t('train a network on a text or another task'))
    .argument('[data]', l10n.t('file, folder, or - for standard input; nothing for a generated task'))
    .addOption(new Option('--from <model>', l10n.t('start from the weights of a model')).conflicts('resume'))
    .option('--resume <model>', l10n.t('continue a run exactly where it stopped, on the same data'))
    .option('--stop-after <n>', l10n.t('stop after n steps, as if interrupted'), plainNumber(1, true))
    .option('--log-every <n>', l10n.t('steps between reports'), plainNumber(1, true))
    .option('--out <model>', l10n.t('file for the model'), 'model.safetensors')
    .option('--checkpoint-every <s>', l10n.t('seconds between checkpoints beside the model, 0 = none'), plainNumber(0), 30)
    .option('--include-hidden', l10n.t('also read hidden files of a folder'))
    .option('--json', l10n.t('events as JSON lines on standard output'));
  addTaskOptions(command);
  addDataTaskOptions(command);
  addConfigurationOptions(command);
  command.action((name: string | undefined) => inThread(() => train(name, command), command.opts().backend));
}

function train(name: string | undefined, command: Command): void {
  const options = command.opts<TrainOptions>();
  const explicit = explicitOptions(command);
  const inputs = [name, options.resume, options.from].filter((input) => input !== undefined);
  const output = new OutputFile(options.out, inputs);
  const resume = options.resume ? loadModel(options.resume, 'any') : undefined;
  const from = options.from ? loadModel(options.from, 'any') : undefined;
  if (resume && !resume.resume) throw new UnrollError('resume.missing', [options.resume!]);
  const chosen = chooseTask(name, command, explicit, resume, from);
  const configuration = resume ? resumed(resume.configuration, explicit) : withThreads(chosen.configuration);

  const control = controlWords();
  const emit = options.json ? printEvent : new ProgressTeller().tell;
  const checkpoint = new CheckpointFile(output.path, 1000 * options.checkpointEvery);
  let computed = false;
  const trainer = new Trainer(
    {
      task: chosen.task,
      configuration,
      strict: explicit,
      ...(resume ? { resume } : {}),
      ...(from ? { from } : {}),
      ...(options.stopAfter ? { stopAfter: options.stopAfter } : {}),
      ...(options.logEvery ? { logEvery: options.logEvery } : {}),
    },
    createTrainingHost(
      {
        emit(event) {
          if (event.type === 'start') {
            output.checkSpace(4 * FILE_COPIES * event.parameters);
            noteFiles({ started: true });
          }
          emit(event);
        },
        checkpointDue: () => checkpoint.isDue(performance.now()),
        checkpoint(model) {
          if (!computed) checkpoint.keep(model, performance.now());
        },
        computed() {
          computed = true;
        },
        control() {
          Atomics.add(control, 1, 1);
          return Atomics.load(control, 0);
        },
      },
      { spawn: followerScript(path.join(__dirname, 'follower.js')) },
    ),
  );
  checkpoint.start(performance.now());
  try {
    const { model, done } = trainer.run();
    showProgress(null);
    const saved = output.save(writeModel(model));
    checkpoint.remove();
    emit({ ...done, path: saved.path });
    if (saved.failed) tell(translate('output.elsewhere', [options.out, saved.failed, saved.path]));
    if (!options.json) {
      tell(l10n.t('{0} steps in {1} s; the model is in {2}', done.steps, done.seconds.toFixed(1), saved.path));
      for (const sentence of endSentences(done)) tell(sentence);
      for (const id of chosen.remarks ?? []) tell(translate(id));
    }
    process.exitCode = saved.failed || done.reason === 'diverged' ? 1 : 0;
  } catch (error) {
    showProgress(null);
    const kept = checkpoint.rescue();
    if (kept) tell(translate('training.checkpoint', [kept]));
    throw error;
  }
}

/** Why a run ended before its budget, and which weights are kept where those of the last step are not. */
function endSentences({ reason, steps, bestStep, bestLoss }: DoneEvent): string[] {
  const kept = Number.isFinite(bestLoss) && bestStep !== steps;
  return [
    ...(reason === 'early' ? [l10n.t('It stopped early: the validation loss has not improved since step {0}.', bestStep)] : []),
    ...(kept ? [l10n.t('The model has the weights of step {0}, the best on the validation part.', bestStep)] : []),
  ];
}

function printEvent(event: TrainingEvent): void {
  if (event.type === 'note') tell(translate(event.id, event.args));
  else if (PRINTED.has(event.type)) print(`${JSON.stringify(event)}\n`);
}

/** Events as a progress bar and sentences. */
class ProgressTeller {
  private shown: Progress = { value: 0, total: 0, loss: '–', speed: '–', best: '' };
  private drawn = 0;

  readonly tell = (event: TrainingEvent): void => {
    switch (event.type) {
      case 'start':
        this.draw({ total: event.configuration.steps || 1000 });
        break;
      case 'budget':
        this.draw({ total: event.steps });
        break;
      case 'step':
        this.shown = { ...this.shown, value: event.step, loss: event.loss.toFixed(3), speed: String(Math.round(event.charactersPerSecond)) };
        if (performance.now() - this.drawn >= BAR_INTERVAL || event.step === this.shown.total) this.draw({});
        break;
      case 'evaluation':
        if (event.bitsPerCharacter !== undefined)
          this.shown = { ...this.shown, best: l10n.t('validation {0} bits/char', event.bitsPerCharacter.toFixed(3)) };
        break;
      case 'note':
        tell(translate(event.id, event.args));
        break;
      case 'alarm':
        tell(translate('training.diverged', [event.tensor, event.step]));
        break;
      default:
        break;
    }
  };

  private draw(change: Partial<Progress>): void {
    this.shown = { ...this.shown, ...change };
    this.drawn = performance.now();
    showProgress(this.shown);
  }
}

function chooseTask(
  name: string | undefined,
  command: Command,
  explicit: Partial<Configuration>,
  resume: Model | undefined,
  from: Model | undefined,
): ChosenTask {
  const id = taskId(command, resume);
  if (from && (from.task?.id ?? 'language-model') !== id)
    throw new UnrollError('from.task', [from.task?.id ?? 'language-model', id], { exitCode: 2 });
  const architecture = from ? keptArchitecture(from.configuration, explicit) : {};
  const generated = generatedTask(id, command, { ...architecture, ...explicit }, resume);
  if (generated && name !== undefined) throw new UnrollError('task.data', [id], { exitCode: 2 });
  if (generated) return generated;
  if (name === undefined) throw missingArgument('data');
  const onData = dataTask(id, name, command, resume)?.({ ...architecture, ...explicit });
  if (onData) return onData;
  const text = readText(name, command.opts<TrainOptions>().includeHidden);
  const characters = codePoints(text);
  return {
    task: languageModel(text),
    configuration: defaultConfiguration(characters.length, new Set(characters).size, { ...architecture, ...explicit }),
  };
}

/** The architecture of a warm start; explicit options may only repeat it. */
function keptArchitecture(from: Configuration, explicit: Partial<Configuration>): Partial<Configuration> {
  const architecture = { ...architectureOf(from), minCount: from.minCount };
  for (const key of Object.keys(architecture)) {
    if (key in explicit && (explicit as Record<string, unknown>)[key] !== (architecture as Record<string, unknown>)[key])
      throw new UnrollError('from.architecture', [key], { exitCode: 2 });
  }
  return architecture;
}

/** A resumed run keeps its options; only the backend may be another one. */
function resumed(configuration: Configuration, explicit: Partial<Configuration>): Configuration {
  const { backend = configuration.backend, ...rest } = explicit;
  for (const [key, value] of Object.entries(rest)) {
    if ((configuration as Record<string, unknown>)[key] !== value) throw new UnrollError('resume.option', [key], { exitCode: 2 });
  }
  return { ...configuration, backend };
}
