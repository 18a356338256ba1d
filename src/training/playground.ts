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
  MAX_PLAYGROUND_STEPS,
  PLAYGROUND_CELLS,
  PLAYGROUND_RANGES,
  PLAYGROUND_SLIDERS,
  type PlaygroundCell,
  type PlaygroundEvent,
  type PlaygroundExample,
  type PlaygroundRequest,
  sliderValue,
} from '../protocol/playground';
import { PLAYGROUND_NETWORKS } from '../protocol/presets/playground';
import { completeArchitecture } from '../protocol/surroundings';
import type { TaskParameters } from '../protocol/tasks';
import type { TaskScores } from '../protocol/training-events';
import { answersOf, completeParameters, meanSource } from '../tasks/synthetic';
import { ADDING_INPUTS, ADDING_SOLVED, adding, addingProblem } from '../tasks/synthetic/adding';
import { copy, copyProblem } from '../tasks/synthetic/copy';
import { drawWindow, type Problem, type SyntheticDefinition, windowOf } from '../tasks/synthetic/problem';
import { SYNTHETIC } from '../tasks/synthetic/registry';

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
/** Rate of the study of the tasks other than adding and copying. */
const STUDIED_RATE = 2e-3;
/** Symbols of the copy task. */
const COPIED = 10;

interface Task {
  readonly problem: Problem;
  /** Loss below which it counts as solved, or else what its definition says. */
  readonly solvedBelow: number | null;
  readonly definition: SyntheticDefinition;
  /** Rate instead of the networks' own. */
  readonly rate?: number;
}

function taskOf(request: PlaygroundRequest): Task {
  const definition = SYNTHETIC[request.task];
  const length = sliderValue(request, 'length');
  if (definition === adding) return { definition, problem: addingProblem(length!), solvedBelow: ADDING_SOLVED };
  if (definition === copy) return { definition, problem: copyProblem(COPIED, length!), solvedBelow: COPY_SOLVED };
  const given = { pairs: request.pairs, modulus: request.modulus, kinds: request.kinds, length };
  const numbers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const problem = definition.problem(completeParameters(definition, numbers) as Required<TaskParameters>);
  return { definition, problem, solvedBelow: null, rate: STUDIED_RATE };
}

/** @throws UnrollError when a number is out of its range or the task has none of the kind */
function checkNumbers(request: PlaygroundRequest): void {
  const ranges = PLAYGROUND_RANGES[request.task];
  for (const slider of PLAYGROUND_SLIDERS) {
    const value = request[slider];
    if (value === undefined) continue;
    const range = ranges[slider];
    if (!range) throw new UnrollError('task.option', [slider, request.task], { exitCode: 2 });
    const { least, most } = range;
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw slider === 'length'
      ? new UnrollError('playground.length', [least, most], { exitCode: 2 })
      : new UnrollError('configuration.whole', [slider, least, most, value], { exitCode: 2 });
  }
}

/** Sees a recurrent network after `step` updates, and every time step of its reading of the example. */
export type Look = (
  cell: PlaygroundCell,
  step: number,
  reading: { readonly network: ReferenceNetwork; readonly steps: readonly NetworkStep[] },
) => void;

interface PlaygroundRun {
  readonly cell: PlaygroundCell;
  readonly ports: NetworkPorts;
  readonly learner: Learner;
  readonly configuration: Configuration;
  /** The same sequences for all. */
  readonly data: Random;
  seconds: number;
}

/**
 * Trains small networks side by side on a generated task, such as the adding problem (Hochreiter and Schmidhuber 1997): 64 hidden units, 32 new sequences an update,
 * Adam, gradient threshold 1. They take turns, so that their curves grow together; each ends when it has solved the task.
 * @param emit hears everything, in order
 * @param interrupted looked at between updates
 * @param look sees how each network reads the example, at the start and at its end
 * @throws UnrollError when a length, number of steps or choice of cells is out of range
 */
export function runPlayground(
  request: PlaygroundRequest,
  emit: (event: PlaygroundEvent) => void,
  interrupted: () => boolean = () => false,
  look: Look = () => undefined,
): void {
  const { task: name, cells, steps, seed } = request;
  checkNumbers(request);
  if (!Number.isInteger(steps) || steps < EVERY || steps > MAX_PLAYGROUND_STEPS)
    throw new UnrollError('playground.steps', [EVERY, MAX_PLAYGROUND_STEPS], { exitCode: 2 });
  const chosen = PLAYGROUND_CELLS.filter((cell) => cells.includes(cell));
  if (chosen.length === 0) throw new UnrollError('playground.cells', [PLAYGROUND_CELLS.join(', ')], { exitCode: 2 });
  const task = taskOf(request);
  const fixed = new Random(99, `${name} test`);
  const sequences = Array.from({ length: TEST_WINDOWS * STREAMS }, () => task.problem.sequence(fixed));
  const test: Test = {
    windows: Array.from({ length: TEST_WINDOWS }, (_, i) => windowOf(task.problem, sequences.slice(i * STREAMS, (i + 1) * STREAMS))),
    source: sequences[0]!.source ? meanSource(sequences) : undefined,
    width: Math.max(task.problem.symbols.length, answersOf(sequences)),
  };
  const depth = sliderValue(request, 'depth')!;
  const shown = drawWindow(task.problem, 1, new Random(seed, `${name} example`));
  const { solvedBelow } = task;
  emit({
    type: 'begin',
    request: { ...request, cells: chosen },
    chance: task.problem.chance,
    solvedBelow,
    hidden: HIDDEN,
    streams: STREAMS,
    example: example(task.problem, shown),
  });
  const runs = new Set<PlaygroundRun>();
  try {
    for (const cell of chosen) runs.add(startRun(cell, task, test.width, { seed, depth, name }));
    for (const each of runs) {
      emit(point(each, 0, test).event);
      for (const event of flow(each, 0, task, shown, look)) emit(event);
    }
    for (let step = EVERY; step <= steps && runs.size > 0; step += EVERY)
      for (const each of runs) {
        const started = performance.now();
        for (let i = 0; i < EVERY; i++) {
          if (interrupted()) {
            emit({ type: 'done', stopped: true });
            return;
          }
          each.learner.step(drawWindow(task.problem, STREAMS, each.data), each.configuration.learningRate);
        }
        each.seconds += (performance.now() - started) / 1000;
        const { event: now, scores } = point(each, step, test);
        if (!Number.isFinite(now.loss)) emit({ type: 'diverged', cell: each.cell, step });
        else emit(now);
        const solved = solvedBelow === null ? Number.isFinite(now.loss) && task.definition.solved(scores) : now.loss < solvedBelow;
        if (Number.isFinite(now.loss) && (solved || step + EVERY > steps)) for (const event of flow(each, step, task, shown, look)) emit(event);
        if (solved) emit({ type: 'solved', cell: each.cell, step });
        if (!solved && Number.isFinite(now.loss)) continue;
        each.learner.dispose();
        runs.delete(each);
      }
    emit({ type: 'done', stopped: false });
  } finally {
    for (const { learner } of runs) learner.dispose();
  }
}

/** What every network is judged by. */
interface Test {
  readonly windows: readonly Window[];
  /** Mean nats of the best possible answers, where they are not certain. */
  readonly source: number | undefined;
  /** Symbols that are read or answered. */
  readonly width: number;
}

function portsOfProblem({ realInputs, symbols }: Problem, width: number, configuration: Configuration): NetworkPorts {
  if (realInputs) return realPorts(realInputs, 1);
  return { ...languagePorts(configuration, symbols.length), heads: [{ name: 'head', width, loss: configuration.output }] };
}

function startRun(
  cell: PlaygroundCell,
  { problem, rate }: Task,
  width: number,
  { seed, depth, name }: { seed: number; depth: number; name: string },
): PlaygroundRun {
  const network = PLAYGROUND_NETWORKS[cell];
  const asked = {
    ...{ hidden: HIDDEN, layers: depth, embedding: 0, batchSize: STREAMS, sequenceLength: problem.steps, clip: 1, dropout: 0, threads: 1, seed },
    ...network,
    ...(rate === undefined ? {} : { learningRate: rate }),
  };
  const configuration = completeArchitecture({ ...BASE_CONFIGURATION, ...asked }, network);
  const ports = portsOfProblem(problem, width, configuration);
  return {
    cell,
    configuration,
    ports,
    learner: createLearner({ configuration, ports, memoryLimit: MEMORY_LIMIT }),
    data: new Random(seed, name),
    seconds: 0,
  };
}

function point(
  { cell, learner, seconds }: PlaygroundRun,
  step: number,
  { windows, source }: Test,
): { event: Extract<PlaygroundEvent, { type: 'point' }>; scores: TaskScores } {
  // Every window begins at a zero state.
  let [nats, characters, correct] = [0, 0, 0];
  for (const window of windows) {
    const result = learner.evaluate([window], STREAMS)!;
    nats += result.nats;
    characters += result.characters;
    correct += result.correct;
  }
  const [loss, accuracy] = [nats / characters, correct / characters];
  const scores = { loss, accuracy, bitsPerCharacter: loss / Math.LN2, ...(source === undefined ? {} : { excess: loss - source }) };
  const symbols = windows[0]!.targets instanceof Int32Array;
  return { event: { type: 'point', cell, step, loss, ...(symbols ? { accuracy } : {}), seconds }, scores };
}

/** The product of Jacobians of the top layer from the sequence's last state back to its first. */
function flow({ cell, learner, configuration, ports }: PlaygroundRun, step: number, task: Task, { inputs }: Window, look: Look): PlaygroundEvent[] {
  const network = new ReferenceNetwork(sliding(configuration), ports, toFloat64(learner.readWeights()));
  // What has no state has no gradient between states: convolution, attention.
  if (!network.layers.every((layer) => layer.jacobian)) return [];
  const steps: NetworkStep[] = [];
  let state = network.zeroState();
  for (let t = 0; t < task.problem.steps; t++) {
    const { realInputs } = task.problem;
    const input = realInputs ? Float64Array.from(inputs.subarray(t * realInputs, (t + 1) * realInputs)) : inputs[t]!;
    const next = network.forward(input, state);
    state = next.state;
    steps.push(next);
  }
  look(cell, step, { network, steps });
  const last = task.problem.steps - 1;
  const lags = [...new Set([1, 2, 5, 10, 20, 30, 50, 75, 100, 150, last])].filter((lag) => lag <= last).sort((a, b) => a - b);
  const { norms } = gradientFlow({ network, symbols: [], steps }, spectra(network), lags, [last]);
  return [{ type: 'flow', cell, step, lags, norms: norms.at(-1)! }];
}

function example({ realInputs, symbols }: Problem, { inputs, targets, steps }: Window): PlaygroundExample {
  if (!realInputs) return { task: 'symbols', symbols, inputs: [...inputs], answers: [...targets] };
  const places = Array.from({ length: steps }, (_, t) => t);
  const numbers = places.map((t) => inputs[t * ADDING_INPUTS]!);
  return { task: 'adding', numbers, marks: places.filter((t) => inputs[t * ADDING_INPUTS + 1] === 1), answer: targets[steps - 1]! };
}
