import type { Configuration } from '../protocol/configuration';
import type { Tensor, Tensors } from '../protocol/model';
import { Random } from './random';
import { GATES, tensorShapes } from './shapes';

/** Where initial weights go, tensor by tensor in the order of `tensorShapes`. */
export interface WeightSink {
  put(name: string, tensor: Tensor): void;
  /** All values from [-bound, bound), a float32, in row-major order: as `random.fillUniform` draws them. */
  draw(name: string, bound: number, random: Random, shape: readonly number[]): void;
}

/**
 * Weights at step 0.
 * - uniform: PyTorch's U(-1/√H, 1/√H) for every tensor of the recurrent layers and the head; the embedding U(-0.1, 0.1), as float32.
 * - orthogonal: every gate's [H, H] recurrent block orthogonal (Saxe et al. 2013), the rest uniform.
 * - identity: recurrent blocks the identity, biases 0, inputs N(0, 0.001) (IRNN, Le et al. 2015).
 * - normal: every weight N(0, 0.01), biases 0 (min-char-rnn).
 * `forgetBias` ≠ 0 sets the LSTM's input-side forget bias and zeroes the hidden-side one: PyTorch has two biases, and both would double it.
 * @param realInputs width of dense real inputs, 0 for symbols
 */
export function initialize(configuration: Configuration, vocabularySize: number, realInputs: number, sink: WeightSink): void {
  const random = new Random(configuration.seed, 'initialization');
  const { hidden: H, initialization, cell } = configuration;
  const bound = Math.fround(1 / Math.sqrt(H));
  for (const [name, shape] of tensorShapes(configuration, vocabularySize, realInputs)) {
    const isBias = name.includes('bias');
    const isRecurrent = name.startsWith('rnn.weight_hh');
    const isInput = name.startsWith('rnn.weight_ih') || name.startsWith('hidden.weight');
    const drawn =
      initialization === 'uniform' ||
      (!isRecurrent && initialization === 'orthogonal') ||
      (initialization === 'identity' && !isBias && !isRecurrent && !isInput);
    if (name === 'embedding.weight') sink.draw(name, Math.fround(0.1), random, shape);
    else if (drawn && !(isBias && configuration.forgetBias)) sink.draw(name, bound, random, shape);
    else {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (drawn) random.fillUniform(data, bound);
      else if (initialization === 'normal') isBias || fillNormal(data, 0.01, random);
      else if (initialization === 'identity' && isInput) fillNormal(data, 0.001, random);
      else if (isRecurrent)
        for (let g = 0; g < GATES[cell]; g++) {
          if (initialization === 'orthogonal') data.set(orthogonal(H, random), g * H * H);
          else for (let i = 0; i < H; i++) data[(g * H + i) * H + i] = 1;
        }
      if (cell === 'lstm' && name.startsWith('rnn.bias_ih') && configuration.forgetBias) data.fill(configuration.forgetBias, H, 2 * H);
      if (cell === 'lstm' && name.startsWith('rnn.bias_hh') && configuration.forgetBias) data.fill(0, H, 2 * H);
      sink.put(name, { shape, data });
    }
  }
}

/** The same weights as tensors. */
export function initializeWeights(configuration: Configuration, vocabularySize: number, realInputs = 0): Tensors {
  const tensors: Tensors = new Map();
  initialize(configuration, vocabularySize, realInputs, {
    put: (name, tensor) => tensors.set(name, tensor),
    draw(name, bound, random, shape) {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      random.fillUniform(data, bound);
      tensors.set(name, { shape, data });
    },
  });
  return tensors;
}

function fillNormal(data: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < data.length; i++) data[i] = random.normal() * deviation;
}

/** Random orthogonal [n, n] matrix: modified Gram-Schmidt, twice, on a Gaussian one. */
function orthogonal(n: number, random: Random): Float32Array {
  const rows = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => random.normal()));
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = rows[j]!;
        let dot = 0;
        for (let k = 0; k < n; k++) dot += row[k]! * other[k]!;
        for (let k = 0; k < n; k++) row[k]! -= dot * other[k]!;
      }
    }
    let norm = 0;
    for (const value of row) norm += value * value;
    norm = Math.sqrt(norm);
    for (let k = 0; k < n; k++) row[k]! /= norm;
  }
  const result = new Float32Array(n * n);
  rows.forEach((row, i) => {
    result.set(row, i * n);
  });
  return result;
}
