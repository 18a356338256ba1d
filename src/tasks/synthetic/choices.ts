import type { Learner } from '../../network/learner';
import { type Problem, type Sequence, windowOf } from './problem';

/** Streams side by side. */
const STREAMS = 32;

/**
 * Share of the answers with a choice for which the right symbol has the largest output among those that it is chosen from, whatever the outputs of other
 * symbols: the right closing bracket among the closing ones. Undefined where the problem has none, or when interrupted.
 */
export function chosenRightly(learner: Learner, problem: Problem, sequences: readonly Sequence[]): number | undefined {
  const { choices } = problem;
  if (!choices) return undefined;
  let [right, asked] = [0, 0];
  for (let from = 0; from < sequences.length; from += STREAMS) {
    const part = sequences.slice(from, from + STREAMS);
    const window = windowOf(problem, part);
    const [outputs] = learner.outputs([window], part.length) ?? [];
    if (!outputs) return undefined;
    const targets = [...window.targets].filter((target) => target >= 0);
    const width = outputs.length / targets.length;
    targets.forEach((target, row) => {
      const others = choices(target);
      if (!others) return;
      asked++;
      const of = (symbol: number) => outputs[row * width + symbol]!;
      if (others.every((symbol) => symbol === target || of(symbol) < of(target))) right++;
    });
  }
  return asked > 0 ? right / asked : undefined;
}
