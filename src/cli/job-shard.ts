import { UnrollError } from '../protocol/error';

/** Shard k of n, from 1, as `k/n` says it: every n-th job. All shards together are all jobs, each once. @throws UnrollError for a shard that there is not */
export function shardOf<Job>(jobs: readonly Job[], shard: string): Job[] {
  const [, k, n] = /^(\d+)\/(\d+)$/.exec(shard)?.map(Number) ?? [];
  if (!k || !n || k > n) throw new UnrollError('share.form', [shard], { exitCode: 2 });
  return jobs.filter((_, i) => i % n === k - 1);
}
