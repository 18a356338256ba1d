import type { SyntheticDefinition } from './problem';

const BRACKETS = ['()', '[]', '{}', '<>'];
const DEPTH = 8;

/**
 * Balanced brackets of `kinds` kinds as a language model: an opening bracket with probability 1 at depth 0, 0 at depth 8, else 1/2, its kind uniform; a
 * closing one fits the last that is open. Opening i is symbol 2i, closing i 2i + 1, the beginning 2 kinds.
 */
export const dyck: SyntheticDefinition = {
  id: 'dyck',
  parameters: { kinds: { minimum: 1, maximum: BRACKETS.length, usual: 1 }, length: { minimum: 2, maximum: 1000, usual: 40 } },
  pool: 6000,
  problem({ kinds, length }) {
    return {
      steps: length,
      symbols: [...BRACKETS.slice(0, kinds).flatMap((pair) => [...pair]), '^'],
      realInputs: 0,
      chance: Math.log(2 * kinds),
      ...(kinds > 1 ? { choices: (answer) => (answer % 2 === 1 ? Array.from({ length: kinds }, (_, i) => 2 * i + 1) : undefined) } : {}),
      sequence(random, steps = length) {
        const tokens = new Int32Array(steps + 1).fill(2 * kinds);
        const source = new Float64Array(steps);
        const open: number[] = [];
        for (let t = 0; t < steps; t++) {
          const opens = open.length === 0 ? 1 : open.length === DEPTH ? 0 : 0.5;
          if (random.uniform() < opens) {
            const kind = random.integer(kinds);
            open.push(kind);
            tokens[t + 1] = 2 * kind;
            source[t] = -Math.log(opens / kinds);
          } else {
            tokens[t + 1] = 2 * open.pop()! + 1;
            source[t] = -Math.log(1 - opens);
          }
        }
        return { inputs: tokens.slice(0, -1), targets: tokens.slice(1), source };
      },
    };
  },
  measure: { score: 'excess', better: 'lower' },
  generalization: [1, 2, 5],
  solved: ({ excess }) => excess !== undefined && excess < 0.01,
  verdict: 'task.dyck.verdict',
  lesson: 'task.dyck.lesson',
};
