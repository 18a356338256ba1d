/**
 * Tasks on sequences that are generated: no file is read. Each is the file of its name in src/tasks/synthetic/; `node scripts/settings.mjs` makes the list of
 * their definitions from these names.
 */
export const SYNTHETIC_TASKS = ['copy', 'selective-copy', 'recall', 'parity', 'modulo', 'dyck', 'adding', 'reverse', 'digits'] as const;
/** Tasks of the playground: first those that ask for memory alone. A task that is not here has no page in the playground. */
export const PLAYGROUND_TASKS = [
  'adding',
  'copy',
  'selective-copy',
  'recall',
  'parity',
  'modulo',
  'dyck',
  'reverse',
  'digits',
] as const satisfies readonly SyntheticTaskId[];
export type PlaygroundTask = (typeof PLAYGROUND_TASKS)[number];
/** Tasks on data of a file or a folder. */
const DATA_TASKS = ['language-model', 'classification', 'forecast', 'pairs'] as const;
export const TASKS = [...DATA_TASKS, ...SYNTHETIC_TASKS] as const;

export type SyntheticTaskId = (typeof SYNTHETIC_TASKS)[number];
export type TaskId = (typeof TASKS)[number];

/** Numbers that a generated task may be varied by; which of them a task reads, its definition says. */
export const TASK_PARAMETERS = ['length', 'delay', 'pairs', 'modulus', 'kinds'] as const;
export type TaskParameter = (typeof TASK_PARAMETERS)[number];
export type TaskParameters = Partial<Record<TaskParameter, number>>;

export function isSynthetic(task: TaskId): task is SyntheticTaskId {
  return (SYNTHETIC_TASKS as readonly string[]).includes(task);
}
