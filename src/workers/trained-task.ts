import type { Configuration } from '../protocol/configuration';
import type { Model } from '../protocol/model';
import type { TrainRequest } from '../protocol/trainer-messages';
import { readerOf } from '../tasks/data/read';
import { languageModel } from '../tasks/language-model';
import { taskOnData } from '../tasks/on-data';
import type { Task } from '../tasks/task';

/** What a request is to learn, with the configuration to begin with: that of the request for a text, the task's own with what was asked for otherwise. */
export function trainedTask(
  { task, configuration, overrides = {}, document }: TrainRequest,
  text: string,
  resume: Model | undefined,
): { task: Task; configuration: Configuration } {
  if (!task) return { task: languageModel(text), configuration };
  const data = readerOf({ name: document.uri, text });
  const found = taskOnData({ ...task, data, explicit: overrides, kept: resume?.task });
  // A run that goes on keeps what it was started with.
  return resume ? { task: found.task, configuration } : found;
}
