import { fnv1a } from './fnv';

/**
 * Random numbers: xoshiro128** (Blackman and Vigna, 2018), seeded by SplitMix32 from (seed, purpose), so that initialisation, dropout and
 * sampling draw from independent streams that are the same on every machine.
 */
export class Random {
  private readonly state = new Uint32Array(4);

  constructor(seed: number, purpose: string) {
    // The purpose, mixed with both halves of the seed.
    let z = (fnv1a(purpose) ^ Math.imul(seed >>> 0, 0x9e3779b9) ^ Math.imul(Math.floor(seed / 2 ** 32) >>> 0, 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) >>> 0;
      let x = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
      this.state[i] = (x ^ (x >>> 15)) >>> 0;
    }
    if (this.state.every((word) => word === 0)) this.state[0] = 1;
  }

  /** Uniform 32-bit integer. */
  nextUint32(): number {
    const s = this.state;
    const product = Math.imul(s[1]!, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** Uniform in [0, 1), a multiple of 2^-24: exact in float32. */
  uniform(): number {
    return (this.nextUint32() >>> 8) * 2 ** -24;
  }

  /** Fills with numbers from [-bound, bound); the kernels' drawUniform does the same in their memory. */
  fillUniform(data: Float32Array, bound: number): void {
    for (let i = 0; i < data.length; i++) data[i] = (2 * this.uniform() - 1) * bound;
  }

  /** Uniform integer in [0, bound), without modulo bias. */
  integer(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = this.nextUint32();
    while (value >= limit) value = this.nextUint32();
    return value % bound;
  }

  /**
   * Approximately standard normal: the sum of twelve uniforms minus 6 (Irwin-Hall; tails end at ±6). Uses additions only, so it is bit-equal on every
   * machine, which Math.log and Math.cos are not.
   */
  normal(): number {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum - 6;
  }

  /** The four state words, for the run record. */
  getState(): number[] {
    return [...this.state];
  }

  setState(words: readonly number[]): void {
    this.state.set(words);
  }
}
