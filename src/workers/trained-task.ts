import type { Configuration } from '../protocol/configuration';
import type { Model } from '../protocol/model';
import type { TrainRequest } from '../protocol/trainer-messages';
import { classReader, readerOf } from '../tasks/data/read';
import { languageModel } from '../tasks/language-model';
import { taskOnData } from '../tasks/on-data';
import type { Task } from '../tasks/task';
import { normalizeText } from '../text/text';

/** What a request is to learn, with the configuration to begin with: that of the request for a text, the task's own with what was asked for otherwise. */
export function trainedTask(
  { task, configuration, overrides = {}, document, folder, testText }: TrainRequest,
  text: string,
  resume: Model | undefined,
): { task: Task; configuration: Configuration } {
  if (!task) return { task: languageModel(text), configuration };
  const read = (name: string, content: string) => (folder?.classes ? classReader(content) : readerOf({ name, text: content }));
  const test = testText === undefined ? {} : { test: read(task.test ?? '', normalizeText(testText)) };
  const found = taskOnData({
    ...{ id: task.id, options: task.options, explicit: overrides, kept: resume?.task },
    data: read(document.uri, text),
    ...test,
  });
  // A run that goes on keeps what it was started with.
  return resume ? { task: found.task, configuration } : found;
}
