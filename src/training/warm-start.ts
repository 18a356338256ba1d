import { languagePorts } from '../network/ports';
import { describeStack, networkTensors } from '../network/stack';
import type { Architecture } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, ModelTask, Tensor, Tensors } from '../protocol/model';
import { ARCHITECTURE_OPTIONS } from '../protocol/options/architecture';
import type { NoteEvent } from '../protocol/training-events';
import type { PreparedTask } from '../tasks/task';
import type { Vocabulary } from '../text/vocabulary';

/**
 * A model whose weights fit another vocabulary: what belongs to a character moves with it. A new character starts without influence on the state
 * (zero column, or the mean embedding) and as unlikely as the unlikeliest known one (zero row, smallest bias).
 */
export function withVocabulary(model: Model, vocabulary: Vocabulary): Model {
  const old = new Map(model.vocabulary.map((character, index) => [character, index]));
  const source = vocabulary.characters.map((character) => old.get(character) ?? -1);
  if (source.length === model.vocabulary.length && source.every((from, to) => from === to)) return model;
  const weights: Tensors = new Map(model.weights);
  const change = (name: string, convert: (tensor: Tensor) => Tensor): void => {
    const tensor = weights.get(name);
    if (tensor) weights.set(name, convert(tensor));
  };
  const ports = languagePorts(model.configuration, model.vocabulary.length);
  for (const { name, part, role, layer } of networkTensors(describeStack(model.configuration, ports))) {
    if (part === 'embedding') change(name, (tensor) => moveRows(tensor, source, columnMeans(tensor)));
    // A column a symbol; a window has one for each of its places.
    if (layer?.symbols && role === 'input') change(name, (tensor) => moveColumns(tensor, source, model.vocabulary.length));
  }
  change('head.weight', (tensor) => moveRows(tensor, source, new Float32Array(tensor.shape[1]!)));
  change('head.bias', ({ data }) => {
    const least = data.reduce((a, b) => Math.min(a, b), 0);
    return { shape: [source.length], data: Float32Array.from(source, (from) => (from < 0 ? least : data[from]!)) };
  });
  return { configuration: model.configuration, vocabulary: vocabulary.characters, weights };
}

/**
 * The weights to start from for a network of this architecture and vocabulary.
 * @param tell how the vocabularies differ, if they do
 * @throws UnrollError when the model is of another architecture
 */
function warmStart(model: Model, architecture: Architecture, vocabulary: Vocabulary, tell: (note: NoteEvent) => void): Tensors {
  for (const key of Object.keys(ARCHITECTURE_OPTIONS) as (keyof Architecture)[])
    if (model.configuration[key] !== architecture[key]) throw new UnrollError('from.architecture', [key], { exitCode: 2 });
  const { fresh, gone } = vocabularyChanges(model, vocabulary);
  const named = (characters: readonly string[]) => characters.slice(0, 10).join(' ');
  if (fresh.length + gone.length > 0) tell({ type: 'note', id: 'note.vocabulary', args: [fresh.length, named(fresh), gone.length, named(gone)] });
  return withVocabulary(model, vocabulary).weights;
}

/**
 * Weights of a model as the start of a run. A text may have gained and lost characters; any other task must have those of the model, and its classes.
 * @throws UnrollError when the model was trained for other ones
 */
export function startingWeights(model: Model, architecture: Architecture, task: PreparedTask, tell: (note: NoteEvent) => void): Tensors {
  if (!task.model) return warmStart(model, architecture, task.vocabulary, tell);
  const described = ({ id, outputs, realInputs, classes }: ModelTask, characters: Model['vocabulary']) =>
    JSON.stringify([id, outputs, realInputs, classes ?? [], characters]);
  if (!model.task || described(model.task, model.vocabulary) !== described(task.model, task.vocabulary.characters))
    throw new UnrollError('from.data', [], { exitCode: 2 });
  return model.weights;
}

/** Characters that the model does not know, and those of its own that have no place any more. */
export function vocabularyChanges(model: Model, vocabulary: Vocabulary): { fresh: string[]; gone: string[] } {
  const [before, after] = [new Set(model.vocabulary), new Set(vocabulary.characters)];
  const missing = (from: Iterable<string | null>, known: ReadonlySet<string | null>) =>
    [...from]
      .filter((character): character is string => character !== null && !known.has(character))
      .map((character) => JSON.stringify(character).slice(1, -1));
  return { fresh: missing(after, before), gone: missing(before, after) };
}

/** [V, n] -> [V', n]; rows without a source are filled. */
function moveRows({ shape, data }: Tensor, source: readonly number[], fill: Float32Array): Tensor {
  const width = shape[1]!;
  const result = new Float32Array(source.length * width);
  source.forEach((from, to) => {
    result.set(from < 0 ? fill : data.subarray(from * width, (from + 1) * width), to * width);
  });
  return { shape: [source.length, width], data: result };
}

/** [n, places * V] -> [n, places * V']; columns without a source are zero. */
function moveColumns({ shape, data }: Tensor, source: readonly number[], before: number): Tensor {
  const [rows, width] = [shape[0]!, shape[1]!];
  const places = width / before;
  const after = source.length;
  const result = new Float32Array(rows * places * after);
  for (let block = 0; block < rows * places; block++)
    source.forEach((from, to) => {
      if (from >= 0) result[block * after + to] = data[block * before + from]!;
    });
  return { shape: [rows, places * after], data: result };
}

function columnMeans({ shape, data }: Tensor): Float32Array {
  const [rows, width] = [shape[0]!, shape[1]!];
  const means = new Float32Array(width);
  data.forEach((value, index) => {
    means[index % width]! += value / rows;
  });
  return means;
}
