import { minimize } from './minimize';

/** Features of an example: indices and values of those that are not zero. */
export interface SparseRow {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

export interface LogisticModel {
  /** Score of every class. */
  scores(row: SparseRow): Float64Array;
}

/** More than the minimum takes; with fewer the classes of a few rare examples still move. */
const ITERATIONS = 1000;
/** Length of the gradient at which no answer moves any more. */
const TOLERANCE = 1e-6;

/**
 * Multinomial logistic regression: mean cross-entropy + λ/2 ‖W‖², no penalty on the biases, by L-BFGS from zero to the minimum.
 * @param rows examples; their features are below `features`
 * @param alive called before each pass over the examples: there may be hundreds
 */
export function logisticRegression(
  rows: readonly SparseRow[],
  labels: readonly number[],
  features: number,
  classes: number,
  lambda: number,
  alive: () => void = () => {},
): LogisticModel {
  // W [features, classes], then the biases.
  const weights = new Float64Array((features + 1) * classes);
  const bias = features * classes;
  const { starts, indices, values } = compressed(rows);
  const out = new Float64Array(classes);
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    alive();
    let loss = 0;
    for (let i = 0; i < bias; i++) {
      loss += (lambda / 2) * at[i]! * at[i]!;
      gradient[i] = lambda * at[i]!;
    }
    for (let n = 0; n < rows.length; n++) {
      const [first, end] = [starts[n]!, starts[n + 1]!];
      for (let c = 0; c < classes; c++) out[c] = at[bias + c]!;
      for (let k = first; k < end; k++) {
        const start = indices[k]! * classes;
        const value = values[k]!;
        for (let c = 0; c < classes; c++) out[c]! += at[start + c]! * value;
      }
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) if (out[c]! > top) top = out[c]!;
      const label = labels[n]!;
      const own = out[label]! - top;
      let sum = 0;
      for (let c = 0; c < classes; c++) {
        out[c] = Math.exp(out[c]! - top);
        sum += out[c]!;
      }
      loss += (Math.log(sum) - own) / rows.length;
      for (let c = 0; c < classes; c++) {
        out[c] = (out[c]! / sum - (c === label ? 1 : 0)) / rows.length;
        gradient[bias + c]! += out[c]!;
      }
      for (let k = first; k < end; k++) {
        const start = indices[k]! * classes;
        const value = values[k]!;
        for (let c = 0; c < classes; c++) gradient[start + c]! += out[c]! * value;
      }
    }
    return loss;
  };
  minimize(objective, weights, { iterations: ITERATIONS, tolerance: TOLERANCE });
  return {
    scores(row) {
      const result = weights.slice(bias);
      row.indices.forEach((index, k) => {
        for (let c = 0; c < classes; c++) result[c]! += weights[index * classes + c]! * row.values[k]!;
      });
      return result;
    },
  };
}

/** The rows one behind the other: row n is places starts[n] to starts[n + 1] of both lists. */
function compressed(rows: readonly SparseRow[]): { starts: Int32Array; indices: Int32Array; values: Float64Array } {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, n) => {
    starts[n + 1] = starts[n]! + row.indices.length;
  });
  const [indices, values] = [new Int32Array(starts.at(-1)!), new Float64Array(starts.at(-1)!)];
  rows.forEach((row, n) => {
    indices.set(row.indices, starts[n]!);
    values.set(row.values, starts[n]!);
  });
  return { starts, indices, values };
}
