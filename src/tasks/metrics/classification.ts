/** How well classes were recognised. */
export interface ClassScores {
  readonly accuracy: number;
  /** Mean over all classes of the share of a class's examples that were recognised; a class without examples counts as 0. */
  readonly macroRecall: number;
  /** Mean over all classes of the harmonic mean of precision and recall. */
  readonly macroF1: number;
}

/** Counts by true class (row) and predicted class (column) [C][C]. */
export function confusionMatrix(predicted: ArrayLike<number>, truth: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![predicted[i]!]!++;
  return counts;
}

export function classScores(predicted: ArrayLike<number>, truth: ArrayLike<number>, classes: number): ClassScores {
  const counts = confusionMatrix(predicted, truth, classes);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  let [right, recalls, f1] = [0, 0, 0];
  for (let c = 0; c < classes; c++) {
    const hits = counts[c]![c]!;
    const actual = sum(counts[c]!);
    const claimed = sum(counts.map((row) => row[c]!));
    right += hits;
    recalls += hits / Math.max(1, actual);
    f1 += (2 * hits) / Math.max(1, actual + claimed);
  }
  return { accuracy: right / truth.length, macroRecall: recalls / classes, macroF1: f1 / classes };
}

/** One bar of a reliability diagram. */
export interface CalibrationBin {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * How far confidence and accuracy lie apart: examples by the probability of their likeliest class in `bins` bars of equal width; `error` is the expected
 * calibration error, the mean over the examples of |accuracy - confidence| of their bar (Guo et al. 2017).
 */
export function calibration(confidence: ArrayLike<number>, right: ArrayLike<boolean>, bins = 10): { bins: CalibrationBin[]; error: number } {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence[i]! * bins))]!;
    bin.count++;
    bin.confidence += confidence[i]!;
    if (right[i]) bin.right++;
  }
  const error = sums.reduce((total, { right: hits, confidence: sum }) => total + Math.abs(hits - sum), 0) / Math.max(1, confidence.length);
  return {
    bins: sums.map(({ count, confidence: sum, right: hits }) => ({
      count,
      confidence: sum / Math.max(1, count),
      accuracy: hits / Math.max(1, count),
    })),
    error,
  };
}
