import type { Model } from '../../protocol/model';
import classify from './classify.py';
import forecast from './forecast.py';
import { describeNetwork, taskNetworkClass } from './network-class';
import pairs from './pairs.py';
import { pythonString } from './python-string';
import template from './task-template.py';

/** What each task's script can do. */
const USES: Readonly<Record<string, { readonly source: string; readonly title: string; readonly file: string }>> = {
  classification: { source: classify, title: 'A classifier of sequences', file: 'EXAMPLES.csv' },
  pairs: { source: pairs, title: 'A network of pairs', file: 'SOURCES.tsv' },
  forecast: { source: forecast, title: 'A forecaster of numbers', file: 'SERIES.csv' },
};

/** Whether there is a script of a task's models. */
export const hasTaskScript = (task: string): boolean => task in USES;

/** A Python script of a task's model in PyTorch, with its classes and everything that makes inputs of its data and answers of its outputs. */
export function taskScript(model: Model, names: { script: string; model: string }): string {
  const { configuration, vocabulary } = model;
  const { id, outputs, classes, scaling = [], options } = model.task!;
  const use = USES[id]!;
  const kept = {
    id,
    outputs,
    ...(classes ? { classes } : {}),
    vocabulary,
    scaling,
    options,
    limit: configuration.sequenceLength,
    window: configuration.window,
  };
  const title = `${use.title} made by Unroll, in PyTorch: ${describeNetwork(configuration)}, ${configuration.layers} x ${configuration.hidden} hidden units.`;
  const plain = (text: string) => pythonString(text).slice(1, -1);
  return template
    .replace('# <use>', () => `\n${use.source.trim()}\n\n`)
    .replace(/<(title|script|file|model_name)>/g, (_, word: string) =>
      plain({ title, script: names.script, file: use.file, model_name: names.model }[word]!),
    )
    .replace('<model>', () => pythonString(names.model))
    .replace('<task>', () => pythonString(JSON.stringify(kept)))
    .replace(/# <network>[\s\S]*# <\/network>/, () => taskNetworkClass(model));
}
