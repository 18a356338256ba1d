import { gradientFlow } from '../diagnostics/gradient-flow';
import { spectra } from '../diagnostics/spectra';
import { createLearner } from '../network/create';
import type { Learner, Window } from '../network/learner';
import { languagePorts, type NetworkPorts, realPorts } from '../network/ports';
import { Random } from '../network/random';
import { toFloat64 } from '../network/reference/matrix';
import { type NetworkStep, ReferenceNetwork } from '../network/reference/network';
import { sliding } from '../network/sliding';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import {
  type MemoryTask,
  MOST_PLAYGROUND_STEPS,
  PLAYGROUND_CELLS,
  PLAYGROUND_LENGTHS,
  type PlaygroundCell,
  type PlaygroundEvent,
  type PlaygroundExample,
  type PlaygroundRequest,
} from '../protocol/playground';
import { PLAYGROUND_NETWORKS } from '../protocol/presets/playground';
import { ADDING_INPUTS, ADDING_SOLVED, addingProblem } from '../tasks/synthetic/adding';
import { copyProblem } from '../tasks/synthetic/copy';
import { drawWindow, type Problem } from '../tasks/synthetic/problem';

const HIDDEN = 64;
const STREAMS = 32;
/** Updates between two looks at the loss. */
const EVERY = 20;
/** Most bytes of one network: the longest task needs a fraction of it. */
const MEMORY_LIMIT = 2 ** 28;
/** 256 fixed sequences to judge by. */
const TEST_WINDOWS = 8;
/** Nats below which the copy task counts as solved: nineteen of twenty symbols, and surely. */
const COPY_SOLVED = 0.1;

/** Symbols of the copy task. */
const COPIED = 10;

interface Task {
  readonly problem: Problem;
  readonly solvedBelow: number;
}

const TASKS: Readonly<Record<MemoryTask, (length: number) => Task>> = {
  adding: (length) => ({ problem: addingProblem(length), solvedBelow: ADDING_SOLVED }),
  copy: (delay) => ({ problem: copyProblem(COPIED, delay), solvedBelow: COPY_SOLVED }),
};

interface Pupil {
  readonly cell: PlaygroundCell;
  readonly learner: Learner;
  readonly configuration: Configuration;
  /** The same sequences for all. */
  readonly data: Random;
  seconds: number;
}

/**
 * Trains small networks side by side on the adding problem or the copy task (Hochreiter and Schmidhuber 1997): 64 hidden units, 32 new sequences an update,
 * Adam, gradient threshold 1. They take turns, so that their curves grow together; each ends when it has solved the task.
 * @param emit hears everything, in order
 * @param interrupted looked at between updates
 * @throws UnrollError when a length, number of steps or choice of cells is out of range
 */
export function runPlayground(request: PlaygroundRequest, emit: (event: PlaygroundEvent) => void, interrupted: () => boolean = () => false): void {
  const { task: name, length, cells, steps, seed } = request;
  const { least, most } = PLAYGROUND_LENGTHS[name];
  if (!Number.isInteger(length) || length < least || length > most) throw new UnrollError('playground.length', [least, most], { exitCode: 2 });
  if (!Number.isInteger(steps) || steps < EVERY || steps > MOST_PLAYGROUND_STEPS)
    throw new UnrollError('playground.steps', [EVERY, MOST_PLAYGROUND_STEPS], { exitCode: 2 });
  const chosen = PLAYGROUND_CELLS.filter((cell) => cells.includes(cell));
  if (chosen.length === 0) throw new UnrollError('playground.cells', [PLAYGROUND_CELLS.join(', ')], { exitCode: 2 });
  const task = TASKS[name](length);
  const fixed = new Random(99, `${name} test`);
  const test = Array.from({ length: TEST_WINDOWS }, () => drawWindow(task.problem, STREAMS, fixed));
  const shown = drawWindow(task.problem, 1, new Random(seed, `${name} example`));
  const { solvedBelow } = task;
  emit({
    type: 'begin',
    request: { ...request, cells: chosen },
    chance: task.problem.chance,
    solvedBelow,
    hidden: HIDDEN,
    streams: STREAMS,
    example: example(name, shown),
  });
  const pupils = new Set<Pupil>();
  try {
    for (const cell of chosen) pupils.add(pupil(cell, task, seed, name));
    for (const each of pupils) {
      emit(point(each, 0, test));
      emit(flow(each, 0, task, shown));
    }
    for (let step = EVERY; step <= steps && pupils.size > 0; step += EVERY)
      for (const each of pupils) {
        const started = performance.now();
        for (let i = 0; i < EVERY; i++) {
          if (interrupted()) {
            emit({ type: 'done', stopped: true });
            return;
          }
          each.learner.step(drawWindow(task.problem, STREAMS, each.data), each.configuration.learningRate);
        }
        each.seconds += (performance.now() - started) / 1000;
        const now = point(each, step, test);
        if (!Number.isFinite(now.loss)) emit({ type: 'diverged', cell: each.cell, step });
        else emit(now);
        const solved = now.loss < solvedBelow;
        if (Number.isFinite(now.loss) && (solved || step + EVERY > steps)) emit(flow(each, step, task, shown));
        if (solved) emit({ type: 'solved', cell: each.cell, step });
        if (!solved && Number.isFinite(now.loss)) continue;
        each.learner.dispose();
        pupils.delete(each);
      }
    emit({ type: 'done', stopped: false });
  } finally {
    for (const { learner } of pupils) learner.dispose();
  }
}

function portsOfProblem({ realInputs, symbols }: Problem, configuration: Configuration): NetworkPorts {
  return realInputs ? realPorts(realInputs, 1) : languagePorts(configuration, symbols.length);
}

function pupil(cell: PlaygroundCell, task: Task, seed: number, name: MemoryTask): Pupil {
  const configuration: Configuration = {
    ...BASE_CONFIGURATION,
    ...{ hidden: HIDDEN, layers: 1, embedding: 0, batchSize: STREAMS, sequenceLength: task.problem.steps, clip: 1, dropout: 0, threads: 1, seed },
    ...PLAYGROUND_NETWORKS[cell],
  };
  return {
    cell,
    configuration,
    learner: createLearner({ configuration, ports: portsOfProblem(task.problem, configuration), memoryLimit: MEMORY_LIMIT }),
    data: new Random(seed, name),
    seconds: 0,
  };
}

function point({ cell, learner, seconds }: Pupil, step: number, test: readonly Window[]): Extract<PlaygroundEvent, { type: 'point' }> {
  // Every window begins at a zero state.
  let [nats, characters] = [0, 0];
  for (const window of test) {
    const result = learner.evaluate([window], STREAMS)!;
    nats += result.nats;
    characters += result.characters;
  }
  return { type: 'point', cell, step, loss: nats / characters, seconds };
}

/** The product of Jacobians from the sequence's last state back to its first. */
function flow({ cell, learner, configuration }: Pupil, step: number, task: Task, { inputs }: Window): PlaygroundEvent {
  const network = new ReferenceNetwork(sliding(configuration), portsOfProblem(task.problem, configuration), toFloat64(learner.readWeights()));
  const steps: NetworkStep[] = [];
  let state = network.zeroState();
  for (let t = 0; t < task.problem.steps; t++) {
    const { realInputs } = task.problem;
    const input = realInputs ? Float64Array.from(inputs.subarray(t * realInputs, (t + 1) * realInputs)) : inputs[t]!;
    const next = network.forward(input, state);
    state = next.state;
    steps.push(next);
  }
  const last = task.problem.steps - 1;
  const lags = [...new Set([1, 2, 5, 10, 20, 30, 50, 75, 100, 150, last])].filter((lag) => lag <= last).sort((a, b) => a - b);
  const { norms } = gradientFlow({ network, symbols: [], steps }, spectra(network), lags, [last]);
  return { type: 'flow', cell, step, lags, norms: norms[0]! };
}

function example(task: MemoryTask, { inputs, targets, steps }: Window): PlaygroundExample {
  if (task === 'copy') return { task, inputs: [...inputs], answers: [...targets] };
  const places = Array.from({ length: steps }, (_, t) => t);
  const numbers = places.map((t) => inputs[t * ADDING_INPUTS]!);
  return { task, numbers, marks: places.filter((t) => inputs[t * ADDING_INPUTS + 1] === 1), answer: targets[steps - 1]! };
}
