import type { Configuration } from './configuration';
import type { EvaluationEvent, TrainingEvent } from './training-events';

export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** What the panel knows of a run. */
export interface RunInfo {
  readonly runId: string;
  readonly name: string;
  readonly state: RunState;
  readonly configuration: Configuration;
  readonly totalSteps: number;
  readonly error?: string;
}

/** host -> page. On show the host sends `hydrate` with everything so far (thinned to at most 4096 steps a run), then `delta` at most ten times a second. */
export type PanelMessage =
  | { type: 'hydrate'; runs: { info: RunInfo; events: TrainingEvent[]; baselines: Baseline[] }[]; selected: string | null; locale: string }
  | { type: 'delta'; runId: string; info: RunInfo; events: TrainingEvent[] }
  | { type: 'select'; runId: string };

export interface Baseline {
  readonly name: string;
  readonly bitsPerCharacter: number;
}

/** page -> host. */
export type PanelRequest =
  | { type: 'ready' }
  | { type: 'command'; command: 'stop' | 'pause' | 'resume' | 'continue' | 'sample' | 'train'; runId: string | null }
  | { type: 'select'; runId: string }
  | { type: 'export'; format: 'csv' | 'png' | 'svg'; name: string /** Text, or base64 for png. */; content: string }
  | { type: 'openGuide'; anchor: string };

export type { EvaluationEvent };
