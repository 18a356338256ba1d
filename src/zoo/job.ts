import type { Overrides } from '../protocol/defaults';
import type { SyntheticTaskId, TaskParameters } from '../protocol/tasks';

/** One training or measurement that verdicts rest on. Jobs with the same key are the same job. */
export type ZooJob = TaskJob | TextJob | FlowJob;

interface CommonJob {
  readonly seed: number;
  /** Options of the network and of its training, beside the recipe's. */
  readonly options: Overrides;
}

/** A network trained on a generated task. */
export interface TaskJob extends CommonJob {
  readonly kind: 'task';
  readonly task: SyntheticTaskId;
  readonly parameters: TaskParameters;
  readonly steps: number;
}

/** A network trained on the text by the protocol of the study: 32 streams, 64 time steps, Adam 2e-3, threshold 5, 490 updates. */
export interface TextJob extends CommonJob {
  readonly kind: 'text';
}

/** ‖∂s_t/∂s_k‖ or ‖∂logits_t/∂x_k‖ of a network by the distance t - k, freshly initialised or after the text protocol. */
export interface FlowJob extends CommonJob {
  readonly kind: 'flow';
  readonly trained: boolean;
  /** The last layer's own states unless said otherwise; the states of all layers; the logits by the characters. */
  readonly measure?: 'states' | 'logits';
}

/** Distances at which gradient flow is measured. */
export const FLOW_LAGS = [1, 10, 20, 40, 80] as const;
/** Distances at which it is measured how much the logits listen to a character: around the ends of what the networks of the verdicts see. */
export const LOGIT_LAGS = [5, 30, 31, 40, 63, 64, 80] as const;

/** What a job has measured: plain numbers that survive JSON, equal bit for bit wherever it runs on the same backend; `seconds` apart. */
export interface ZooResult {
  readonly key: string;
  /** Update at which the task counted as learnt; null = not within the steps. */
  readonly solvedAt?: number | null;
  readonly bestAccuracy?: number;
  /** By length: accuracy of the last answer. */
  readonly generalization?: Readonly<Record<string, number>>;
  /** By length: share of closing brackets whose kind is right. */
  readonly closers?: Readonly<Record<string, number>>;
  /** Mean training loss of updates 391 to 490, nats a character. */
  readonly loss?: number;
  /** log10 of the norms and of their bounds by FLOW_LAGS (of logits by LOGIT_LAGS); null where exactly 0 or not defined. */
  readonly norms?: readonly (number | null)[];
  readonly bounds?: readonly (number | null)[];
  readonly seconds: number;
}

/** Identifies a job in a record: everything that its result depends on. */
export function jobKey(job: ZooJob): string {
  const options = Object.entries(job.options)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const own =
    job.kind === 'task'
      ? [job.task, ...Object.entries(job.parameters).map(([name, value]) => `${name}=${value}`), `steps=${job.steps}`]
      : job.kind === 'flow'
        ? [job.trained ? 'trained' : 'fresh', ...(job.measure ? [job.measure] : [])]
        : [];
  return [job.kind, ...own, ...options, `seed=${job.seed}`].join(' ');
}
