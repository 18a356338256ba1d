import { type MessageId, UnrollError } from '../protocol/error';

/** Why a thread of a learner can compute no more. */
export const FAILURE = { error: 1, memory: 2, exit: 3, silent: 4, start: 5, crash: 6 } as const;
export type Failure = (typeof FAILURE)[keyof typeof FAILURE];

const MESSAGES: Record<Failure, MessageId> = {
  [FAILURE.error]: 'training.thread',
  [FAILURE.memory]: 'training.thread.memory',
  [FAILURE.exit]: 'training.thread.exit',
  [FAILURE.silent]: 'training.thread.silent',
  [FAILURE.start]: 'training.thread.start',
  [FAILURE.crash]: 'backend.crashed',
};

const FAILED = 0;
const READY = 1;
/** Words from one thread's heartbeat to the next: on cache lines of their own, all threads count all the time. */
const STRIDE = 16;

/** Milliseconds of a sleep between two looks at whether the other threads are alive. */
export const LOOK_INTERVAL = 500;
/** Milliseconds in which no thread gets on before they count as hung; a single kernel call takes a second at most. */
const DEFAULT_PATIENCE = 30_000;

/**
 * Shared memory in which the threads of a learner tell how they are: whether they are ready, a heartbeat each, and why one has failed. A thread that
 * dies cannot tell; whoever has started it does (see `workers/threads.ts`).
 */
export class ThreadHealth {
  private readonly words: Int32Array;

  constructor(
    readonly buffer: SharedArrayBuffer,
    private readonly threads: number,
  ) {
    this.words = new Int32Array(buffer);
  }

  static create(threads: number): ThreadHealth {
    return new ThreadHealth(new SharedArrayBuffer(4 * STRIDE * (threads + 1)), threads);
  }

  /** A sign that a thread gets on; cheap. */
  beat(thread: number): void {
    Atomics.add(this.words, STRIDE * (thread + 1), 1);
  }

  /** A further thread is ready to compute. */
  ready(): void {
    Atomics.add(this.words, READY, 1);
    Atomics.notify(this.words, READY);
  }

  /** The first failure is the cause of all others. */
  fail(failure: Failure): void {
    Atomics.compareExchange(this.words, FAILED, 0, failure);
    Atomics.notify(this.words, READY);
  }

  /** @throws UnrollError when a thread has failed */
  check(): void {
    const failure = Atomics.load(this.words, FAILED) as Failure | 0;
    if (failure) throw new UnrollError(MESSAGES[failure]);
  }

  /** Sleeps until all further threads are ready. @throws UnrollError when one has failed, or not come up in time */
  waitUntilReady(patience = DEFAULT_PATIENCE): void {
    let looks = Math.ceil(patience / LOOK_INTERVAL);
    for (;;) {
      const count = Atomics.load(this.words, READY);
      this.check();
      if (count >= this.threads - 1) return;
      if (looks-- <= 0) this.fail(FAILURE.start);
      else Atomics.wait(this.words, READY, count, LOOK_INTERVAL);
    }
  }

  /** To be called once in every LOOK_INTERVAL of a wait for the others. @throws UnrollError when one has failed, or none gets on any more */
  watch(patience = DEFAULT_PATIENCE): () => void {
    let before = this.beats();
    let silent = 0;
    return () => {
      const now = this.beats();
      // Looks are counted, not time: a computer that was asleep has looked once.
      silent = now === before ? silent + 1 : 0;
      before = now;
      if (silent * LOOK_INTERVAL >= patience) this.fail(FAILURE.silent);
      this.check();
    };
  }

  private beats(): number {
    let sum = 0;
    for (let thread = 0; thread < this.threads; thread++) sum += Atomics.load(this.words, STRIDE * (thread + 1));
    return sum;
  }
}
