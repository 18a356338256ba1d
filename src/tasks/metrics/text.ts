import { countCodePoints } from '../../text/offsets';

/** Levenshtein distance of two texts by code points: insertions, deletions and substitutions. */
export function editDistance(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  let row = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const next = [i];
    for (let j = 1; j <= y.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1));
    row = next;
  }
  return row[y.length]!;
}

/** How well texts were written: share that is exactly right, edits per character of the reference, and chrF. */
export interface TextScores {
  readonly exactMatch: number;
  readonly characterErrorRate: number;
  readonly chrF: number;
}

export function textScores(written: readonly string[], reference: readonly string[]): TextScores {
  let [exact, edits, characters] = [0, 0, 0];
  reference.forEach((text, i) => {
    if (text === written[i]) exact++;
    edits += editDistance(written[i]!, text);
    characters += countCodePoints(text);
  });
  return { exactMatch: exact / reference.length, characterErrorRate: edits / Math.max(1, characters), chrF: chrF(written, reference) };
}

const MAX_ORDER = 6;
/** Recall counts twice as much as precision. */
const BETA = 2;

/**
 * chrF of Popović (2015) over a whole corpus: F-score of character n-grams of length 1 to 6 without white space, precision and recall averaged over the
 * lengths that occur, recall weighted by β = 2. From 0 to 1.
 */
export function chrF(written: readonly string[], reference: readonly string[]): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let n = 1; n <= MAX_ORDER; n++) {
    const sum = { common: 0, written: 0, reference: 0 };
    reference.forEach((text, i) => {
      const [own, asked] = [ngrams(written[i]!, n), ngrams(text, n)];
      for (const [gram, count] of asked) {
        sum.reference += count;
        sum.common += Math.min(count, own.get(gram) ?? 0);
      }
      for (const count of own.values()) sum.written += count;
    });
    if (sum.written === 0 || sum.reference === 0) continue;
    orders++;
    precision += sum.common / sum.written;
    recall += sum.common / sum.reference;
  }
  if (precision + recall === 0) return 0;
  [precision, recall] = [precision / orders, recall / orders];
  return ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}

function ngrams(text: string, n: number): Map<string, number> {
  const characters = Array.from(text.replace(/\s/g, ''));
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= characters.length; i++) {
    const gram = characters.slice(i, i + n).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
