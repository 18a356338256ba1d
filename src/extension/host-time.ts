import { platform } from '../platform';
import { log } from './log';

/** Milliseconds of the host thread that one of our handlers may take. */
const LIMIT = 5;
/** Newest times that are kept. */
const KEPT = 4096;

const times: number[] = [];

/** Milliseconds after which a slice of longer work lets other events in. */
const SLICE = 2;

/** A handler whose time on the host thread is kept; one that takes too long is reported in the log. */
export function measured<A extends unknown[], R>(name: string, handler: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const from = performance.now();
    try {
      return handler(...args);
    } finally {
      const spent = performance.now() - from;
      times.push(spent);
      if (times.length > KEPT) times.shift();
      if (spent > LIMIT) log.debug(`${name} took ${spent.toFixed(1)} ms of the host thread`);
    }
  };
}

/** Work on the host thread in slices, so that a key never waits for all of it. */
export class Slices {
  private longest = 0;
  private from = performance.now();

  /** Ends a slice that has lasted: other events come first. */
  async rest(): Promise<void> {
    if (performance.now() - this.from < SLICE) return;
    await this.wait(platform.nextTurn());
  }

  /** Waits for something; the time until then is not ours. */
  async wait<T>(something: Promise<T>): Promise<T> {
    this.longestSoFar();
    try {
      return await something;
    } finally {
      this.from = performance.now();
    }
  }

  /** Milliseconds that the host thread was held at most without a rest. */
  longestSoFar(): number {
    this.longest = Math.max(this.longest, performance.now() - this.from);
    return this.longest;
  }
}

/** Takes the times kept so far, in milliseconds: up to its first wait for a handler that waits. */
export function takeHostTimes(): number[] {
  return times.splice(0);
}
