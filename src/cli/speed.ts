import { createLearner } from '../network/create';
import { createInference } from '../network/inference';
import type { Learner, Window } from '../network/learner';
import { Random } from '../network/random';
import type { Configuration } from '../protocol/configuration';
import type { WorkSplit } from '../protocol/training-events';
import { followerScript } from '../workers/threads';
import type { Case } from './presets/speed-cases';

function windows({ configuration: { sequenceLength: T, batchSize: B }, vocabularySize }: Case): Window[] {
  const random = new Random(1, 'bench');
  const symbols = () => Int32Array.from({ length: T * B }, () => random.nextUint32() % vocabularySize);
  return Array.from({ length: 8 }, (_, i) => ({ inputs: symbols(), targets: symbols(), steps: T, resetState: i === 0 }));
}

/** A learner that trains for slices of time and tells its speed. `follower`: script of its further threads. */
export class TrainingSpeed {
  private readonly learner: Learner;
  private readonly windows: Window[];
  private next = 0;
  readonly backend: string;
  readonly threads: number;

  constructor(
    private readonly example: Case,
    threads: number,
    follower: string,
    backend: Configuration['backend'] = 'auto',
    split?: WorkSplit,
  ) {
    const configuration = { ...example.configuration, threads, backend };
    const options = { configuration, ports: example.vocabularySize, ...(split ? { split } : {}) };
    this.learner = createLearner(options, { spawn: followerScript(follower) });
    this.backend = this.learner.backend;
    this.threads = this.learner.threads;
    this.windows = windows(example);
    this.slice(0.3);
  }

  /** Characters per second over about `seconds`. */
  slice(seconds: number): number {
    const { sequenceLength: T, batchSize: B } = this.example.configuration;
    const started = performance.now();
    let count = 0;
    let now = started;
    do {
      this.learner.step(this.windows[this.next++ % this.windows.length]!, 1e-3);
      count += T * B;
      now = performance.now();
    } while (now - started < 1000 * seconds);
    return (1000 * count) / (now - started);
  }

  get memoryBytes(): number {
    return this.learner.memoryBytes;
  }

  dispose(): void {
    this.learner.dispose();
  }
}

/** Predictions one character at a time, softmax included: microseconds a character over about `seconds`. */
export class InferenceSpeed {
  private readonly network;
  private readonly state;
  private readonly out;
  private symbol = 1;

  constructor({ configuration: own, vocabularySize }: Case, backend: Configuration['backend'] = 'auto', threads: 1 | 2 = 2) {
    const configuration = { ...own, backend };
    const learner = createLearner({ configuration: { ...configuration, batchSize: 1, threads: 1 }, ports: vocabularySize });
    this.network = createInference(configuration, vocabularySize, learner.readWeights(), threads);
    this.state = this.network.createState();
    this.out = new Float32Array(vocabularySize);
    this.slice(0.2);
  }

  slice(seconds: number): number {
    const started = performance.now();
    let count = 0;
    let now = started;
    do {
      for (let i = 0; i < 16; i++) {
        this.network.advance(this.state, this.symbol, this.out);
        this.symbol = (this.symbol + 7) % this.out.length;
      }
      count += 16;
      now = performance.now();
    } while (now - started < 1000 * seconds);
    return (1000 * (now - started)) / count;
  }
}
