import { createLearner } from '../network/create';
import type { Learner } from '../network/learner';
import type { Configuration } from '../protocol/configuration';
import type { PreparedTask, Task } from '../tasks/task';

/** A network that learns a task, looked at from time to time. */
export interface TaskLook {
  readonly step: number;
  readonly task: PreparedTask;
  readonly learner: Learner;
  readonly final: boolean;
}

/**
 * Trains on the thread that calls, at a constant learning rate, for `configuration.steps` updates.
 * @param every updates between two looks; looks at the start and at the end come as well
 */
export function taskLesson(task: Task, configuration: Configuration, every: number, look: (at: TaskLook) => void): void {
  const prepared = task.prepare({ configuration, note: () => undefined });
  const own = prepared.createLearner?.({ configuration: prepared.configuration, interrupted: () => false });
  const learner = own ?? createLearner({ configuration: prepared.configuration, ports: prepared.network });
  const { steps, learningRate } = configuration;
  for (let step = 0; step <= steps; step++) {
    if (step > 0) learner.step(prepared.window(step - 1), learningRate);
    if (step % every === 0 || step === steps) look({ step, task: prepared, learner, final: step === steps });
  }
  learner.dispose();
}
