import { createLearner } from '../network/create';
import { createInference } from '../network/inference';
import { describeKind } from '../network/layers/descriptions';
import type { InferenceNetwork, Learner } from '../network/learner';
import type { Architecture } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { architectureOf, kindsOf } from '../protocol/kinds';
import type { Tensors } from '../protocol/model';

/** Symbols that one update learns, and those before them that its state is warmed up on. */
export const SEGMENT = 16;
export const CONTEXT = 32;
/** Learning rate of Adam. */
const RATE = 1e-3;
/** Share of the way back to the trained weights after every update. */
const DECAY = 0.002;
/** How much larger the copy's running loss may become. */
const PATIENCE = 1.01;
/** Characters after which a running loss has forgotten two thirds. */
const MEMORY = 500;

/**
 * Dynamic evaluation (Krause, Kahembwe, Murray and Renals 2018): a copy of a trained network that goes on learning from what is typed, by truncated
 * backpropagation on short segments, drawn back to the trained weights: θ ← θ + γ (θ₀ - θ). Both networks tell every character; when the copy's running
 * loss becomes the larger one, it begins again from the trained weights.
 */
export class DynamicEvaluation {
  /** The copy, to predict with. */
  readonly network: InferenceNetwork;
  private learner: Learner;
  private readonly losses = { trained: 0, copy: 0 };
  private untouched = true;

  constructor(
    private readonly architecture: Architecture,
    private readonly vocabularySize: number,
    private readonly trained: Tensors,
  ) {
    this.learner = this.create();
    this.network = createInference(architecture, vocabularySize, trained);
  }

  private create(): Learner {
    const configuration = {
      ...BASE_CONFIGURATION,
      ...architectureOf(this.architecture),
      sequenceLength: CONTEXT + SEGMENT,
      batchSize: 1,
      optimizer: 'adam' as const,
      learningRate: RATE,
      beta2: 0.99,
      clip: 1,
      dropout: 0,
      threads: 1,
    };
    return createLearner({ configuration, ports: this.vocabularySize, weights: this.trained });
  }

  /** The vanilla RNN with tanh becomes worse by it. */
  static suits(architecture: Architecture): boolean {
    return kindsOf(architecture).every((kind) => describeKind(kind).dynamicEvaluation?.(architecture) ?? true);
  }

  /** Learns from a text's newest symbols: a context, and the `fresh` last ones, which are to be predicted. Unknown ones are -1. */
  learn(symbols: Int32Array, fresh: number): void {
    const steps = symbols.length - 1;
    if (steps < 1 || fresh < 1) return;
    const targets = symbols.slice(1);
    targets.fill(-1, 0, Math.max(0, steps - fresh));
    const result = this.learner.step({ inputs: symbols.slice(0, -1), targets, steps, resetState: true }, RATE);
    if (!result || !Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm)) return;
    const weights = this.learner.readWeights();
    for (const [name, { data }] of weights) {
      const origin = this.trained.get(name)!.data;
      for (let i = 0; i < data.length; i++) data[i]! += DECAY * (origin[i]! - data[i]!);
    }
    this.learner.writeWeights(weights);
    this.network.writeWeights(weights);
    this.untouched = false;
  }

  /** Whether the copy differs from the trained network. */
  get hasLearnt(): boolean {
    return !this.untouched;
  }

  /** Notes what both networks gave a typed symbol. True when the copy had become the worse one and has been rolled back. */
  compare(trained: number, copy: number): boolean {
    if (this.untouched) return false;
    this.losses.trained += (-Math.log(trained) - this.losses.trained) / MEMORY;
    this.losses.copy += (-Math.log(copy) - this.losses.copy) / MEMORY;
    if (this.losses.copy <= PATIENCE * this.losses.trained) return false;
    this.rollBack();
    return true;
  }

  /** Back to the trained weights, as if nothing had been typed. */
  rollBack(): void {
    if (this.untouched) return;
    this.learner.dispose();
    this.learner = this.create();
    this.network.writeWeights(this.trained);
    this.losses.copy = 0;
    this.losses.trained = 0;
    this.untouched = true;
  }
}
