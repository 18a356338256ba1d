import { UnrollError } from '../protocol/error';

/** Share k of n, from 1, as `k/n` says it: every n-th job. All shares together are all jobs, each once. @throws UnrollError for a share that there is not */
export function shareOf<Job>(jobs: readonly Job[], share: string): Job[] {
  const [, k, n] = /^(\d+)\/(\d+)$/.exec(share)?.map(Number) ?? [];
  if (!k || !n || k > n) throw new UnrollError('share.form', [share], { exitCode: 2 });
  return jobs.filter((_, i) => i % n === k - 1);
}
