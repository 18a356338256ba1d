import { FLOW_VERDICTS } from './flow-verdicts';
import { jobKey, type ZooJob, type ZooResult } from './job';
import { TASK_VERDICTS } from './task-verdicts';
import { TEXT_VERDICTS } from './text-verdicts';
import type { Judgement, Verdict } from './verdict';

export const VERDICTS: readonly Verdict[] = [...FLOW_VERDICTS, ...TASK_VERDICTS, ...TEXT_VERDICTS];

/** Every job of the verdicts once, in a fixed order: seed by seed, so that an early end leaves all verdicts with fewer seeds rather than some without any. */
export function zooJobs(seeds: number, verdicts: readonly Verdict[] = VERDICTS): ZooJob[] {
  const jobs = new Map<string, ZooJob>();
  for (let seed = 1; seed <= seeds; seed++)
    for (const verdict of verdicts)
      for (const make of Object.values(verdict.jobs)) {
        const job = make(seed);
        if (!jobs.has(jobKey(job))) jobs.set(jobKey(job), job);
      }
  return [...jobs.values()];
}

export interface JudgedVerdict extends Judgement {
  readonly verdict: Verdict;
  /** Seeds that all of its networks have been run with. */
  readonly seeds: number;
}

/** What the results say of each verdict; `holds` is undefined where a network has not been run. */
export function judgeZoo(results: readonly ZooResult[], seeds: number, verdicts: readonly Verdict[] = VERDICTS): JudgedVerdict[] {
  const byKey = new Map(results.map((result) => [result.key, result]));
  return verdicts.map((verdict) => {
    const series = Object.fromEntries(
      Object.entries(verdict.jobs).map(([name, make]) => [
        name,
        Array.from({ length: seeds }, (_, i) => byKey.get(jobKey(make(i + 1)))).filter((result) => result !== undefined),
      ]),
    );
    const run = Math.min(...Object.values(series).map(({ length }) => length));
    if (run === 0) return { verdict, seeds: 0, holds: undefined, measured: '' };
    return { verdict, seeds: run, ...verdict.judge(series) };
  });
}
