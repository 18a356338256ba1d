import * as v from 'valibot';
import { configuration } from './configuration-schema';
import type { DiagnosisEvent } from './diagnostics';
import type { MessageArgument, MessageId } from './error';
import { immutable } from './immutable';
import { number, numbers } from './json-number';
import { taskMeasure } from './task-measure';
import { taskReport } from './task-report';

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

const WORK_SPLITS = ['streams', 'units'] as const;
/**
 * How the threads of a training share its work: each takes some streams of the batch, through all layers, and has a gradient of its own; or each takes some
 * hidden units of every layer, for all streams, and they meet after every time step.
 */
export type WorkSplit = (typeof WORK_SPLITS)[number];

export const startEvent = v.object({
  type: v.literal('start'),
  configuration,
  parameters: number,
  vocabularySize: v.number(),
  trainingCharacters: v.number(),
  validationCharacters: v.number(),
  /** What the task is judged by, where that is not the loss. */
  measure: v.optional(taskMeasure),
  threads: v.optional(v.number(), 1),
  /** Of more than one thread; missing in events of version 0.1, whose threads share streams. */
  split: v.optional(v.picklist(WORK_SPLITS)),
  backend: v.optional(v.string(), ''),
  /** Why a faster backend did not serve, such as `native: there is no build for linux-x64`. */
  backendReason: v.optional(v.string()),
});
export type StartEvent = v.InferOutput<typeof startEvent>;

/** Minimum and maximum. */
const range = v.optional(v.tuple([number, number]));
const stepSpan = {
  /** Updates that the event stands for; the counts of a run's events add up to its steps. */
  count: v.optional(v.number()),
  /** Updates of these whose gradient was clipped. */
  clippedCount: v.optional(v.number()),
  meanLoss: v.optional(number),
  lossRange: range,
  meanGradientNorm: v.optional(number),
  gradientNormRange: range,
};
const stepSpanObject = v.object(stepSpan);
/**
 * Statistics over all updates since the previous step event. Runs of up to a few thousand steps have an event for every step, longer ones about ten a
 * second. Missing in metrics that were written by version 0.1, whose events tell of single steps; there the ranges of merged events alone are known.
 */
export type StepSpan = v.InferOutput<typeof stepSpanObject>;

export const stepEvent = v.object({
  type: v.literal('step'),
  /** Updates done, from 1. */
  step: v.number(),
  /** Mean nats per character of this step alone, before its update. */
  loss: number,
  /** Of this step alone, before clipping. */
  gradientNorm: number,
  /** Share of the updates since the last event that were clipped. */
  clipped: number,
  learningRate: number,
  /** Mean over B and T of ‖h_t‖₂, per layer. */
  hiddenNorms: numbers,
  charactersPerSecond: number,
  /** Seconds of training so far, pauses not counted. */
  seconds: v.number(),
  ...stepSpan,
});
export type StepEvent = v.InferOutput<typeof stepEvent>;

const taskScores = {
  /** Nats per character or answer; mean squared error where the answers are numbers. */
  loss: number,
  bitsPerCharacter: number,
  /** Share of characters or answers whose likeliest prediction is right; of numbers those within the task's tolerance. */
  accuracy: number,
  /** Mean over the classes of the share of their examples that are recognised. */
  macroRecall: v.optional(number),
  macroF1: v.optional(number),
  /** Share of targets that are written exactly as they should be. */
  exactMatch: v.optional(number),
  /** Nats above those of the source that drew the sequences: 0 = as good as possible. */
  excess: v.optional(number),
};
const taskScoresObject = v.object(taskScores);
/** How well a network does on a part that it was not trained on. */
export type TaskScores = v.InferOutput<typeof taskScoresObject>;

export const evaluationEvent = v.object({ type: v.literal('evaluation'), step: v.number(), ...taskScores });
export type EvaluationEvent = v.InferOutput<typeof evaluationEvent>;

const byName = v.record(v.string(), number);
const taskResult = {
  /** First evaluated step at which the task counted as learnt; null: never. */
  solvedAt: v.optional(v.nullable(v.number())),
  /** Accuracy at other lengths than that of the training. */
  generalization: v.optional(byName),
  /** Nats above those of the source at these lengths. */
  excess: v.optional(byName),
  /** Share of closing brackets at these lengths whose kind is right, where there are several kinds. */
  closers: v.optional(byName),
  /** On the validation part, of the model that is kept. */
  accuracy: v.optional(number),
  macroRecall: v.optional(number),
  /** On the test part. */
  test: v.optional(byName),
  /** What needs no network reaches on the test part, by name. */
  baselines: v.optional(v.record(v.string(), byName)),
  /** Which of several models of its kind a baseline is. */
  baselineNotes: v.optional(v.record(v.string(), v.string())),
};
const taskResultObject = v.object(taskResult);
/** What a finished run of a task reports in addition to its steps. */
export type TaskResult = v.InferOutput<typeof taskResultObject>;

export const doneEvent = v.object({
  type: v.literal('done'),
  steps: v.number(),
  seconds: number,
  bestStep: v.number(),
  bestLoss: number,
  path: v.optional(v.nullable(v.string()), null),
  reason: v.picklist(['budget', 'stopped', 'early', 'diverged', 'solved']),
  ...taskResult,
});
export type DoneEvent = v.InferOutput<typeof doneEvent>;

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
export const sampleEvent = v.object({ type: v.literal('sample'), step: v.number(), text: v.string() });
export type SampleEvent = v.InferOutput<typeof sampleEvent>;

/** The current window of stream 0: its text and ‖h_t‖₂ (‖c_t‖₂ for LSTM) along its characters. */
export const windowEvent = v.object({
  type: v.literal('window'),
  step: v.number(),
  text: v.string(),
  /** [layer][t] */
  hiddenNorms: v.array(numbers),
  cellNorms: v.optional(v.array(numbers)),
});
export type WindowEvent = v.InferOutput<typeof windowEvent>;

/** Gradient norm before clipping and update-to-weight ratio of every tensor. */
export const gradientEvent = v.object({
  type: v.literal('gradient'),
  step: v.number(),
  norms: byName,
  /** What clipping of single values left; clipping by norm shortens all alike. */
  clippedNorms: v.optional(byName),
  updateRatios: byName,
});
export type GradientEvent = v.InferOutput<typeof gradientEvent>;

/** The watchdog stopped the run: something is not finite. */
export const alarmEvent = v.object({
  type: v.literal('alarm'),
  step: v.number(),
  /** 'loss', 'gradient' or a tensor's name. */
  tensor: v.string(),
  /** Gradient norms of the last steps. */
  recentNorms: v.optional(numbers, []),
  learningRate: number,
  /** ρ(W) of every recurrent matrix of the last good weights. */
  spectralRadius: v.optional(numbers, []),
});
export type AlarmEvent = v.InferOutput<typeof alarmEvent>;

/** Something a person should know: validation left out, T shortened, ... */
export const noteEvent = v.object({
  type: v.literal('note'),
  id: v.custom<MessageId>((value) => typeof value === 'string'),
  args: v.optional(v.custom<MessageArgument[]>(Array.isArray), []),
  /** The sentence in the user's language, as the host hands it to the page. */
  text: v.optional(v.string()),
});
export type NoteEvent = v.InferOutput<typeof noteEvent>;

/** What needs no network reaches on the same validation part. */
export const baselineEvent = v.object({ type: v.literal('baseline'), name: v.string(), bitsPerCharacter: v.pipe(v.number(), v.finite()) });
export type BaselineEvent = v.InferOutput<typeof baselineEvent>;

/** What a panel shows of a task beside its scores, of a part of the data that is not trained on. */
export const reportEvent = v.object({ type: v.literal('report'), step: v.number(), report: immutable(taskReport) });
export type ReportEvent = v.InferOutput<typeof reportEvent>;

/** A time budget has become a number of steps. */
export interface BudgetEvent {
  type: 'budget';
  step: number;
  steps: number;
}
