import { characterGrams } from './character-grams';

const LONGEST = 3;
/** Added to every count. */
const ALPHA = 1;

/**
 * Multinomial naive Bayes on the counts of character 1- to 3-grams: log prior + Σ log (count + α) / (total + α F), F different n-grams.
 * @returns classifies a text
 */
export function naiveBayes(texts: readonly string[], labels: readonly number[], classes: number): (text: string) => number {
  const counts = Array.from({ length: classes }, () => new Map<string, number>());
  const totals = new Float64Array(classes);
  const examples = new Float64Array(classes);
  const all = new Set<string>();
  texts.forEach((text, i) => {
    const label = labels[i]!;
    examples[label]!++;
    for (const [gram, count] of characterGrams(text, LONGEST)) {
      counts[label]!.set(gram, (counts[label]!.get(gram) ?? 0) + count);
      totals[label]! += count;
      all.add(gram);
    }
  });
  return (text) => {
    const grams = characterGrams(text, LONGEST);
    return largest(classes, (c) => {
      let score = Math.log(examples[c]! / texts.length);
      for (const [gram, count] of grams) score += count * Math.log(((counts[c]!.get(gram) ?? 0) + ALPHA) / (totals[c]! + ALPHA * all.size));
      return score;
    });
  };
}

/** The class with the largest score; the first of equal ones. */
export function largest(classes: number, score: (c: number) => number): number {
  let [best, top] = [0, Number.NEGATIVE_INFINITY];
  for (let c = 0; c < classes; c++) {
    const value = score(c);
    if (value > top) [best, top] = [c, value];
  }
  return best;
}
