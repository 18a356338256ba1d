import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FollowerRequest, SpawnFollowers } from '../network/follower';
import type { StartSecondThread } from '../network/second-thread';
import { offerSecondThread } from '../network/spread-kernels';
import { FAILURE, ThreadHealth } from '../network/thread-health';
import { UnrollError } from '../protocol/error';

/** Megabytes of a follower's heap, which holds next to nothing: what networks take is not in it. */
const HEAP = 128;

/** What the thread that looks after the further threads of a learner is started with. */
export interface SupervisorRequest {
  /** Script of both, dist/follower.js. */
  readonly script: string;
  readonly followers: readonly FollowerRequest[];
}

/**
 * Starts followers by the script at `path` (dist/follower.js). The first thread of a learner sleeps in Atomics.wait, where it hears of no event: a thread
 * in between, whose event loop is free, starts them and puts down at once when one of them dies. None of them keeps the process alive.
 */
export function followerScript(path: string): SpawnFollowers {
  return (followers) => {
    if (!existsSync(path)) throw new UnrollError('training.thread.start');
    const request: SupervisorRequest = { script: path, followers };
    const supervisor = new Worker(path, { workerData: request });
    // What goes wrong with it shows in the threads that do not come up or get on.
    supervisor.on('error', () => undefined);
    supervisor.unref();
    return { terminate: () => void supervisor.terminate() };
  };
}

/** The supervisor's thread: starts the followers, and puts down why one has ended. */
export function supervise({ script, followers }: SupervisorRequest): void {
  for (const request of followers) {
    const health = new ThreadHealth(request.health, request.threads);
    const follower = new Worker(script, { workerData: request, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
    follower.on('error', (error: NodeJS.ErrnoException) => {
      health.fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? FAILURE.memory : FAILURE.error);
    });
    // After the command to exit as well, when nobody looks any more.
    follower.on('exit', () => health.fail(FAILURE.exit));
  }
}

/** Lets the predictions of this thread's large networks use a second core, where there is one. `path`: script of the second thread, dist/follower.js */
export function offerSecondCore(path: string): void {
  if (availableParallelism() > 1 && existsSync(path)) offerSecondThread(secondThreadScript(path));
}

/** Starts the second thread of predictions by the script at `path`. It does not keep the process alive. */
export function secondThreadScript(path: string): StartSecondThread {
  return (request) => {
    const thread = new Worker(path, { workerData: request, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
    const health = new ThreadHealth(request.health, 2);
    thread.on('error', () => health.fail(FAILURE.error));
    thread.on('exit', () => health.fail(FAILURE.exit));
    thread.unref();
    return (attachment) => thread.postMessage(attachment);
  };
}
