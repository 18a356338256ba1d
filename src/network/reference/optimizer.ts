import type { Configuration } from '../../protocol/configuration';
import { type Parameters, zerosLike } from './matrix';

export type OptimizerSettings = Pick<Configuration, 'optimizer' | 'momentum' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'>;

/** The update rules as PyTorch computes them, in float64. m and v are the running first and second moments of each parameter. */
export class ReferenceOptimizer {
  readonly first: Parameters;
  readonly second: Parameters;
  /** Updates so far. */
  updates = 0;

  constructor(
    private readonly settings: OptimizerSettings,
    private readonly weights: Parameters,
  ) {
    this.first = zerosLike(weights);
    this.second = zerosLike(weights);
  }

  update(gradients: Parameters, learningRate: number): void {
    this.updates++;
    const { optimizer, weightDecay } = this.settings;
    for (const [name, { data: w }] of this.weights) {
      const g = gradients.get(name)!.data;
      const m = this.first.get(name)!.data;
      const v = this.second.get(name)!.data;
      for (let i = 0; i < w.length; i++) {
        // AdamW shrinks the weights themselves (Loshchilov and Hutter 2019); the others add the decay to the gradient.
        if (optimizer === 'adamw') w[i]! *= 1 - learningRate * weightDecay;
        const gradient = optimizer === 'adamw' ? g[i]! : g[i]! + weightDecay * w[i]!;
        w[i]! -= learningRate * this.direction(gradient, m, v, i);
      }
    }
  }

  private direction(g: number, m: Float64Array, v: Float64Array, i: number): number {
    const { optimizer, beta1, beta2, epsilon, momentum } = this.settings;
    switch (optimizer) {
      case 'adam':
      case 'adamw':
        // Kingma and Ba 2015, ε outside the root.
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        return m[i]! / (1 - beta1 ** this.updates) / (Math.sqrt(v[i]! / (1 - beta2 ** this.updates)) + epsilon);
      case 'adagrad':
        v[i]! += g * g;
        return g / (Math.sqrt(v[i]!) + epsilon);
      case 'rmsprop':
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        m[i] = momentum * m[i]! + g / (Math.sqrt(v[i]!) + epsilon);
        return m[i]!;
      case 'sgd':
        m[i] = momentum * m[i]! + g;
        return m[i]!;
    }
  }
}
