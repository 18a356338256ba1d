import type { Problem, SyntheticDefinition } from './problem';

/** Squared error of always answering 1, the mean: the variance of the sum of two uniform numbers. */
const ADDING_BASELINE = 1 / 6;
/** Below it the adding problem counts as solved. */
export const ADDING_SOLVED = 0.01;
/** Width of an input: a number and a mark. */
export const ADDING_INPUTS = 2;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997): at every time step a number from [0, 1) and a mark; one number in each half is marked, and at the
 * last step the network must give their sum. Inputs [T, 2], targets [T, 1], NaN but for the last step.
 */
export function addingProblem(steps: number): Problem {
  return {
    steps,
    symbols: [],
    realInputs: ADDING_INPUTS,
    chance: ADDING_BASELINE,
    sequence(random) {
      const inputs = new Float32Array(steps * ADDING_INPUTS);
      const targets = new Float32Array(steps).fill(Number.NaN);
      const half = Math.floor(steps / 2);
      for (let t = 0; t < steps; t++) inputs[t * ADDING_INPUTS] = random.uniform();
      let sum = 0;
      for (const t of [Math.floor(random.uniform() * half), half + Math.floor(random.uniform() * (steps - half))]) {
        inputs[t * ADDING_INPUTS + 1] = 1;
        sum += inputs[t * ADDING_INPUTS]!;
      }
      targets[steps - 1] = sum;
      return { inputs, targets };
    },
  };
}

export const adding: SyntheticDefinition = {
  id: 'adding',
  parameters: { length: { minimum: 2, maximum: 1000, usual: 50 } },
  problem: ({ length }) => addingProblem(length),
  solved: ({ loss }) => loss < ADDING_SOLVED,
  verdict: 'task.adding.verdict',
  lesson: 'task.adding.lesson',
};
