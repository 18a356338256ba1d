import { CONTROL } from '../protocol/trainer-messages';
import { jobKey, type ZooJob, type ZooResult } from './job';
import { runJob } from './run-job';
import type { ZooSurroundings } from './text-study';

/** What happens while a zoo runs: a job begins, or it has measured something. */
export type ZooStep =
  | { readonly type: 'job'; readonly index: number; readonly total: number; readonly key: string }
  | { readonly type: 'result'; readonly result: ZooResult };

/** Jobs that can be done: those on texts need one. */
export const possibleJobs = (jobs: readonly ZooJob[], text: string | undefined): ZooJob[] =>
  jobs.filter((job) => job.kind === 'task' || text !== undefined);

/**
 * Does the jobs whose results are not known, one at a time; whoever asks for the next step decides when it begins. Ends when the control says stop, or before
 * the first job that would begin after `until`.
 * @param known results by jobs' keys; looked at before every job
 * @param until by `now()` of the surroundings, milliseconds
 */
export function* runZoo(
  jobs: readonly ZooJob[],
  known: ReadonlyMap<string, ZooResult>,
  surroundings: ZooSurroundings,
  until: number,
): Generator<ZooStep> {
  const possible = possibleJobs(jobs, surroundings.text);
  for (const [index, job] of possible.entries()) {
    const key = jobKey(job);
    if (known.has(key)) continue;
    if (surroundings.control() === CONTROL.stop || surroundings.now() >= until) return;
    yield { type: 'job', index, total: possible.length, key };
    const result = runJob(job, surroundings);
    // A job that was stopped has measured nothing.
    if (surroundings.control() === CONTROL.stop) return;
    yield { type: 'result', result };
  }
}
