/** Milliseconds between two looks at most. */
const INTERVAL = 2000;

/** Tells when a count that a thread keeps up has stood still for too long. Only time in which this process ran counts: after a sleep of the machine nobody is hung. */
export class Heartbeat {
  /** Milliseconds between two looks. */
  readonly interval: number;
  private count: number | undefined;
  private still = 0;
  private last: number;

  /** @param patience milliseconds that the count may stand still */
  constructor(
    private readonly patience: number,
    private readonly now: () => number = Date.now,
  ) {
    this.interval = Math.min(INTERVAL, patience / 2);
    this.last = now();
  }

  /** To be called every `interval`. @param resting the thread has nothing to count now @returns whether it is hung */
  isSilent(count: number, resting = false): boolean {
    const now = this.now();
    this.still += Math.min(Math.max(0, now - this.last), 2 * this.interval);
    this.last = now;
    if (count !== this.count || resting) this.still = 0;
    this.count = count;
    return this.still > this.patience;
  }
}
