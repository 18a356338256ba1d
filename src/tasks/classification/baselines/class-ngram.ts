import { largest } from './naive-bayes';

/** Characters of context, and what every count gives up to shorter contexts. */
const CONTEXT = 3;
const DISCOUNT = 0.75;

type Counts = Map<string, Map<string, number>>;

/**
 * An interpolated Kneser-Ney model of ^^^text$ for every class, shorter contexts by the number of characters that precede them, the floor 1 / (V + 2);
 * a text belongs to the class under which it is likeliest, prior included.
 * @returns classifies a text
 */
export function classNgram(texts: readonly string[], labels: readonly number[], classes: number): (text: string) => number {
  const floor = 1 / (new Set(texts.flatMap((text) => [...text])).size + 2);
  const examples = new Float64Array(classes);
  const longest = Array.from({ length: classes }, (): Counts => new Map());
  texts.forEach((text, i) => {
    const label = labels[i]!;
    examples[label]!++;
    const characters = padded(text);
    for (let t = CONTEXT; t < characters.length; t++) count(longest[label]!, characters.slice(t - CONTEXT, t).join(''), characters[t]!, 1);
  });
  const orders = longest.map(withShorterContexts);
  return (text) => {
    const characters = padded(text);
    return largest(classes, (c) => {
      let score = Math.log(examples[c]! / texts.length);
      for (let t = CONTEXT; t < characters.length; t++)
        score += Math.log(probability(orders[c]!, characters.slice(t - CONTEXT, t), characters[t]!, floor));
      return score;
    });
  };
}

const padded = (text: string): string[] => [...'^'.repeat(CONTEXT), ...text, '$'];

function count(counts: Counts, context: string, character: string, by: number): void {
  const own = counts.get(context) ?? new Map<string, number>();
  counts.set(context, own);
  own.set(character, (own.get(character) ?? 0) + by);
}

/** Counts of every context length, 0 first; a shorter context counts the different characters before it, over all occurrences in the text. */
function withShorterContexts(longest: Counts): Counts[] {
  const orders: Counts[] = [longest];
  for (let length = CONTEXT; length > 0; length--) {
    const shorter: Counts = new Map();
    for (const [context, own] of rawContexts(longest, length))
      for (const character of own.keys()) count(shorter, Array.from(context).slice(1).join(''), character, 1);
    orders.unshift(shorter);
  }
  return orders;
}

/** The contexts of `length` characters that occur, each with its next characters. */
function rawContexts(longest: Counts, length: number): Counts {
  if (length === CONTEXT) return longest;
  const result: Counts = new Map();
  for (const [context, own] of longest) {
    const end = Array.from(context)
      .slice(CONTEXT - length)
      .join('');
    for (const [character, times] of own) count(result, end, character, times);
  }
  return result;
}

function probability(orders: readonly Counts[], context: readonly string[], character: string, floor: number): number {
  let p = floor;
  for (let length = 0; length <= CONTEXT; length++) {
    const own = orders[length]!.get(context.slice(CONTEXT - length).join(''));
    if (!own) continue;
    let total = 0;
    for (const times of own.values()) total += times;
    p = Math.max((own.get(character) ?? 0) - DISCOUNT, 0) / total + ((DISCOUNT * own.size) / total) * p;
  }
  return p;
}
