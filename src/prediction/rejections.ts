/** Taken off the logit of a suggestion's probability for each point of its score. */
const DOUBT = 0.6;
const MOST = 3;
/** Characters before the suggestion that tell what its like is. */
const CONTEXT = 3;
/** Scores that are remembered. */
const CAPACITY = 2000;

/** What was suggested and typed against, by the characters before and the first one suggested: it makes the like of it less sure. */
export class Rejections {
  private readonly scores = new Map<string, number>();

  /** How much less sure a suggestion is, in logits. */
  doubt(before: string, first: string): number {
    return DOUBT * (this.scores.get(key(before, first)) ?? 0);
  }

  /** A suggestion was wrong from its first character. Returns what takes it back. */
  rejected(before: string, first: string): () => void {
    const own = key(before, first);
    return this.set(own, Math.min(MOST, (this.scores.get(own) ?? 0) + 1));
  }

  /** A suggestion was accepted: what was held against it counts half. */
  accepted(before: string, first: string): () => void {
    const own = key(before, first);
    const score = this.scores.get(own);
    return score === undefined ? () => undefined : this.set(own, score / 2);
  }

  private set(own: string, score: number): () => void {
    const before = this.scores.get(own);
    this.scores.delete(own);
    this.scores.set(own, score);
    if (this.scores.size > CAPACITY) this.scores.delete(this.scores.keys().next().value!);
    return () => {
      if (before === undefined) this.scores.delete(own);
      else this.scores.set(own, before);
    };
  }
}

function key(before: string, first: string): string {
  return (
    Array.from(before.slice(-2 * CONTEXT))
      .slice(-CONTEXT)
      .join('') + first
  );
}
