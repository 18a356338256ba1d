import type { Configuration } from './configuration';
import type { DataTask, DataTaskId, ForecastLoss } from './data-task';

/**
 * What a run's loss counts.
 * - nats: -log p of the next character
 * - answerNats: -log p of the right class
 * - logistic: cross-entropy of every output of its own, summed
 * - halfSquares: half the squared errors of all outputs, summed
 * - squaredError, absoluteError, quantileError: of a forecast, on the scaled series
 */
export type LossMeasure = 'nats' | 'answerNats' | 'logistic' | 'halfSquares' | 'squaredError' | 'absoluteError' | 'quantileError';

const OUTPUT_MEASURES = { softmax: 'nats', sigmoid: 'logistic', squared: 'halfSquares' } as const;
const FORECAST_MEASURES = { squared: 'squaredError', absolute: 'absoluteError', quantile: 'quantileError' } as const;
const TASK_MEASURES: Readonly<Record<DataTaskId, (loss: ForecastLoss) => LossMeasure>> = {
  classification: () => 'answerNats',
  forecast: (loss) => FORECAST_MEASURES[loss],
  pairs: () => 'nats',
};

/** What a run learns, as far as its loss depends on it. */
export interface LossTask {
  readonly task?: DataTaskId;
  /** Of a forecast; squared errors if not given. */
  readonly forecastLoss?: ForecastLoss;
}

/** The same of a task as a run keeps it. */
export function lossTask(task: DataTask | undefined): LossTask {
  return task ? { task: task.id, ...(task.options.loss ? { forecastLoss: task.options.loss } : {}) } : {};
}

/** What the loss of a run counts: of a task on data its own loss, of a language model that of its outputs. */
export function lossMeasure({ output }: Pick<Configuration, 'output'>, { task, forecastLoss = 'squared' }: LossTask = {}): LossMeasure {
  return task ? TASK_MEASURES[task](forecastLoss) : OUTPUT_MEASURES[output];
}

/** Whether a language model's loss is -log p of what came next, so that it can be shown in nats, bits or as a perplexity. */
export function isInNats(configuration: Pick<Configuration, 'output'>): boolean {
  return lossMeasure(configuration) === 'nats';
}
