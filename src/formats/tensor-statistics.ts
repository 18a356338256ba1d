import { UnrollError } from '../protocol/error';
import type { HeatMap, Histogram, TensorStatistics } from '../protocol/inspector-messages';
import type { ByteSource } from './safetensors';
import type { TensorEntry } from './safetensors-header';
import { decodeValues, isReadable, TENSOR_TYPES, type Values, valuesPerElement } from './tensor-types';

/** Values read at a time: half a millisecond's work, so that others get their turn in between. */
const VALUES = 1 << 16;
const BINS = 40;
/** Values beyond this, whose squares are near the largest number, are shrunk by a power of two. */
const LARGE = 1e150;
const SHRINK = 2 ** -600;
/** Cells of a heat map, each way. */
const MAX_CELLS = 64;

/** Values of a tensor in order, piece by piece. @throws UnrollError when the file ends too early */
async function* tensorValues(source: ByteSource, tensor: TensorEntry): AsyncGenerator<Values> {
  if (!isReadable(tensor.type)) return;
  const chunk = (VALUES * TENSOR_TYPES[tensor.type]) / 8 / valuesPerElement(tensor.type);
  for (let from = 0; from < tensor.bytes; from += chunk) {
    const length = Math.min(chunk, tensor.bytes - from);
    const bytes = await source.read(tensor.offset + from, length);
    if (bytes.length < length) throw new UnrollError('safetensors.short', [tensor.offset + from + bytes.length]);
    yield decodeValues(tensor.type, bytes);
  }
}

/** Extremes, mean and deviation of the finite values; the others are counted. Pieces are merged by Chan's update, so long tensors lose no digits. */
class Statistics {
  private count = 0;
  private nonFinite = 0;
  private zeros = 0;
  private minimum = Number.POSITIVE_INFINITY;
  private maximum = Number.NEGATIVE_INFINITY;
  private mean = 0;
  private squares = 0;
  /** Mean and squares are of the values times this: squares of very large float64 have no place otherwise. */
  private scale = 1;

  add(values: Values): void {
    let sum = 0;
    let count = 0;
    if (this.scale === 1 && values.some((value) => Math.abs(value) > LARGE && value - value === 0)) {
      this.scale = SHRINK;
      this.mean *= SHRINK;
      this.squares *= SHRINK * SHRINK;
    }
    const { scale } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value !== 0) continue;
      sum += value * scale;
      count++;
      if (value < this.minimum) this.minimum = value;
      if (value > this.maximum) this.maximum = value;
      if (value === 0) this.zeros++;
    }
    this.nonFinite += values.length - count;
    if (count === 0) return;
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const difference = values[i]! * scale - mean;
      if (difference - difference === 0) squares += difference * difference;
    }
    const total = this.count + count;
    const difference = mean - this.mean;
    this.squares += squares + (difference * difference * this.count * count) / total;
    this.mean += (difference * count) / total;
    this.count = total;
  }

  get result(): TensorStatistics {
    const empty = this.count === 0;
    return {
      values: this.count + this.nonFinite,
      nonFinite: this.nonFinite,
      zeros: this.zeros,
      minimum: empty ? 0 : this.minimum,
      maximum: empty ? 0 : this.maximum,
      mean: this.mean / this.scale,
      deviation: empty ? 0 : Math.sqrt(this.squares / this.count) / this.scale,
    };
  }
}

/** Statistics of one tensor; undefined where its type has no readable values. */
export async function tensorStatistics(source: ByteSource, tensor: TensorEntry): Promise<TensorStatistics | undefined> {
  if (!isReadable(tensor.type)) return undefined;
  const statistics = new Statistics();
  for await (const values of tensorValues(source, tensor)) statistics.add(values);
  return statistics.result;
}

/** Counts of equal bins from the smallest to the largest finite value. */
export async function tensorHistogram(source: ByteSource, tensor: TensorEntry, { minimum, maximum }: TensorStatistics): Promise<Histogram> {
  const counts = new Array<number>(BINS).fill(0);
  const scale = maximum > minimum ? BINS / (maximum - minimum) : 0;
  for await (const values of tensorValues(source, tensor)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value === 0) counts[Math.min(BINS - 1, Math.floor((value - minimum) * scale) || 0)]!++;
    }
  }
  return { minimum, maximum, counts };
}

/** Mean of the finite values of every block: rows are the first dimension, columns all others; a vector is one row. */
export async function tensorHeatMap(source: ByteSource, tensor: TensorEntry): Promise<HeatMap> {
  const perElement = valuesPerElement(tensor.type);
  const rows = tensor.shape.length > 1 ? tensor.shape[0]! : 1;
  const columns = (tensor.elements * perElement) / Math.max(1, rows);
  const height = Math.min(MAX_CELLS, rows);
  const width = Math.min(MAX_CELLS, columns);
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  // Cells of the columns are found once; those of the rows as they pass.
  const cell = Int32Array.from({ length: Math.min(columns, 1 << 24) }, (_, column) => Math.floor((column * width) / columns));
  let row = 0;
  let column = 0;
  for await (const values of tensorValues(source, tensor)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value === 0) {
        const at = Math.floor((row * height) / rows) * width + (cell[column] ?? Math.floor((column * width) / columns));
        sums[at]! += value;
        counts[at]!++;
      }
      if (++column === columns) {
        column = 0;
        row++;
      }
    }
  }
  return { rows: height, columns: width, means: Array.from(sums, (sum, i) => (counts[i] ? sum / counts[i]! : null)) };
}
