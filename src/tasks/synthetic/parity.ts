import { GENERALIZATION, LENGTH, modularSum } from './modulo';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

/** Whether the number of ones so far is odd. */
export const parity: SyntheticDefinition = {
  id: 'parity',
  parameters: { length: LENGTH },
  problem: ({ length: steps }) => modularSum(2, steps),
  generalization: GENERALIZATION,
  solved: nearlyAllRight,
  verdict: 'task.parity.verdict',
  lesson: 'task.parity.lesson',
};
