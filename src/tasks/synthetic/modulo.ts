import { nearlyAllRight, type Problem, type SyntheticDefinition } from './problem';

/** Running sum modulo m: x_t uniform in 0 .. m-1, asked for at every t is (x_0 + .. + x_t) mod m. */
export function modularSum(m: number, usual: number): Problem {
  return {
    steps: usual,
    symbols: Array.from({ length: m }, (_, i) => String(i)),
    realInputs: 0,
    chance: Math.log(m),
    sequence(random, steps = usual) {
      const inputs = Int32Array.from({ length: steps }, () => random.integer(m));
      let sum = 0;
      const targets = inputs.map((x) => {
        sum = (sum + x) % m;
        return sum;
      });
      return { inputs, targets };
    },
  };
}

/** Lengths of both tasks of counting, and those at which they must hold. */
export const LENGTH = { minimum: 2, maximum: 1000, usual: 40 };
export const GENERALIZATION = [1, 2, 5];

export const modulo: SyntheticDefinition = {
  id: 'modulo',
  parameters: { modulus: { minimum: 2, maximum: 10, usual: 3 }, length: LENGTH },
  problem: ({ modulus, length: steps }) => modularSum(modulus, steps),
  generalization: GENERALIZATION,
  solved: nearlyAllRight,
  verdict: 'task.modulo.verdict',
  lesson: 'task.modulo.lesson',
};
