/**
 * A set of pairs (a, b) of integers with an id each: open addressing, linear probing, deletion by shifting back, ids reused. Ids count from 1, so
 * columns of the caller's own may lie beside it by id.
 */
export class PairMap {
  first: Int32Array;
  second: Int32Array;
  /** Slot -> id, 0 = empty; at most half full. */
  private slots: Int32Array;
  private mask: number;
  private used = 0;
  private top = 1;
  /** Head of the list of ids given back, linked through `first`. */
  private free = 0;

  constructor(capacity = 1024) {
    this.first = new Int32Array(capacity);
    this.second = new Int32Array(capacity);
    this.slots = new Int32Array(2 * capacity);
    this.mask = 2 * capacity - 1;
  }

  /** Ids below this may be in use. */
  get capacity(): number {
    return this.first.length;
  }

  get size(): number {
    return this.used;
  }

  get bytes(): number {
    return this.first.byteLength + this.second.byteLength + this.slots.byteLength;
  }

  /** Id of a pair, 0 when it is not in the set. */
  find(a: number, b: number): number {
    const { slots, mask, first, second } = this;
    for (let slot = hash(a, b) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (id === 0 || (first[id] === a && second[id] === b)) return id;
    }
  }

  /** Puts in a pair that is not in the set, and returns its id. */
  insert(a: number, b: number): number {
    let id = this.free;
    if (id !== 0) this.free = this.first[id]!;
    else {
      if (this.top >= this.first.length) this.grow();
      id = this.top++;
    }
    this.first[id] = a;
    this.second[id] = b;
    this.used++;
    this.place(id);
    return id;
  }

  delete(id: number): void {
    const { slots, mask, first, second } = this;
    let hole = hash(first[id]!, second[id]!) & mask;
    while (slots[hole] !== id) hole = (hole + 1) & mask;
    // Whatever probes over the hole moves into it.
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hash(first[slots[slot]!]!, second[slots[slot]!]!) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      slots[hole] = slots[slot]!;
      hole = slot;
    }
    slots[hole] = 0;
    first[id] = this.free;
    second[id] = -2;
    this.free = id;
    this.used--;
  }

  private place(id: number): void {
    const { slots, mask } = this;
    let slot = hash(this.first[id]!, this.second[id]!) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id;
  }

  private grow(): void {
    const capacity = this.first.length;
    this.first = widened(this.first, 2 * capacity);
    this.second = widened(this.second, 2 * capacity);
    this.slots = new Int32Array(4 * capacity);
    this.mask = 4 * capacity - 1;
    // Only a set without free ids grows: all of them are in use.
    for (let id = 1; id < this.top; id++) this.place(id);
  }
}

/** A longer copy, zeros behind. */
export function widened(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(length);
  result.set(array);
  return result;
}

function hash(a: number, b: number): number {
  let x = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return (x ^ (x >>> 13)) >>> 0;
}
