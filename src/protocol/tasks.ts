/** Tasks on sequences that are generated: no file is read. */
const SYNTHETIC_TASKS = ['copy', 'selective-copy', 'recall', 'parity', 'modulo', 'dyck', 'adding', 'reverse', 'digits'] as const;
/** Tasks on data of a file or a folder. */
const DATA_TASKS = ['language-model', 'classification', 'forecast', 'pairs'] as const;
export const TASKS = [...DATA_TASKS, ...SYNTHETIC_TASKS] as const;

export type SyntheticTaskId = (typeof SYNTHETIC_TASKS)[number];
export type TaskId = (typeof TASKS)[number];
