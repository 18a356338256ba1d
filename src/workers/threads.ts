import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SpawnFollower } from '../network/follower';
import type { Configuration } from '../protocol/configuration';

/** Starts followers by the script at `path` (dist/follower.js). They do not keep the process alive. */
export function followerScript(path: string): SpawnFollower {
  return (request) => {
    const worker = new Worker(path, { workerData: request });
    // It has told the others through shared memory; they raise the error.
    worker.on('error', () => undefined);
    worker.unref();
    return { terminate: () => void worker.terminate() };
  };
}

/** A configuration with its number of threads decided: all cores but one, which is left to the editor, and no more than streams. */
export function withThreads(configuration: Configuration): Configuration {
  if (configuration.threads > 0) return configuration;
  return { ...configuration, threads: Math.max(1, Math.min(availableParallelism() - 1, configuration.batchSize)) };
}
