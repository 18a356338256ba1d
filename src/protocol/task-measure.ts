import * as v from 'valibot';
import { immutable } from './immutable';

/** Scores that networks are compared by on a task: right answers, targets written exactly, root mean squared error, nats above those of the source. */
export const SCORES = ['accuracy', 'exactMatch', 'rmse', 'excess'] as const;
export type ScoreName = (typeof SCORES)[number];

/** What a task is judged by, where that is not its loss. */
export const taskMeasure = immutable(
  v.object({
    /** Its name among the scores of the test part, or of the evaluations where a task has no test part. */
    score: v.picklist(SCORES),
    better: v.picklist(['higher', 'lower']),
  }),
);
export type TaskMeasure = v.InferOutput<typeof taskMeasure>;
