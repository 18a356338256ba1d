import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { writeModel } from '../formats/model-file';
import { createLearner } from '../network/create';
import type { Configuration } from '../protocol/configuration';
import { defaultConfiguration } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { CONTROL } from '../protocol/trainer-messages';
import type { TrainingEvent } from '../protocol/training-events';
import { writeAtomically } from '../runs/run-folder';
import { languageModel } from '../tasks/language-model';
import { codePoints } from '../text/text';
import { Trainer } from '../training/trainer';
import { followerScript, withThreads } from '../workers/threads';
import { loadModel, readText } from './files';
import * as l10n from './l10n';
import { translate } from './language';
import { addConfigurationOptions, explicitOptions, plainNumber } from './options';
import { addTaskOptions, type ChosenTask, generatedTask, taskId } from './task-options';

/** Events that `--json` prints: the contract of the command line. */
const PRINTED = new Set<TrainingEvent['type']>(['start', 'step', 'evaluation', 'done', 'alarm']);

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description(l10n.t('train a network on a text or another task'))
    .argument('[data]', l10n.t('file, folder, or - for standard input; nothing for a generated task'))
    .addOption(new Option('--from <model>', l10n.t('start from the weights of a model')).conflicts('resume'))
    .option('--resume <model>', l10n.t('go on exactly where a run stopped, on the same data'))
    .option('--stop-after <n>', l10n.t('end early as an interruption would'), plainNumber(1, true))
    .option('--log-every <n>', l10n.t('steps between step events'), plainNumber(1, true))
    .option('--out <model>', l10n.t('where the model goes'), 'model.safetensors')
    .option('--json', l10n.t('events as JSON lines on standard output'));
  addTaskOptions(command);
  addConfigurationOptions(command);
  command.action((name: string | undefined) => train(name, command));
}

function train(name: string | undefined, command: Command): void {
  const options = command.opts<{ from?: string; resume?: string; stopAfter?: number; logEvery?: number; out: string; json?: boolean }>();
  const explicit = explicitOptions(command);
  const resume = options.resume ? loadModel(options.resume, 'any') : undefined;
  const from = options.from ? loadModel(options.from, 'any') : undefined;
  if (resume && !resume.resume) throw new UnrollError('resume.missing', [options.resume!]);
  const chosen = chooseTask(name, command, explicit, resume, from);
  const configuration = resume ? resumed(resume.configuration, explicit) : withThreads(chosen.configuration);

  let interrupted = false;
  const control = new Int32Array(1);
  const bar = options.json
    ? undefined
    : new SingleBar({
        format: `${l10n.t('training')} [{bar}] {value}/{total} · ${l10n.t('loss')} {loss} · {speed} ${l10n.t('chars/s')} · {best}`,
        clearOnComplete: false,
        stopOnComplete: true,
      });
  const shown = { loss: '–', speed: '–', best: '' };
  const emit = (event: TrainingEvent) => {
    if (options.json) {
      if (event.type === 'note') console.error(translate(event.id, event.args));
      else if (PRINTED.has(event.type)) process.stdout.write(`${JSON.stringify(event)}\n`);
      return;
    }
    if (event.type === 'start') bar?.start(event.configuration.steps || 1000, 0, shown);
    else if (event.type === 'budget') bar?.setTotal(event.steps);
    else if (event.type === 'step') {
      Object.assign(shown, { loss: event.loss.toFixed(3), speed: Math.round(event.charactersPerSecond) });
      bar?.update(event.step, shown);
    } else if (event.type === 'evaluation') shown.best = l10n.t('validation {0} bits/char', event.bitsPerCharacter.toFixed(3));
    else if (event.type === 'note') console.error(translate(event.id, event.args));
    else if (event.type === 'alarm') console.error(translate('training.diverged', [event.tensor, event.step]));
  };
  // The loop is synchronous: a signal is seen by the default handler only, so the flag is polled by Node between two steps through this listener.
  process.on('SIGINT', () => {
    interrupted = true;
    control[0] = CONTROL.stop;
  });
  const save = (bytes: Uint8Array) => {
    try {
      writeAtomically(options.out, bytes);
    } catch (cause) {
      throw new UnrollError('file.unwritable', [options.out, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
    }
  };
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
    {
      createLearner: (learner, build) =>
        createLearner(learner, { spawn: followerScript(path.join(__dirname, 'follower.js')), ...(build ? { build } : {}) }),
      emit,
      checkpoint: () => undefined,
      now: () => performance.now(),
      control: () => control[0]!,
      waitWhilePaused: () => undefined,
    },
  );
  void trainer
    .runAsync(() => new Promise((resolve) => setImmediate(resolve)))
    .then(
      ({ model, done }) => {
        bar?.stop();
        save(writeModel(model));
        emit({ ...done, path: options.out });
        if (!options.json) console.error(l10n.t('{0} steps in {1} s; the model is in {2}', done.steps, done.seconds.toFixed(1), options.out));
        if (!options.json) for (const id of chosen.remarks ?? []) console.error(translate(id));
        process.exitCode = interrupted ? 130 : done.reason === 'diverged' ? 1 : 0;
      },
      (error) => {
        bar?.stop();
        throw error;
      },
    );
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
  if (name === undefined) return command.error(l10n.t("missing required argument '{0}'", 'data'), { code: 'commander.missingArgument', exitCode: 2 });
  const text = readText(name);
  const characters = codePoints(text);
  return {
    task: languageModel(text),
    configuration: defaultConfiguration(characters.length, new Set(characters).size, { ...architecture, ...explicit }),
  };
}

/** The architecture of a warm start; explicit options may only repeat it. */
function keptArchitecture(from: Configuration, explicit: Partial<Configuration>): Partial<Configuration> {
  const architecture = Object.fromEntries(
    (['cell', 'activation', 'output', 'layers', 'hidden', 'embedding', 'window', 'bias', 'minCount'] as const).map((key) => [key, from[key]]),
  );
  for (const key of Object.keys(architecture)) {
    if (key in explicit && (explicit as Record<string, unknown>)[key] !== (architecture as Record<string, unknown>)[key])
      throw new UnrollError('from.architecture', [key], { exitCode: 2 });
  }
  return architecture;
}

/** A resumed run keeps its options; only its length may grow. */
function resumed(configuration: Configuration, explicit: Partial<Configuration>): Configuration {
  for (const [key, value] of Object.entries(explicit)) {
    if ((configuration as unknown as Record<string, unknown>)[key] !== value) throw new UnrollError('resume.option', [key], { exitCode: 2 });
  }
  return configuration;
}
