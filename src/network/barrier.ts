import { LOOK_INTERVAL } from './thread-health';

/** Looks at the word before a thread goes to sleep: most waits are shorter than a wake-up. */
const SPINS = 3000;

/** Words of the barrier in the shared Int32Array of a learner. */
export interface BarrierWords {
  readonly arrived: number;
  readonly generation: number;
}

/** Meeting point of a fixed number of threads over shared memory. */
export class Barrier {
  constructor(
    private readonly shared: Int32Array,
    private readonly words: BarrierWords,
    private readonly threads: number,
    /** Called while waiting, and throws where there is nothing to wait for any more. */
    private readonly watch: () => () => void,
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
    } else waitForChange(shared, words.generation, generation, this.watch);
  }
}

/**
 * Returns when a word is no longer `value`: spins first, then sleeps.
 * @param watch makes what is called once in every LOOK_INTERVAL of sleep
 * @throws what that throws
 */
export function waitForChange(shared: Int32Array, word: number, value: number, watch: () => () => void): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(shared, word) !== value) return;
  const look = watch();
  while (Atomics.load(shared, word) === value) {
    look();
    Atomics.wait(shared, word, value, LOOK_INTERVAL);
  }
}
