import { UnrollError } from '../protocol/error';

/** Looks at the word before a thread goes to sleep: most waits are shorter than a wake-up. */
const SPINS = 3000;
/** Milliseconds between two looks at whether another thread has failed. */
const PATIENCE = 500;

/** Words of the barrier in the shared Int32Array of a learner. */
export interface BarrierWords {
  readonly arrived: number;
  readonly generation: number;
  /** Set by a thread that cannot go on. */
  readonly failed: number;
}

/** Meeting point of a fixed number of threads over shared memory. */
export class Barrier {
  constructor(
    private readonly shared: Int32Array,
    private readonly words: BarrierWords,
    private readonly threads: number,
  ) {}

  /** Returns when all threads have called it. @throws UnrollError when one of them has failed */
  wait(): void {
    const { shared, words } = this;
    if (this.threads === 1) return;
    const generation = Atomics.load(shared, words.generation);
    if (Atomics.add(shared, words.arrived, 1) === this.threads - 1) {
      Atomics.store(shared, words.arrived, 0);
      Atomics.add(shared, words.generation, 1);
      Atomics.notify(shared, words.generation);
    } else waitForChange(shared, words.generation, generation, words.failed);
  }
}

/** Returns when a word is no longer `value`: spins first, then sleeps. @throws UnrollError when another thread has failed */
export function waitForChange(shared: Int32Array, word: number, value: number, failed: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(shared, word) !== value) return;
  while (Atomics.load(shared, word) === value) {
    if (Atomics.load(shared, failed)) throw new UnrollError('training.thread');
    Atomics.wait(shared, word, value, PATIENCE);
  }
}
