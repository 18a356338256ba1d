/** Scores that networks are compared by on a task: right answers, targets written exactly, root mean squared error, nats above those of the source. */
export const SCORES = ['accuracy', 'exactMatch', 'rmse', 'excess'] as const;
export type ScoreName = (typeof SCORES)[number];

/** What a task is judged by, where that is not its loss. */
export interface TaskMeasure {
  /** Its name among the scores of the test part, or of the evaluations where a task has no test part. */
  readonly score: ScoreName;
  readonly better: 'higher' | 'lower';
}
