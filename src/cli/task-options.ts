import { type Command, Option } from 'commander';
import { describeKind } from '../network/layers/descriptions';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { type MessageId, UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { completeArchitecture } from '../protocol/surroundings';
import { isSynthetic, TASK_PARAMETERS, TASKS, type TaskId, type TaskParameter, type TaskParameters } from '../protocol/tasks';
import { SYNTHETIC_DEFAULTS, syntheticTask } from '../tasks/synthetic';
import { SYNTHETIC } from '../tasks/synthetic/registry';
import type { Task } from '../tasks/task';
import * as l10n from './l10n';
import { plainNumber } from './options';

export interface ChosenTask {
  readonly task: Task;
  /** Defaults of the task with the explicit options in their place. */
  readonly configuration: Configuration;
  /** What is known about the task, and its lesson: said at the end. */
  readonly remarks?: readonly MessageId[];
}

/** Flags of the numbers that a generated task may be varied by. */
const parameterFlags = (): Record<TaskParameter, [flag: string, description: string]> => ({
  length: ['--task-length <n>', l10n.t('symbols or time steps of a generated task')],
  delay: ['--delay <n>', l10n.t('blanks between reading and answering of the copy task')],
  pairs: ['--pairs <n>', l10n.t('pairs of key and value to recall')],
  modulus: ['--modulus <n>', l10n.t('modulus of the counting task')],
  kinds: ['--kinds <n>', l10n.t('kinds of brackets')],
});

export function addTaskOptions(command: Command): void {
  command.addOption(new Option('--task <task>', l10n.t('what to learn')).choices(TASKS));
  for (const [flag, description] of Object.values(parameterFlags())) command.option(flag, description, plainNumber(0, true));
}

/** The task that was asked for, or that of the model to go on with. */
export function taskId(command: Command, resume: Model | undefined): TaskId {
  const asked = command.opts<{ task?: TaskId }>().task;
  if (!resume) return asked ?? 'language-model';
  const kept = resume.task?.id ?? 'language-model';
  if (asked && asked !== kept) throw new UnrollError('resume.option', ['task'], { exitCode: 2 });
  return kept;
}

/** A generated task with its numbers. Undefined when the task needs data. */
export function generatedTask(id: TaskId, command: Command, explicit: Partial<Configuration>, resume: Model | undefined): ChosenTask | undefined {
  const given = givenParameters(command);
  if (!isSynthetic(id)) {
    for (const key of TASK_PARAMETERS) if (given[key] !== undefined) throw new UnrollError('task.option', [key, id], { exitCode: 2 });
    return undefined;
  }
  const kept = resume?.task?.options as TaskParameters | undefined;
  for (const key of TASK_PARAMETERS)
    if (kept && given[key] !== undefined && given[key] !== kept[key]) throw new UnrollError('resume.option', [key], { exitCode: 2 });
  const timed = explicit.seconds !== undefined && explicit.steps === undefined ? { steps: 0 } : {};
  return {
    task: syntheticTask(id, kept ?? given),
    remarks: [SYNTHETIC[id].verdict, SYNTHETIC[id].lesson].filter((remark) => remark !== undefined),
    configuration: completeArchitecture({ ...BASE_CONFIGURATION, ...SYNTHETIC_DEFAULTS, ...layersOf(explicit), ...timed, ...explicit }, explicit),
  };
}

/** Layers in the study that the defaults come from: one of a plain net, two of the newer kinds, of convolutions as many as let them see 31 steps. */
function layersOf({ cell }: Partial<Configuration>): Partial<Configuration> {
  if (cell === undefined) return {};
  const { family, surrounded } = describeKind(cell);
  return { layers: family === 'convolution' ? 4 : surrounded ? 2 : 1 };
}

function givenParameters(command: Command): TaskParameters {
  const values = command.opts<{ taskLength?: number } & Omit<TaskParameters, 'length'>>();
  const result: TaskParameters = {};
  for (const key of TASK_PARAMETERS) {
    const value = key === 'length' ? values.taskLength : values[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
