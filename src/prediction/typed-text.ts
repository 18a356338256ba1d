interface Range {
  start: number;
  end: number;
}

/** Most ranges that are remembered; older ones are no longer undone. */
const MAX_LEARNT = 256;

/**
 * What has been typed into a document key by key, and how much of it has been learnt: text becomes ready to be learnt once as much again has been typed
 * behind it, so that slips of the fingers are gone by then. What came in any other way (accepted, pasted) never is. Positions are code points.
 */
export class TypedText {
  /** The typing that goes on, and what has been handed out of it. */
  private run: Range = { start: 0, end: 0 };
  private learnt: Range[] = [];

  /** @param segment characters that are learnt at once */
  constructor(private readonly segment: number) {}

  /** A character was typed at a position, which `edited` has received of. */
  typed(position: number): void {
    if (position === this.run.end) this.run.end++;
    else this.run = { start: position, end: position + 1 };
  }

  /** Follows an edit. True when it takes back something that has been learnt. */
  edited(position: number, removed: number, inserted: number): boolean {
    const end = position + removed;
    const undone = removed > 0 && this.learnt.some((range) => range.start < end && range.end > position);
    const moved = ({ start, end: last }: Range): Range =>
      start >= end ? { start: start + inserted - removed, end: last + inserted - removed } : { start, end: last };
    this.learnt = undone ? [] : this.learnt.map(moved);
    const { run } = this;
    if (end <= run.start && position < run.start) this.run = moved(run);
    // The end of the run taken back: what stands before it still has been typed. Anything else in its midst ends it.
    else if (removed > 0 && inserted === 0 && end === run.end && position >= run.start) run.end = position;
    else if (position < run.end) this.run = { start: position, end: position };
    return undone;
  }

  /** The next piece to learn, if one is ready: it counts as learnt from now on. */
  next(): Range | undefined {
    const { run, segment } = this;
    if (run.end - run.start < 2 * segment) return undefined;
    const range = { start: run.start, end: run.start + segment };
    run.start = range.end;
    const last = this.learnt[this.learnt.length - 1];
    if (last?.end === range.start) last.end = range.end;
    else this.learnt.push({ ...range });
    if (this.learnt.length > MAX_LEARNT) this.learnt.shift();
    return range;
  }

  /** Nothing is learnt any more. */
  forget(): void {
    this.learnt = [];
  }
}
