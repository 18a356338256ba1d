import type { Window } from '../network/learner';
import type { Random } from '../network/random';

/** Squared error of always answering 1, the mean: the variance of the sum of two uniform numbers. */
export const ADDING_BASELINE = 1 / 6;
/** Below it the adding problem counts as solved. */
export const ADDING_SOLVED = 0.01;
/** Width of an input of the adding problem: a number and a mark. */
export const ADDING_INPUTS = 2;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997): at every time step a number from [0, 1) and a mark; one number in each half is marked, and at the
 * last step the net must tell their sum. Inputs [T·B, 2], targets [T·B, 1], NaN but for the last step.
 */
export function addingWindow(steps: number, streams: number, random: Random): Window {
  const inputs = new Float32Array(steps * streams * ADDING_INPUTS);
  const targets = new Float32Array(steps * streams).fill(Number.NaN);
  const half = Math.floor(steps / 2);
  for (let b = 0; b < streams; b++) {
    for (let t = 0; t < steps; t++) inputs[(t * streams + b) * ADDING_INPUTS] = random.uniform();
    const marks = [Math.floor(random.uniform() * half), half + Math.floor(random.uniform() * (steps - half))];
    let sum = 0;
    for (const t of marks) {
      inputs[(t * streams + b) * ADDING_INPUTS + 1] = 1;
      sum += inputs[(t * streams + b) * ADDING_INPUTS]!;
    }
    targets[(steps - 1) * streams + b] = sum;
  }
  return { inputs, targets, steps, resetState: true };
}

/** Symbols to remember, their number, and the symbols of the copy task in all: those, a blank and the call to answer. */
export const COPY = { symbols: 8, length: 10, blank: 8, call: 9, vocabularySize: 10 } as const;

/**
 * The copy task (Hochreiter and Schmidhuber 1997, Arjovsky et al. 2016): ten symbols, `delay` blanks, then the call, at which they must be told again.
 * Loss at the answers alone: chance is ln 8 nats.
 */
export function copyWindow(delay: number, streams: number, random: Random): Window {
  const { length } = COPY;
  const steps = delay + 2 * length;
  const inputs = new Int32Array(steps * streams).fill(COPY.blank);
  const targets = new Int32Array(steps * streams).fill(-1);
  for (let b = 0; b < streams; b++) {
    for (let i = 0; i < length; i++) {
      const symbol = random.nextUint32() % COPY.symbols;
      inputs[i * streams + b] = symbol;
      targets[(length + delay + i) * streams + b] = symbol;
    }
    inputs[(length + delay) * streams + b] = COPY.call;
  }
  return { inputs, targets, steps, resetState: true };
}
