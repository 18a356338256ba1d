/** Steps that a smoothed loss averages over: the last seventh of the run so far, at most 50, so that it neither lags at the start nor trembles later. */
const SHARE = 1 / 7;
const MAX_STEPS = 50;

/** The mean over the last steps of a run, from reports that each stand for some steps. */
export class TrailingMean {
  private readonly reports: { count: number; mean: number }[] = [];
  private seen = 0;
  private held = 0;
  private sum = 0;

  /** @param count steps that the report stands for; a mean that is not finite is left out */
  add(mean: number, count: number): void {
    if (!Number.isFinite(mean) || !(count > 0)) return;
    this.reports.push({ count, mean });
    this.seen += count;
    this.held += count;
    this.sum += count * mean;
    const wanted = Math.min(MAX_STEPS, Math.max(1, Math.ceil(SHARE * this.seen)));
    // The oldest report goes as soon as the others cover what is wanted.
    while (this.reports.length > 1 && this.held - this.reports[0]!.count >= wanted) {
      const oldest = this.reports.shift()!;
      this.held -= oldest.count;
      this.sum -= oldest.count * oldest.mean;
    }
    if (this.reports.length === 1) this.sum = count * mean;
  }

  get value(): number | undefined {
    return this.held > 0 ? this.sum / this.held : undefined;
  }

  /** Steps that the value is the mean of. */
  get steps(): number {
    return this.held;
  }
}
