import type { Configuration } from './configuration';
import type { DataTaskId, ForecastLoss } from './data-task';
import type { RunGroup } from './experiments';
import type { PlaygroundRequest, PlaygroundTold } from './playground';
import type { FormPlan, FormValues, RunForm } from './run-form';
import type { TaskAnswer } from './task-report';
import type { TextReading } from './text-reading';
import type { TrainingEvent } from './training-events';
import type { WalkThrough } from './walk-through';

export const RUN_STATES = ['queued', 'running', 'paused', 'saving', 'done', 'stopped', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What the panel knows of a run. */
export interface RunInfo {
  readonly runId: string;
  readonly name: string;
  readonly state: RunState;
  readonly configuration: Configuration;
  readonly totalSteps: number;
  readonly error?: string;
  /** What it learns, if not to continue a text. */
  readonly task?: DataTaskId;
  /** What a forecast is fitted by, if not squared errors. */
  readonly forecastLoss?: ForecastLoss;
  /** The experiment that it belongs to. */
  readonly group?: RunGroup;
  /** Fingerprint of the text that it learns; runs with the same one can be compared. */
  readonly text?: string;
  /** The run whose weights it began with, where it did not begin anew. */
  readonly origin?: { readonly runId: string; readonly name: string };
  /** When it was asked for, ISO 8601. */
  readonly created?: string;
}

/** host -> page. On show the host sends `hydrate` with everything so far (thinned to at most 8192 events a run), then `delta` at most ten times a second. */
export type PanelMessage =
  | { type: 'hydrate'; runs: { info: RunInfo; events: TrainingEvent[] }[]; selected: string | null; locale: string }
  | { type: 'delta'; runId: string; info: RunInfo; events: TrainingEvent[] }
  | { type: 'select'; runId: string }
  /** Opens the comparison of an experiment (by its id) or of runs that were chosen. */
  | { type: 'compare'; group: string | null; runIds: string[] }
  /** Opens the unrolled graph of a run. */
  | { type: 'unroll'; runId: string }
  /** The answer to `read` of the page; null: no weights or nothing of the text is kept. */
  | { type: 'reading'; id: number; runId: string; reading: TextReading | null }
  /** The answer to `ask` of the page; null: no weights of the run are kept, or its task reads no typed text. */
  | { type: 'answer'; id: number; runId: string; answer: TaskAnswer | null }
  /** The cursor of the editor that is followed rests somewhere else. */
  | { type: 'cursor' }
  /** Opens a tab. */
  | { type: 'open'; tab: string }
  /** What is new of the playground for memory; `fresh`: another experiment begins. */
  | { type: 'playground'; fresh: boolean; events: PlaygroundTold[] }
  /** The form of a new run on a text; `open`: to be filled in now. */
  | { type: 'form'; form: RunForm; open: boolean }
  /** The answer to `plan` of the page. */
  | { type: 'plan'; id: number; plan: FormPlan }
  /** The answer to `walk` of the page; null: no weights of the run are kept. */
  | { type: 'walk'; id: number; runId: string; walk: WalkThrough | null };

export const PANEL_COMMANDS = [
  'stop',
  'pause',
  'resume',
  'continue',
  'sample',
  'train',
  'openSample',
  'stopAll',
  'compareArchitectures',
  'stepThrough',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];
export const EXPORT_FORMATS = ['csv', 'png', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What helps against an explosion. */
export const REMEDIES = ['threshold', 'learningRate', 'gates'] as const;
export type Remedy = (typeof REMEDIES)[number];

/** page -> host. */
export type PanelRequest =
  | { type: 'ready' }
  | { type: 'command'; command: PanelCommand; runId: string | null }
  | { type: 'select'; runId: string }
  /** Trains again what a run was trained on, with one thing changed, and compares both. */
  | { type: 'remedy'; runId: string; remedy: Remedy }
  | { type: 'export'; format: ExportFormat; name: string /** Text, or base64 for png. */; content: string }
  | { type: 'openGuide'; anchor: string }
  | { type: 'openTutorial'; section: string }
  /** Asks for a short text walked through by the run's network as it is now; null: the beginning of its training text; `cursor`: what stands at the cursor, if there is one. */
  | { type: 'walk'; id: number; runId: string; text: string | null; cursor: boolean }
  /** Has the page told when the cursor of the editor moves. */
  | { type: 'follow'; on: boolean }
  /** Frames the character in the text that is looked at: so many before the one behind the cursor; null: none. */
  | { type: 'mark'; runId: string; back: number | null }
  /** Colours the text by a hidden unit; both count from 0. */
  | { type: 'colourUnit'; runId: string | null; layer: number; unit: number }
  /** Shades the text by what a head of attention looks at from the cursor; both count from 0. */
  | { type: 'colourHead'; runId: string; layer: number; head: number }
  /** Asks how the run's network reads the end of its text. */
  | { type: 'read'; id: number; runId: string }
  /** Asks what would be trained with options of the form of a new run. */
  | { type: 'plan'; id: number; values: FormValues }
  /** Trains with the options of the form. */
  | { type: 'trainForm'; values: FormValues }
  /** Asks what the run's model answers to a text that somebody has typed. */
  | { type: 'ask'; id: number; runId: string; text: string }
  /** Opens the run's document at a line, from 1. */
  | { type: 'openLine'; runId: string; line: number }
  /** Starts the playground for memory; null stops it. */
  | { type: 'playground'; request: PlaygroundRequest | null };
