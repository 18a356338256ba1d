/** A norm this many times the median of the steps before it is a spike. */
export const SPIKE = 10;
/** Steps before a step that it is compared with, and how few are too few. */
const SPIKE_WINDOW = 20;
const MIN_STEPS = 5;

/** Smallest and largest norm of the steps `from` to `to`. */
interface Report {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/** A norm that stands out: the largest of the steps `from` to `to`, more than `times` times the median of the `window` steps before them. */
export interface Spike {
  readonly from: number;
  readonly to: number;
  readonly norm: number;
  readonly times: number;
  readonly window: number;
}

/**
 * Looks for spikes among the gradient norms of all steps. Reports of several steps tell only the smallest and largest norm, so that the median before
 * a step is known within bounds: a spike is claimed by the upper bound, its absence by the lower one.
 */
export class NormWatch {
  largest: Pick<Spike, 'from' | 'to' | 'norm'> | undefined;
  /** The spike that stands out most. */
  spike: Spike | undefined;
  /** Whether it is certain that no step so far was a spike. */
  calm = true;
  /** Whether every step so far is known. */
  complete = true;
  /** Steps that were compared with enough others. */
  judged = 0;
  private recent: Report[] = [];

  /** @param complete whether the report knows every one of its steps */
  add(report: Report, complete: boolean): void {
    const { from, to, high } = report;
    if (!Number.isFinite(report.low) || !Number.isFinite(high)) {
      this.calm = false;
      this.recent = [];
      return;
    }
    if (!this.largest || high > this.largest.norm) this.largest = { from, to, norm: high };
    if (!complete) {
      this.complete = false;
      this.calm = false;
      // What comes before the gap is not what came right before the steps after it.
      this.recent = [];
      return;
    }
    const window = this.recent.reduce((steps, other) => steps + stepsOf(other), 0);
    if (window >= MIN_STEPS) this.judge(report, Math.min(window, SPIKE_WINDOW));
    else if (to - from + window >= MIN_STEPS) this.calm = this.calm && high <= SPIKE * Math.min(report.low, ...this.recent.map(({ low }) => low));
    if (window >= MIN_STEPS || to - from + window >= MIN_STEPS) this.judged += to - from + 1;
    this.recent.push(report);
    let steps = this.recent.reduce((sum, other) => sum + stepsOf(other), 0);
    while (this.recent.length > 1 && steps - stepsOf(this.recent[0]!) >= SPIKE_WINDOW) steps -= stepsOf(this.recent.shift()!);
  }

  private judge(report: Report, window: number): void {
    const { from, to, low, high } = report;
    const upper = this.median(window, 'high');
    if (high > SPIKE * upper) {
      const times = high / upper;
      this.calm = false;
      if (upper > 0 && (!this.spike || times > this.spike.times)) this.spike = { from, to, norm: high, times, window };
      return;
    }
    const single = from === to && this.recent.every((other) => other.from === other.to);
    const lower = single ? this.median(window, 'low') : Math.min(low, ...this.recent.map((other) => other.low));
    if (high > SPIKE * lower) this.calm = false;
  }

  /** A bound of the median of the last `window` steps: each step counts with its report's bound. */
  private median(window: number, bound: 'low' | 'high'): number {
    const values: number[] = [];
    for (let i = this.recent.length - 1; i >= 0 && values.length < window; i--) {
      const report = this.recent[i]!;
      for (let k = stepsOf(report); k > 0 && values.length < window; k--) values.push(report[bound]);
    }
    values.sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)]!;
  }
}

function stepsOf({ from, to }: Report): number {
  return to - from + 1;
}
