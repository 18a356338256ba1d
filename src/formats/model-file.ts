import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, ResumeState, Tensors } from '../protocol/model';
import { validateConfiguration } from '../protocol/validation';
import { readSafetensors, writeSafetensors } from './safetensors';

export const MODEL_FORMAT = 'unroll-model-1';

/** A model as a safetensors file: weights in PyTorch's names, `resume.*`, and configuration and vocabulary as JSON strings. */
export function writeModel(model: Model): Uint8Array {
  const tensors: Tensors = new Map(model.weights);
  for (const [name, tensor] of model.resume?.tensors ?? []) tensors.set(`resume.${name}`, tensor);
  return writeSafetensors(tensors, {
    format: MODEL_FORMAT,
    configuration: JSON.stringify(model.configuration),
    vocabulary: JSON.stringify(model.vocabulary),
    ...(model.resume ? { resume: JSON.stringify(model.resume.counters) } : {}),
  });
}

/** @throws UnrollError when the bytes are no model of this format */
export function readModel(bytes: Uint8Array): Model {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== MODEL_FORMAT) throw new UnrollError('model.format');
  const vocabulary = parse(metadata.vocabulary);
  const valid =
    Array.isArray(vocabulary) &&
    vocabulary.length > 0 &&
    vocabulary.every((item, index) => (item === null ? index === 0 : typeof item === 'string' && Array.from(item).length === 1)) &&
    new Set(vocabulary).size === vocabulary.length;
  if (!valid) throw new UnrollError('model.vocabulary');
  const configuration: Configuration = validateConfiguration(parse(metadata.configuration));
  const weights: Tensors = new Map();
  const resumed: Tensors = new Map();
  for (const [name, tensor] of tensors) {
    if (name.startsWith('resume.')) resumed.set(name.slice('resume.'.length), tensor);
    else weights.set(name, tensor);
  }
  const resume: ResumeState | undefined = metadata.resume
    ? { tensors: resumed, counters: parse(metadata.resume) as Record<string, unknown> }
    : undefined;
  return { configuration, vocabulary, weights, ...(resume ? { resume } : {}) };
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch (cause) {
    throw new UnrollError('model.format', [], { cause });
  }
}
