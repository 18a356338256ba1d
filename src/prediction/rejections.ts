/** Taken off the logit of a suggestion's probability for each point of its score. */
const DOUBT = 0.6;
const MAX_REJECTIONS = 3;
/** Characters before the suggestion that tell what its like is. */
const CONTEXT = 3;
/** Scores that are remembered. */
const CAPACITY = 2000;
/** Judgements after which a score counts half. */
const HALF_LIFE = 200;

interface Score {
  readonly value: number;
  /** Judgements that there had been when it was given. */
  readonly at: number;
}

/** What was suggested and typed against, by the characters before and the first one suggested: it makes the like of it less sure for a while. */
export class Rejections {
  private readonly scores = new Map<string, Score>();
  private judgements = 0;

  /** How much less sure a suggestion is, in logits. */
  doubt(before: string, first: string): number {
    return DOUBT * this.valueOf(key(before, first));
  }

  /** A suggestion was wrong from its first character. Returns what takes it back. */
  rejected(before: string, first: string): () => void {
    const own = key(before, first);
    return this.set(own, Math.min(MAX_REJECTIONS, this.valueOf(own) + 1));
  }

  /** A suggestion was accepted: what was held against it counts half. */
  accepted(before: string, first: string): () => void {
    const own = key(before, first);
    return this.set(own, this.valueOf(own) / 2);
  }

  private valueOf(own: string): number {
    const score = this.scores.get(own);
    return score ? score.value * 2 ** ((score.at - this.judgements) / HALF_LIFE) : 0;
  }

  private set(own: string, value: number): () => void {
    const before = this.scores.get(own);
    this.judgements++;
    this.scores.delete(own);
    if (value > 0) this.scores.set(own, { value, at: this.judgements });
    if (this.scores.size > CAPACITY) this.scores.delete(this.scores.keys().next().value!);
    return () => {
      this.judgements--;
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
