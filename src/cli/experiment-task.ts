import type { Command } from 'commander';
import type { NetworkPorts } from '../network/ports';
import { defaultConfiguration } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { Configure } from '../protocol/experiments';
import { isSynthetic } from '../protocol/tasks';
import type { BaselineEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import type { Task } from '../tasks/task';
import { codePoints } from '../text/text';
import { gzipBaseline } from '../training/gzip-baseline';
import { ngramBaseline } from '../training/ngram-baseline';
import { dataTask } from './data-tasks';
import { readText } from './files';
import { missingArgument } from './language';
import { explicitOptions } from './options';
import { generatedTask, taskId } from './task-options';

/** What the networks of an experiment learn. */
export interface ExperimentTask {
  /** Where its data were read, which a record never replaces; missing for a generated task. */
  readonly input?: string;
  readonly task: Task;
  /** What the networks are connected to; a number: a language model with so many symbols. */
  readonly ports: NetworkPorts | number;
  /** Identifies the data: runs on other data have another one. */
  readonly identity: string;
  readonly configure: Configure;
  /** What needs no network reaches on a validation part of so many characters; missing where every run reports that itself. */
  baselines?(validationCharacters: number): BaselineEvent[];
}

/** Seconds of each run on a text when nothing is said. */
const SECONDS = 8;

/** The task that an experiment was asked for. @throws UnrollError when the data or the options do not allow it */
export function experimentTask(name: string | undefined, command: Command): ExperimentTask {
  const id = taskId(command, undefined);
  if (isSynthetic(id)) {
    if (name !== undefined) throw new UnrollError('task.data', [id], { exitCode: 2 });
    return onTask(undefined, (overrides) => generatedTask(id, command, overrides, undefined)!, command);
  }
  // Options of another task are refused, whatever the data.
  generatedTask(id, command, {}, undefined);
  if (name === undefined) throw missingArgument('data');
  const onData = dataTask(id, name, command);
  return onData ? onTask(name, onData, command) : onText(name);
}

function onTask(
  input: string | undefined,
  choose: (overrides: Parameters<Configure>[0]) => { task: Task; configuration: ReturnType<Configure> },
  command: Command,
): ExperimentTask {
  const { task, configuration } = choose(explicitOptions(command));
  const { fingerprint, network } = task.prepare({ configuration, note: () => undefined });
  return {
    ...(input === undefined ? {} : { input }),
    ...{ task, ports: network, identity: `${task.id} ${fingerprint.characters} ${fingerprint.hash}` },
    configure: (overrides) => choose(overrides).configuration,
  };
}

function onText(input: string): ExperimentTask {
  const text = readText(input);
  const characters = codePoints(text);
  const symbols = new Set(characters).size;
  return {
    ...{ input, task: languageModel(text), ports: symbols, identity: text },
    configure: (overrides) =>
      defaultConfiguration(characters.length, symbols, overrides.steps || overrides.seconds ? overrides : { ...overrides, seconds: SECONDS }),
    baselines: (heldOut) => [gzipBaseline, ngramBaseline].flatMap((measure) => measure(characters, heldOut) ?? []),
  };
}
