import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';
import { metricsCsv, metricsJson } from './metrics';
import { writeModel } from './model-file';
import { writeOnnx } from './onnx/model';
import { pytorchScript } from './pytorch/script';
import { hasTaskScript, taskScript } from './pytorch/task-script';
import { EventLog } from './tensorboard/event-log';

export const EXPORT_FORMATS = ['pytorch', 'onnx', 'tensorboard', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportFile {
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** What there is of a run to take elsewhere. */
export interface ExportSource {
  readonly model: Model;
  /** Base name of the files. */
  readonly name: string;
  /** Metrics; empty where only the model is left. */
  readonly events: readonly TrainingEvent[];
  /** Seconds since 1970 at which the run began. */
  readonly started: number;
}

/**
 * Files of a model and its metrics for other programs.
 * @throws UnrollError when the format needs metrics and there are none
 */
export function exportFiles(format: ExportFormat, source: ExportSource): ExportFile[] {
  const { model, name } = source;
  const task = model.task?.id;
  // What is one stream through a network of layers is a character model.
  const isStream = task === undefined || (task === 'pairs' && model.task!.options.decoderOnly === true);
  const isNetwork = format === 'pytorch' || format === 'onnx';
  if (format === 'onnx' && task === 'pairs' && !isStream) throw new UnrollError('export.pairs', [name]);
  if (isNetwork && !isStream && !hasTaskScript(task)) throw new UnrollError('export.task', [name, task]);
  if (format === 'pytorch') {
    const names = { script: `${name}.py`, model: `${name}.safetensors` };
    return [
      { name: names.model, content: writeModel(model) },
      { name: names.script, content: isStream ? pytorchScript(model, names) : taskScript(model, names) },
    ];
  }
  if (format === 'onnx') return [{ name: `${name}.onnx`, content: writeOnnx(model) }];
  if (format === 'tensorboard') return [{ name: EventLog.fileName(source.started), content: eventFile(source) }];
  if (!source.events.some((event) => event.type === 'step')) throw new UnrollError('export.metrics', [name]);
  return [
    { name: `${name}.csv`, content: metricsCsv(source.events) },
    { name: `${name}.json`, content: metricsJson(source.events) },
  ];
}

function eventFile({ model, events, started }: ExportSource): Uint8Array {
  const log = new EventLog(started);
  const records = [log.header()];
  // A model alone still has its configuration and its weights.
  if (!events.some((event) => event.type === 'start')) {
    const unknown = {
      parameters: 0,
      vocabularySize: model.vocabulary.length,
      trainingCharacters: 0,
      validationCharacters: 0,
      threads: 0,
      backend: '',
    };
    records.push(...log.append({ type: 'start', configuration: model.configuration, ...unknown }));
  }
  let last = 0;
  for (const event of events) {
    if (event.type === 'step') last = event.step;
    records.push(...log.append(event));
  }
  records.push(log.weights(last, model.weights));
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  return bytes;
}
