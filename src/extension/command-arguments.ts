import { parseDataTask } from '../protocol/data-task';
import type { FolderArguments } from './training/folder/folder-commands';
import type { PresetChoice } from './training/questions/preset-picker';
import { checkOptions } from './training/run-options';
import type { TrainArguments } from './training/train-commands';

const PRESETS: ReadonlySet<unknown> = new Set<PresetChoice>(['quick', 'balanced', 'thorough', 'tutorial', 'explode', 'hello', 'same']);

/** Arguments of a command, which may come from anywhere: only what is known gets through. @throws UnrollError naming the first option that is wrong */
export function checkTrainArguments(given: unknown): TrainArguments {
  if (typeof given !== 'object' || given === null) return {};
  const { preset, overrides, task } = given as Record<string, unknown>;
  const learnt = task === 'characters' ? task : parseDataTask(task);
  if (learnt) return { task: learnt, ...(overrides === undefined ? {} : { overrides: checkOptions(overrides) }) };
  return PRESETS.has(preset) ? { preset: preset as PresetChoice, overrides: checkOptions(overrides) } : {};
}

/** The same with the editor's id of a language; empty = all text files. */
export function checkFolderArguments(given: unknown): FolderArguments {
  const { language } = (given ?? {}) as { language?: unknown };
  return { ...checkTrainArguments(given), ...(typeof language === 'string' ? { language } : {}) };
}
