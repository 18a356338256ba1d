/** Time that a run has trained for: over its interruptions, without its pauses. */
export class RunClock {
  /** Moment of this thread's start, milliseconds. */
  startedAt = 0;
  private paused = 0;

  /**
   * @param now milliseconds
   * @param before seconds of the run that this one goes on with
   */
  constructor(
    private readonly now: () => number,
    private readonly before: number,
  ) {}

  start(): number {
    this.startedAt = this.now();
    return this.startedAt;
  }

  /** Milliseconds of a pause, which count for nothing. */
  skip(time: number): void {
    this.paused += time;
  }

  seconds(): number {
    return this.before + (this.now() - this.startedAt - this.paused) / 1000;
  }
}
