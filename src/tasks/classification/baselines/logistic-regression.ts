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

/** Enough for the scores to stand still. */
const ITERATIONS = 150;

/**
 * Multinomial logistic regression: mean cross-entropy + λ/2 ‖W‖², no penalty on the biases, by L-BFGS from zero.
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
  const score = (at: Float64Array, { indices, values }: SparseRow, out: Float64Array) => {
    for (let c = 0; c < classes; c++) out[c] = at[bias + c]!;
    for (let k = 0; k < indices.length; k++) {
      const [start, value] = [indices[k]! * classes, values[k]!];
      for (let c = 0; c < classes; c++) out[c]! += at[start + c]! * value;
    }
  };
  const out = new Float64Array(classes);
  minimize(
    (at, gradient) => {
      alive();
      let loss = 0;
      for (let i = 0; i < bias; i++) {
        loss += (lambda / 2) * at[i]! * at[i]!;
        gradient[i] = lambda * at[i]!;
      }
      rows.forEach((row, n) => {
        score(at, row, out);
        let top = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < classes; c++) top = Math.max(top, out[c]!);
        const label = labels[n]!;
        const own = out[label]! - top;
        let sum = 0;
        for (let c = 0; c < classes; c++) {
          out[c] = Math.exp(out[c]! - top);
          sum += out[c]!;
        }
        loss += (Math.log(sum) - own) / rows.length;
        for (let c = 0; c < classes; c++) out[c] = (out[c]! / sum - (c === label ? 1 : 0)) / rows.length;
        for (let c = 0; c < classes; c++) gradient[bias + c]! += out[c]!;
        for (let k = 0; k < row.indices.length; k++) {
          const [start, value] = [row.indices[k]! * classes, row.values[k]!];
          for (let c = 0; c < classes; c++) gradient[start + c]! += out[c]! * value;
        }
      });
      return loss;
    },
    weights,
    ITERATIONS,
  );
  return {
    scores(row) {
      const result = new Float64Array(classes);
      score(weights, row, result);
      return result;
    },
  };
}
