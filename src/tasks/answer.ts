import type { Model } from '../protocol/model';
import type { TaskAnswer } from '../protocol/task-report';
import { ModelClassifier } from './classification/classify';
import { prefixLengths } from './classification/report';
import { pairWriter } from './pairs/predict';

export { classifyRows } from './classification/rows';

/** Characters of a typed example that are read. */
const MAX_TYPED = 400;

/** What a model answers to a text that a person has typed: the belief after each character, or a target. Null for a task that reads no typed text. */
export function answerTyped(model: Model, typed: string): TaskAnswer | null {
  const text = typed.trim();
  if (text === '') return null;
  const characters = Array.from(text).slice(0, MAX_TYPED);
  if (model.task?.id === 'pairs') {
    const { target, attention } = pairWriter(model)(characters.join(''));
    return { task: 'pairs', source: characters.join(''), written: target, ...(attention ? { attention } : {}) };
  }
  if (model.task?.id !== 'classification' || model.task.realInputs > 0) return null;
  const classifier = new ModelClassifier(model);
  try {
    const read = prefixLengths(characters.length, MAX_TYPED);
    const beliefs = classifier.probabilities(read.map((length) => characters.slice(0, length).join('')));
    return { task: 'classification', characters, classes: classifier.classes, beliefs: beliefs.map((own) => [...own]) };
  } finally {
    classifier.dispose();
  }
}
