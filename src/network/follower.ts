import { instantiate } from '../kernels/web-assembly';
import type { Configuration } from '../protocol/configuration';
import { Barrier, waitForChange } from './barrier';
import { planLearner } from './kernel-learner';
import { COMMAND, Member, RATES, SHARED } from './member';

/** What a further thread of a learner is started with; all of it may be posted between threads. */
export interface FollowerRequest {
  readonly index: number;
  readonly threads: number;
  readonly build: string;
  readonly memory: WebAssembly.Memory;
  readonly configuration: Configuration;
  readonly vocabularySize: number;
  readonly realInputs: number;
  /** Int32Array of SHARED.words, Float64Array of the partial sums and rates. */
  readonly shared: SharedArrayBuffer;
  readonly partial: SharedArrayBuffer;
}

/** Starts the further threads of a learner. Given by whoever knows threads. */
export type SpawnFollower = (request: FollowerRequest) => { terminate(): void };

/** Runs what the first thread commands until it says exit. */
export function follow(request: FollowerRequest): void {
  const shared = new Int32Array(request.shared);
  const partial = new Float64Array(request.partial);
  try {
    const backend = instantiate(request.build, request.memory);
    const plan = planLearner(request.configuration, request.vocabularySize, request.realInputs, request.threads, backend.base);
    const barrier = new Barrier(shared, SHARED, request.threads);
    const member = new Member(
      backend,
      plan,
      request.configuration,
      request.index,
      shared,
      partial,
      () => barrier.wait(),
      () => false,
    );
    const rates = RATES(request.threads);
    for (let done = 0; ; done++) {
      waitForChange(shared, SHARED.commands, done, SHARED.failed);
      const command = shared[SHARED.command];
      const steps = shared[SHARED.steps]!;
      const reset = shared[SHARED.reset] === 1;
      if (command === COMMAND.exit) return;
      if (command === COMMAND.step) {
        const dropoutKey = request.configuration.dropout > 0 ? shared[SHARED.dropoutKey] : undefined;
        member.step(steps, reset, dropoutKey, { learningRate: partial[rates]!, updates: partial[rates + 1]! });
      } else member.evaluate(steps, shared[SHARED.streams]!, reset);
    }
  } catch (error) {
    Atomics.store(shared, SHARED.failed, 1);
    Atomics.notify(shared, SHARED.generation);
    throw error;
  }
}
