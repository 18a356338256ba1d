import { languagePorts, type NetworkPorts, realPorts } from '../network/ports';
import { networkShapes } from '../network/stack';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, ModelTask, ResumeState, Tensors } from '../protocol/model';
import { validateConfiguration } from '../protocol/validation';
import { readModelTask, writeModelTask } from './model-task';
import { readSafetensors, writeSafetensors } from './safetensors';

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
  if (metadata.get('format') !== MODEL_FORMAT) throw new UnrollError('model.format');
  const task = readModelTask(metadata);
  const vocabulary = task?.realInputs ? [] : parseVocabulary(parse(metadata.get('vocabulary')));
  const configuration: Configuration = validateConfiguration(parse(metadata.get('configuration')));
  const weights: Tensors = new Map();
  for (const [name, shape] of networkShapes(configuration, portsOfModel(configuration, vocabulary.length, task))) {
    const tensor = tensors.get(name);
    if (!tensor || tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i]))
      throw new UnrollError('model.tensor', [name, shape.join(' x ')]);
    weights.set(name, tensor);
  }
  const resume = metadata.has('resume') ? { resume: readResume(tensors, parse(metadata.get('resume'))) } : {};
  return { configuration, vocabulary, ...(task ? { task } : {}), weights, ...resume };
}

/** What a model's network reads and answers. */
function portsOfModel(configuration: Configuration, vocabularySize: number, task: ModelTask | undefined): NetworkPorts {
  const ports = task?.realInputs ? realPorts(task.realInputs, task.outputs) : languagePorts(configuration, vocabularySize);
  return task ? { ...ports, heads: [{ ...ports.heads[0]!, width: task.outputs }] } : ports;
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
