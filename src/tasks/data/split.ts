/** Examples of a data set by their indices. */
export interface Split {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** Number of folds: one of them is the test part. */
const FOLDS = 5;

/**
 * Stratified split without random numbers: of every class each fifth example, from number `fold` on, is for the test; of the others each (1 / validation)th
 * for validation, from the middle of its group on, so that a class with few examples keeps them for training. A class with a single example is learnt.
 * @param labels class of every example
 * @param fold 0 .. 4, or undefined when a test part is given
 * @param validation share of the examples that are not for the test; 0 = none
 */
export function stratifiedSplit(labels: readonly number[], fold: number | undefined, validation: number): Split {
  const seen = new Map<number, number>();
  const kept = new Map<number, number>();
  const split = { training: [] as number[], validation: [] as number[], test: [] as number[] };
  const group = validation > 0 ? Math.max(2, Math.round(1 / validation)) : 0;
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const next = (counts: Map<number, number>, label: number) => {
    const count = counts.get(label) ?? 0;
    counts.set(label, count + 1);
    return count;
  };
  labels.forEach((label, index) => {
    if (fold !== undefined && sizes.get(label)! > 1 && next(seen, label) % FOLDS === fold) split.test.push(index);
    else if (group && next(kept, label) % group === Math.floor(group / 2)) split.validation.push(index);
    else split.training.push(index);
  });
  return split;
}
