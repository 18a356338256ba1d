import { type FollowerRequest, runWorkerLoop, type SpawnFollowers } from '../network/follower';
import { FAILURE, ThreadHealth } from '../network/thread-health';
import { scope, type WebWorker } from '../platform/web/scope';
import type { FromThread, ToThread } from '../platform/web/thread';

/** trainer -> supervisor: start the further threads of a learner, or end them. */
type SupervisorMessage = { readonly learner: number; readonly followers?: readonly FollowerRequest[] };

/** The names of both threads, which run the script that this thread runs. */
export const FOLLOWER_THREADS = { supervisor: 'follower supervisor', follower: 'follower' } as const;

function startThread(name: string, data?: unknown): WebWorker {
  const worker = new scope.Worker(scope.location.href, { name: `unroll ${name}` });
  worker.postMessage({ start: name, data } satisfies ToThread);
  return worker;
}

/**
 * What starts the further threads of a learner in a page that is isolated from others; undefined elsewhere, where threads share no memory. A browser starts
 * no worker for a thread that sleeps in Atomics.wait: another one, which is up before that, does it.
 */
export async function webFollowers(): Promise<SpawnFollowers | undefined> {
  if (!scope.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return undefined;
  const supervisor = startThread(FOLLOWER_THREADS.supervisor);
  const isUp = await new Promise<boolean>((resolve) => {
    supervisor.onmessage = () => resolve(true);
    supervisor.onerror = () => resolve(false);
  });
  if (!isUp) return undefined;
  let learners = 0;
  const tell = (message: SupervisorMessage) => supervisor.postMessage({ message } satisfies ToThread);
  return (followers) => {
    const learner = learners++;
    tell({ learner, followers });
    return { terminate: () => tell({ learner }) };
  };
}

/** The supervisor's thread: starts followers, and puts down why one has ended. Returns what is to be called with every message. */
export function superviseFollowers(send: (message: unknown) => void): (message: unknown) => void {
  const learners = new Map<number, WebWorker[]>();
  send('up');
  return (message) => {
    const { learner, followers } = message as SupervisorMessage;
    if (followers) learners.set(learner, followers.map(startFollower));
    else {
      for (const worker of learners.get(learner) ?? []) worker.terminate();
      learners.delete(learner);
    }
  };
}

function startFollower(request: FollowerRequest): WebWorker {
  const health = new ThreadHealth(request.health, request.threads);
  const worker = startThread(FOLLOWER_THREADS.follower, request);
  worker.onerror = () => health.fail(FAILURE.error);
  worker.onmessage = ({ data }) => {
    const message = data as FromThread;
    if ('failed' in message) health.fail(FAILURE.error);
    // After the command to exit as well, when nobody looks any more.
    if ('exit' in message) health.fail(FAILURE.exit);
  };
  return worker;
}

/** A follower's thread: computes until it is asked to exit. */
export const runFollower = async (request: unknown): Promise<void> => runWorkerLoop(request as FollowerRequest);
