/** A distance of two series of numbers. */
export type Distance = (a: ArrayLike<number>, b: ArrayLike<number>, best: number) => number;

/** Squared Euclidean distance over the common length. */
export const euclidean: Distance = (a, b, best) => {
  let sum = 0;
  for (let t = 0; t < Math.min(a.length, b.length) && sum < best; t++) sum += (a[t]! - b[t]!) ** 2;
  return sum;
};

/**
 * Dynamic time warping: the least sum of squared differences over all monotone alignments.
 * @param band largest distance of aligned places; infinite = all alignments
 */
export function dynamicTimeWarping(band = Number.POSITIVE_INFINITY): Distance {
  return (a, b, best) => {
    const width = Math.max(band, Math.abs(a.length - b.length));
    let row = new Float64Array(b.length + 1).fill(Number.POSITIVE_INFINITY);
    row[0] = 0;
    for (let i = 1; i <= a.length; i++) {
      const next = new Float64Array(b.length + 1).fill(Number.POSITIVE_INFINITY);
      let least = Number.POSITIVE_INFINITY;
      for (let j = Math.max(1, i - width); j <= Math.min(b.length, i + width); j++) {
        const before = Math.min(row[j]!, next[j - 1]!, row[j - 1]!);
        next[j] = (a[i - 1]! - b[j - 1]!) ** 2 + before;
        least = Math.min(least, next[j]!);
      }
      if (least >= best) return least;
      row = next;
    }
    return row[b.length]!;
  };
}

/** The label of the training series that is nearest; the first of equally near ones. */
export function nearestNeighbor(
  series: readonly ArrayLike<number>[],
  labels: readonly number[],
  distance: Distance,
): (asked: ArrayLike<number>) => number {
  return (asked) => {
    let [label, best] = [labels[0]!, Number.POSITIVE_INFINITY];
    series.forEach((own, i) => {
      const value = distance(asked, own, best);
      if (value < best) [label, best] = [labels[i]!, value];
    });
    return label;
  };
}
