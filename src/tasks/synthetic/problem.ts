import type { Window } from '../../network/learner';
import type { Random } from '../../network/random';
import type { MessageId } from '../../protocol/error';
import type { TaskMeasure } from '../../protocol/task-measure';
import type { SyntheticTaskId, TaskParameter, TaskParameters } from '../../protocol/tasks';
import type { TaskScores } from '../../protocol/training-events';

/** One sequence of a generated task. */
export interface Sequence {
  /** Symbols [T], or real inputs [T, D]. */
  readonly inputs: Int32Array | Float32Array;
  /** Symbols [T], -1 where nothing is asked; with real inputs the numbers asked [T, answers], NaN where none is. */
  readonly targets: Int32Array | Float32Array;
  /** Nats of every target under the source that drew the sequence, where the best possible answer is not certain. */
  readonly source?: Float64Array;
}

/** A generated task with its numbers chosen. */
export interface Problem {
  /** T */
  readonly steps: number;
  /** A character for every symbol that is read or answered; none with real inputs. */
  readonly symbols: readonly string[];
  /** Width of real inputs; 0 = symbols. */
  readonly realInputs: number;
  /** Loss of the best answer without memory: nats, or squared error. */
  readonly chance: number;
  /** Symbols that an answer is chosen from, itself included; undefined where it is no such choice. Absent: the task has none. */
  readonly choices?: (answer: number) => readonly number[] | undefined;
  /** @param steps another length than T, for tasks that are asked whether they generalise */
  sequence(random: Random, steps?: number): Sequence;
}

/** Range and default of a number that a task may be varied by. */
export interface ParameterRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly usual: number;
}

/** A generated task: definition, defaults, what is known about it, and the lesson. One file each, and its name in SYNTHETIC_TASKS. */
export interface SyntheticDefinition {
  readonly id: SyntheticTaskId;
  readonly parameters: Partial<Readonly<Record<TaskParameter, ParameterRange>>>;
  problem(parameters: Readonly<Required<TaskParameters>>): Problem;
  /** Sequences made beforehand from which the batches are drawn; without it every batch is new. */
  readonly pool?: number;
  /** What networks are compared by; missing: the share of right answers. */
  readonly measure?: TaskMeasure;
  /** Whether scores on the test sequences count as solved. */
  solved(scores: TaskScores): boolean;
  /** Lengths at which a trained network is judged by its last answer, for tasks that ask for one everywhere: multiples of T. */
  readonly generalization?: readonly number[];
  /** What the study found that the defaults come from. */
  readonly verdict?: MessageId;
  readonly lesson?: MessageId;
}

/** Almost every answer is right. */
export const nearlyAllRight = ({ accuracy }: TaskScores): boolean => accuracy >= 0.99;

/** Sequences side by side, all of the same length, that begin at a zero state. */
export function windowOf(problem: Problem, sequences: readonly Sequence[]): Window {
  const streams = sequences.length;
  const width = Math.max(1, problem.realInputs);
  const { inputs: first, targets } = sequences[0]!;
  const steps = first.length / width;
  const answers = targets.length / steps;
  const window = {
    inputs: problem.realInputs ? new Float32Array(first.length * streams) : new Int32Array(first.length * streams),
    targets: problem.realInputs ? new Float32Array(targets.length * streams) : new Int32Array(targets.length * streams),
  };
  sequences.forEach((sequence, b) => {
    for (let t = 0; t < steps; t++) {
      for (let d = 0; d < width; d++) window.inputs[(t * streams + b) * width + d] = sequence.inputs[t * width + d]!;
      for (let d = 0; d < answers; d++) window.targets[(t * streams + b) * answers + d] = sequence.targets[t * answers + d]!;
    }
  });
  return { ...window, steps, resetState: true };
}

/** As many new sequences as there are streams. */
export function drawWindow(problem: Problem, streams: number, random: Random, steps?: number): Window {
  return windowOf(
    problem,
    Array.from({ length: streams }, () => problem.sequence(random, steps)),
  );
}
