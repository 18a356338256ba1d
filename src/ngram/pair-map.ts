/** Hash map from a pair of small integers to an integer: open addressing over typed arrays. Nothing is ever taken out. */
export class PairMap {
  private mask: number;
  private first: Int32Array;
  private second: Int32Array;
  private values: Int32Array;
  size = 0;

  constructor(capacity = 1 << 10) {
    this.mask = capacity - 1;
    this.first = new Int32Array(capacity);
    this.second = new Int32Array(capacity);
    this.values = new Int32Array(capacity).fill(-1);
  }

  /** The value of a pair, -1 when there is none. */
  get(a: number, b: number): number {
    const { first, second, values, mask } = this;
    let slot = hash(a, b) & mask;
    for (;;) {
      const value = values[slot]!;
      if (value < 0 || (first[slot] === a && second[slot] === b)) return value;
      slot = (slot + 1) & mask;
    }
  }

  /** Puts a pair that is not there yet; `value` ≥ 0. */
  put(a: number, b: number, value: number): void {
    if (2 * this.size > this.mask) this.grow();
    this.size++;
    this.place(a, b, value);
  }

  private place(a: number, b: number, value: number): void {
    const { values, mask } = this;
    let slot = hash(a, b) & mask;
    while (values[slot]! >= 0) slot = (slot + 1) & mask;
    this.first[slot] = a;
    this.second[slot] = b;
    values[slot] = value;
  }

  private grow(): void {
    const { first, second, values } = this;
    const capacity = 2 * values.length;
    this.mask = capacity - 1;
    this.first = new Int32Array(capacity);
    this.second = new Int32Array(capacity);
    this.values = new Int32Array(capacity).fill(-1);
    for (let i = 0; i < values.length; i++) if (values[i]! >= 0) this.place(first[i]!, second[i]!, values[i]!);
  }

  get bytes(): number {
    return 12 * this.values.length;
  }
}

/** Two rounds of multiply and shift: neighbouring numbers land far apart. */
function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}
