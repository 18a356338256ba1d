import type { SyntheticTaskId } from '../../protocol/tasks';
import * as tasks from './generated';
import type { SyntheticDefinition } from './problem';

/** All generated tasks, by id. */
export const SYNTHETIC = Object.fromEntries(Object.values(tasks).map((task) => [task.id, task])) as Readonly<
  Record<SyntheticTaskId, SyntheticDefinition>
>;
