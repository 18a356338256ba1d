/** How often each symbol of a text occurs. */
export class CharacterCounts {
  private readonly counts: number[] = [];
  private total = 0;

  add(symbol: number, times = 1): void {
    this.counts[symbol] = (this.counts[symbol] ?? 0) + times;
    this.total += times;
  }

  /** p of a symbol by its frequency, as if each had been seen once more. */
  probability(symbol: number): number {
    return ((this.counts[symbol] ?? 0) + 1) / (this.total + this.counts.length + 1);
  }

  /** By symbol, for an alphabet of a size. */
  list(size: number): number[] {
    return Array.from({ length: size }, (_, symbol) => this.counts[symbol] ?? 0);
  }
}
