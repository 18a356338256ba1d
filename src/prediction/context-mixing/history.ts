/** By how much it becomes longer at once: it is some megabytes, of which little may lie idle. */
const GROWTH = 1.125;

/** Every code point that was learnt, in the order of learning, which match models point into. */
export class History {
  codes = new Int32Array(1 << 12);
  length = 0;

  push(code: number): void {
    if (this.length === this.codes.length) {
      const wide = new Int32Array(Math.ceil(GROWTH * this.codes.length));
      wide.set(this.codes);
      this.codes = wide;
    }
    this.codes[this.length++] = code;
  }

  pop(): number {
    return this.codes[--this.length]!;
  }

  get bytes(): number {
    return this.codes.byteLength;
  }
}
