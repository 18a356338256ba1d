import { createLearner } from '../../src/network/create';
import { realPorts } from '../../src/network/ports';
import { Random } from '../../src/network/random';
import type { Configuration } from '../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../src/protocol/defaults';
import { ADDING_INPUTS, ADDING_SOLVED, addingProblem } from '../../src/tasks/synthetic/adding';
import { drawWindow } from '../../src/tasks/synthetic/problem';

const STREAMS = 32;
/** About a thousand fixed sequences to judge by. */
const TEST_WINDOWS = 32;

export interface AddingResult {
  /** First hundred of steps at which the mean squared error was below 0.01; undefined when never. */
  readonly solved: number | undefined;
  readonly error: number;
}

/** The adding problem with 64 hidden units, 32 streams, Adam and a gradient threshold of 1, judged every 100 steps. */
export function solveAdding(own: Partial<Configuration>, steps: number, learningRate: number, limit: number, seed: number): AddingResult {
  const configuration = {
    ...BASE_CONFIGURATION,
    hidden: 64,
    batchSize: STREAMS,
    sequenceLength: steps,
    clip: 1,
    dropout: 0,
    threads: 1,
    seed,
    ...own,
  };
  const problem = addingProblem(steps);
  const learner = createLearner({ configuration, ports: realPorts(ADDING_INPUTS, 1) });
  const data = new Random(seed, 'adding');
  const fixed = new Random(99, 'adding test');
  const test = Array.from({ length: TEST_WINDOWS }, () => drawWindow(problem, STREAMS, fixed));
  let error = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= limit; step++) {
    learner.step(drawWindow(problem, STREAMS, data), learningRate);
    if (step % 100 > 0) continue;
    const { nats, characters } = learner.evaluate(test, STREAMS)!;
    error = nats / characters;
    if (error < ADDING_SOLVED) return { solved: step, error };
  }
  return { solved: undefined, error };
}
