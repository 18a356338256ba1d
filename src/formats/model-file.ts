import { portsOfModel } from '../network/model-ports';
import { networkShapes } from '../network/stack';
import type { Configuration } from '../protocol/configuration';
import { encoderDecoderShapes } from '../protocol/encoder-decoder';
import { UnrollError } from '../protocol/error';
import type { Model, ModelTask, ResumeState, Tensor, Tensors } from '../protocol/model';
import { validateConfiguration } from '../protocol/validation';
import { readModelTask, writeModelTask } from './model-task';
import { readSafetensors, readTensor, writeSafetensors } from './safetensors';
import { headerLength, parseHeader } from './safetensors-header';

export const MODEL_FORMAT = 'unroll-model-1';

/** A model as a safetensors file: weights in PyTorch's names, `resume.*`, and configuration, vocabulary and task as strings. */
export function writeModel(model: Model): Uint8Array {
  const tensors: Tensors = new Map(model.weights);
  for (const [name, tensor] of model.resume?.tensors ?? []) tensors.set(`resume.${name}`, tensor);
  return writeSafetensors(tensors, {
    format: MODEL_FORMAT,
    configuration: JSON.stringify(model.configuration),
    vocabulary: JSON.stringify(model.vocabulary),
    ...(model.task ? writeModelTask(model.task) : {}),
    ...(model.resume ? { resume: JSON.stringify(model.resume.counters) } : {}),
  });
}

/** @throws UnrollError when the bytes are no model of this format, or its tensors are not those of its configuration */
export function readModel(bytes: Uint8Array): Model {
  const { tensors, metadata } = readSafetensors(bytes);
  const model = describedModel(metadata, (name) => tensors.get(name));
  return metadata.has('resume') ? { ...model, resume: readResume(tensors, parse(metadata.get('resume'))) } : model;
}

/** Bytes [offset, offset + length) of a file; fewer only where it has become shorter. */
export type ReadRange = (offset: number, length: number) => Uint8Array;

/**
 * A model without the tensors to resume from, which are three quarters of its file: only the header and the weights are read.
 * @param size bytes of the file
 * @throws UnrollError as `readModel` does
 */
export function readWeights(size: number, read: ReadRange): Model {
  return readParts(size, read, false);
}

/** A whole model, one tensor after the other: the file is never in memory as a whole. @throws UnrollError as `readModel` does */
export function readModelByRanges(size: number, read: ReadRange): Model {
  return readParts(size, read, true);
}

function readParts(size: number, read: ReadRange, whole: boolean): Model {
  const length = headerLength(read(0, Math.min(8, size)), size);
  const json = read(8, length);
  if (json.length < length) throw new UnrollError('safetensors.short', [8 + json.length]);
  const { tensors, metadata } = parseHeader(json, size);
  const entries = new Map(tensors.map((entry) => [entry.name, entry]));
  const model = describedModel(metadata, (name) => {
    const entry = entries.get(name);
    return entry && readTensor(entry, read(entry.offset, entry.bytes));
  });
  if (!metadata.has('resume')) return model;
  const resumed: Tensors = new Map();
  for (const entry of whole ? tensors.filter(({ name }) => name.startsWith('resume.')) : [])
    resumed.set(entry.name, readTensor(entry, read(entry.offset, entry.bytes)));
  return { ...model, resume: readResume(resumed, parse(metadata.get('resume'))) };
}

/** A model by what its file says of it. */
function describedModel(metadata: ReadonlyMap<string, string>, tensorOf: (name: string) => Tensor | undefined): Model {
  if (metadata.get('format') !== MODEL_FORMAT) throw new UnrollError('model.format');
  const task = readModelTask(metadata);
  const vocabulary = task?.realInputs ? [] : parseVocabulary(parse(metadata.get('vocabulary')));
  const configuration: Configuration = validateConfiguration(parse(metadata.get('configuration')));
  const weights: Tensors = new Map();
  for (const [name, shape] of shapesOf(configuration, vocabulary.length, task)) {
    const tensor = tensorOf(name);
    if (!tensor || tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i]))
      throw new UnrollError('model.tensor', [name, shape.join(' x ')]);
    weights.set(name, tensor);
  }
  return { configuration, vocabulary, ...(task ? { task } : {}), weights };
}

/** Shapes of a model's tensors by its configuration and task. */
function shapesOf(configuration: Configuration, vocabularySize: number, task: ModelTask | undefined): ReadonlyMap<string, readonly number[]> {
  if (task?.id === 'pairs' && task.options.decoderOnly !== true) {
    const { embedding, hidden } = configuration;
    const attention = task.options.attention === 'none' ? 'none' : 'additive';
    return encoderDecoderShapes({ sources: vocabularySize, targets: task.outputs, embedding, hidden, attention });
  }
  return networkShapes(configuration, portsOfModel({ configuration, ...(task ? { task } : {}) }, vocabularySize));
}

function parseVocabulary(value: unknown): (string | null)[] {
  const valid =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 0x110000 &&
    value.every((item, index) => (item === null ? index === 0 : typeof item === 'string' && isCharacter(item))) &&
    new Set(value).size === value.length;
  if (!valid) throw new UnrollError('model.vocabulary');
  return value as (string | null)[];
}

/** One code point that a text can hold: half a surrogate pair is none. */
function isCharacter(text: string): boolean {
  const code = text.codePointAt(0);
  return code !== undefined && text.length === (code > 0xffff ? 2 : 1) && (code < 0xd800 || code > 0xdfff);
}

function readResume(tensors: Tensors, counters: unknown): ResumeState {
  if (typeof counters !== 'object' || counters === null || Array.isArray(counters)) throw new UnrollError('model.format');
  const resumed: Tensors = new Map();
  for (const [name, tensor] of tensors) if (name.startsWith('resume.')) resumed.set(name.slice('resume.'.length), tensor);
  return { tensors: resumed, counters: counters as Record<string, unknown> };
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch (cause) {
    throw new UnrollError('model.format', [], { cause });
  }
}
