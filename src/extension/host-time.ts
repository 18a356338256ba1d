import { log } from './log';

/** Milliseconds of the host thread that one of our handlers may take. */
const LIMIT = 5;
/** Newest times that are kept. */
const KEPT = 4096;

const times: number[] = [];

/** A handler whose time on the host thread is kept; one that takes too long is told in the log. */
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

/** Takes the times kept so far, in milliseconds: up to its first wait for a handler that waits. */
export function takeHostTimes(): number[] {
  return times.splice(0);
}
