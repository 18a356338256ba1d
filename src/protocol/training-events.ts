import type { Configuration } from './configuration';
import type { DiagnosisEvent } from './diagnostics';
import type { MessageArgument, MessageId } from './error';
import type { TaskMeasure } from './task-measure';
import type { TaskReport } from './task-report';

/** What a training run tells; the CLI prints the first four as JSON lines, the panel draws all of them. */
export type TrainingEvent =
  | StartEvent
  | StepEvent
  | EvaluationEvent
  | DoneEvent
  | SampleEvent
  | WindowEvent
  | GradientEvent
  | AlarmEvent
  | NoteEvent
  | BudgetEvent
  | DiagnosisEvent
  | BaselineEvent
  | ReportEvent;

/**
 * How the threads of a training share its work: each takes some streams of the batch, through all layers, and has a gradient of its own; or each takes some
 * hidden units of every layer, for all streams, and they meet after every time step.
 */
export type WorkSplit = 'streams' | 'units';

export interface StartEvent {
  type: 'start';
  configuration: Configuration;
  parameters: number;
  vocabularySize: number;
  trainingCharacters: number;
  validationCharacters: number;
  /** What the task is judged by, where that is not the loss. */
  measure?: TaskMeasure;
  threads: number;
  /** Of more than one thread; missing in events of version 0.1, whose threads share streams. */
  split?: WorkSplit;
  backend: string;
  /** Why a faster backend did not serve, such as `native: there is no build for linux-x64`. */
  backendReason?: string;
}

/**
 * Statistics over all updates since the previous step event. Runs of up to a few thousand steps have an event for every step, longer ones about ten a
 * second. Missing in metrics that were written by version 0.1, whose events tell of single steps; there the ranges of merged events alone are known.
 */
export interface StepSpan {
  /** Updates that the event stands for; the counts of a run's events add up to its steps. */
  count?: number;
  /** Updates of these whose gradient was clipped. */
  clippedCount?: number;
  meanLoss?: number;
  /** Minimum and maximum. */
  lossRange?: [number, number];
  meanGradientNorm?: number;
  /** Minimum and maximum. */
  gradientNormRange?: [number, number];
}

export interface StepEvent extends StepSpan {
  type: 'step';
  /** Updates done, from 1. */
  step: number;
  /** Mean nats per character of this step alone, before its update. */
  loss: number;
  /** Of this step alone, before clipping. */
  gradientNorm: number;
  /** Share of the updates since the last event that were clipped. */
  clipped: number;
  learningRate: number;
  /** Mean over B and T of ‖h_t‖₂, per layer. */
  hiddenNorms: number[];
  charactersPerSecond: number;
  /** Seconds of training so far, pauses not counted. */
  seconds: number;
}

/** How well a network does on a part that it was not trained on. */
export interface TaskScores {
  /** Nats per character or answer; mean squared error where the answers are numbers. */
  loss: number;
  bitsPerCharacter: number;
  /** Share of characters or answers whose likeliest prediction is right; of numbers those within the task's tolerance. */
  accuracy: number;
  /** Mean over the classes of the share of their examples that are recognised. */
  macroRecall?: number;
  macroF1?: number;
  /** Share of targets that are written exactly as they should be. */
  exactMatch?: number;
  /** Nats above those of the source that drew the sequences: 0 = as good as possible. */
  excess?: number;
}

export interface EvaluationEvent extends TaskScores {
  type: 'evaluation';
  step: number;
}

/** What a finished run of a task tells beside the steps. */
export interface TaskResult {
  /** First evaluated step at which the task counted as learnt; null: never. */
  solvedAt?: number | null;
  /** Accuracy at other lengths than that of the training. */
  generalization?: Record<string, number>;
  /** Nats above those of the source at these lengths. */
  excess?: Record<string, number>;
  /** Share of closing brackets at these lengths whose kind is right, where there are several kinds. */
  closers?: Record<string, number>;
  /** On the validation part, of the model that is kept. */
  accuracy?: number;
  macroRecall?: number;
  /** On the test part. */
  test?: Record<string, number>;
  /** What needs no network reaches on the test part, by name. */
  baselines?: Record<string, Record<string, number>>;
  /** Which of several models of its kind a baseline is. */
  baselineNotes?: Record<string, string>;
}

export interface DoneEvent extends TaskResult {
  type: 'done';
  steps: number;
  seconds: number;
  bestStep: number;
  bestLoss: number;
  path: string | null;
  reason: 'budget' | 'stopped' | 'early' | 'diverged' | 'solved';
}

/** An event without what is only worth showing while it is the newest: as the run's folder keeps it, and a page that opens later gets it. */
export function withoutDetails(event: TrainingEvent): TrainingEvent {
  if (event.type !== 'diagnosis') return event;
  const { diagnosis } = event;
  return { ...event, diagnosis: { ...diagnosis, states: { ...diagnosis.states, activations: [] } } };
}

/** The state of a run that ended for this reason. */
export function stateAfter(reason: DoneEvent['reason']): 'done' | 'stopped' | 'failed' {
  if (reason === 'stopped') return 'stopped';
  return reason === 'diverged' ? 'failed' : 'done';
}

/** A live sample of text from the model. */
export interface SampleEvent {
  type: 'sample';
  step: number;
  text: string;
}

/** The current window of stream 0: its text and ‖h_t‖₂ (‖c_t‖₂ for LSTM) along its characters. */
export interface WindowEvent {
  type: 'window';
  step: number;
  text: string;
  /** [layer][t] */
  hiddenNorms: number[][];
  cellNorms?: number[][];
}

/** Gradient norm before clipping and update-to-weight ratio of every tensor. */
export interface GradientEvent {
  type: 'gradient';
  step: number;
  norms: Record<string, number>;
  /** What clipping of single values left; clipping by norm shortens all alike. */
  clippedNorms?: Record<string, number>;
  updateRatios: Record<string, number>;
}

/** The watchdog stopped the run: something is not finite. */
export interface AlarmEvent {
  type: 'alarm';
  step: number;
  /** 'loss', 'gradient' or a tensor's name. */
  tensor: string;
  /** Gradient norms of the last steps. */
  recentNorms: number[];
  learningRate: number;
  /** ρ(W) of every recurrent matrix of the last good weights. */
  spectralRadius: number[];
}

/** Something a person should know: validation left out, T shortened, ... */
export interface NoteEvent {
  type: 'note';
  id: MessageId;
  args: MessageArgument[];
  /** The sentence in the user's language, as the host hands it to the page. */
  text?: string;
}

/** What needs no network reaches on the same validation part. */
export interface BaselineEvent {
  type: 'baseline';
  name: string;
  bitsPerCharacter: number;
}

/** What a panel shows of a task beside its scores, of a part of the data that is not trained on. */
export interface ReportEvent {
  type: 'report';
  step: number;
  report: TaskReport;
}

/** A time budget has become a number of steps. */
export interface BudgetEvent {
  type: 'budget';
  step: number;
  steps: number;
}
