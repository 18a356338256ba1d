/** Most buckets of a series. */
const MAX_BUCKETS = 4096;

/** One quantity, a value per bucket. */
export interface Column {
  readonly mean: number[];
  readonly low: number[];
  readonly high: number[];
  /** The newest value of the bucket. */
  readonly last: number[];
}

/**
 * Rows of named numbers, kept in at most `most` buckets however many come. When they are full, neighbours merge and every bucket takes twice as many
 * rows from then on: mean, minimum and maximum of everything that ever came remain, so a single spike of a long run is never thinned away.
 */
export class Buckets {
  /** Rows in each bucket. */
  readonly count: number[] = [];
  private readonly columns = new Map<string, Column>();
  private stride = 1;

  constructor(private readonly most = MAX_BUCKETS) {}

  get length(): number {
    return this.count.length;
  }

  /** How many rows came. */
  get rows(): number {
    return this.count.reduce((sum, rows) => sum + rows, 0);
  }

  /** A quantity's buckets; empty where it never came. A missing or not finite value is NaN and leaves the others as they are. */
  column(name: string): Column {
    return this.columns.get(name) ?? { mean: [], low: [], high: [], last: [] };
  }

  add(row: Readonly<Record<string, number>>): void {
    const newest = this.count.length - 1;
    const open = newest >= 0 && this.count[newest]! < this.stride;
    if (!open && this.count.length === this.most) {
      this.halve();
      this.add(row);
      return;
    }
    if (!open) {
      this.count.push(0);
      for (const column of this.columns.values()) push(column, Number.NaN);
    }
    const at = this.count.length - 1;
    const before = this.count[at]!;
    for (const [name, value] of Object.entries(row)) {
      let column = this.columns.get(name);
      if (!column) {
        column = { mean: [], low: [], high: [], last: [] };
        while (column.mean.length < this.count.length) push(column, Number.NaN);
        this.columns.set(name, column);
      }
      if (!Number.isFinite(value)) continue;
      const known = Number.isFinite(column.mean[at]);
      column.mean[at] = known ? (column.mean[at]! * before + value) / (before + 1) : value;
      column.low[at] = known ? Math.min(column.low[at]!, value) : value;
      column.high[at] = known ? Math.max(column.high[at]!, value) : value;
      column.last[at] = value;
    }
    this.count[at] = before + 1;
  }

  /** Makes the range of the newest bucket reach a value that its mean does not tell. */
  widen(name: string, value: number): void {
    const { low, high } = this.column(name);
    const at = this.length - 1;
    if (!Number.isFinite(value)) return;
    if (value < low[at]!) low[at] = value;
    if (value > high[at]!) high[at] = value;
  }

  private halve(): void {
    this.stride *= 2;
    const { count } = this;
    const half = Math.ceil(count.length / 2);
    for (const { mean, low, high, last } of this.columns.values()) {
      for (let i = 0; i < half; i++) {
        const a = 2 * i;
        const b = a + 1 < count.length && Number.isFinite(mean[a + 1]) ? a + 1 : a;
        const first = Number.isFinite(mean[a]) ? a : b;
        mean[i] = first === b ? mean[b]! : (mean[first]! * count[first]! + mean[b]! * count[b]!) / (count[first]! + count[b]!);
        low[i] = Math.min(low[first]!, low[b]!);
        high[i] = Math.max(high[first]!, high[b]!);
        last[i] = last[b]!;
      }
      for (const values of [mean, low, high, last]) values.length = half;
    }
    for (let i = 0; i < half; i++) count[i] = count[2 * i]! + (count[2 * i + 1] ?? 0);
    count.length = half;
  }
}

function push(column: Column, value: number): void {
  column.mean.push(value);
  column.low.push(value);
  column.high.push(value);
  column.last.push(value);
}
