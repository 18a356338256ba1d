import type { Configuration } from '../protocol/configuration';
import type { Tensor, Tensors } from '../protocol/model';
import { type NetworkPorts, portsOf } from './ports';
import { Random } from './random';
import { describeStack, type NetworkTensor, networkTensors } from './stack';

/** Where initial weights go, tensor by tensor in the order of `networkTensors`. */
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
 * `inputInit` wide: what symbols select starts from U(-1, 1), as loud as its own input and not 1/√H of it. Kinds may start tensors in their own way.
 */
export function initialize(configuration: Configuration, ports: NetworkPorts, sink: WeightSink): void {
  const random = new Random(configuration.seed, 'initialization');
  for (const tensor of networkTensors(describeStack(configuration, ports))) initializeTensor(tensor, configuration, random, sink);
}

/** What a uniform tensor is drawn from: ±bound; undefined where it starts otherwise. */
function uniformBound({ role, part, layer, fanIn, shape, transposed }: NetworkTensor, configuration: Configuration): number | undefined {
  const { hidden, initialization, inputInit, forgetBias } = configuration;
  const isTable = part === 'embedding' && role === 'input' && transposed === undefined;
  const isOneHot = layer?.symbols === true && role === 'input';
  if (inputInit === 'wide' && (isTable || isOneHot)) return 1;
  if (isTable) return Math.fround(0.1);
  const [isBias, isRecurrent, isInput] = [role === 'bias', role === 'recurrent', role === 'input'];
  const drawn =
    initialization === 'uniform' ||
    (!isRecurrent && initialization === 'orthogonal') ||
    (initialization === 'identity' && !isBias && !isRecurrent && !isInput);
  if (!drawn || (isBias && forgetBias)) return undefined;
  return Math.fround(1 / Math.sqrt(fanIn ?? (isBias ? hidden : shape.slice(1).reduce((a, b) => a * b, 1))));
}

function initializeTensor(tensor: NetworkTensor, configuration: Configuration, random: Random, sink: WeightSink): void {
  const { name, shape, role, layer } = tensor;
  if (tensor.start) {
    sink.put(name, { shape, data: tensor.start(random, layer!) });
    return;
  }
  const bound = uniformBound(tensor, configuration);
  if (bound !== undefined) {
    sink.draw(name, bound, random, shape);
    return;
  }
  const { hidden, initialization, forgetBias } = configuration;
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (role === 'bias') {
    // Of a net with a forget bias: drawn like the others before it is set.
    if (initialization === 'uniform' || initialization === 'orthogonal') random.fillUniform(data, Math.fround(1 / Math.sqrt(tensor.fanIn ?? hidden)));
  } else if (initialization === 'normal') fillNormal(data, 0.01, random);
  else if (role === 'input') fillNormal(data, 0.001, random);
  else
    for (let g = 0, H = shape[1]!; g < shape[0]! / H; g++) {
      if (initialization === 'orthogonal') data.set(orthogonal(H, random), g * H * H);
      else for (let i = 0; i < H; i++) data[(g * H + i) * H + i] = 1;
    }
  if (tensor.forgetBias && forgetBias) {
    const { gate, factor } = tensor.forgetBias;
    data.fill(factor * forgetBias, gate * hidden, (gate + 1) * hidden);
  }
  sink.put(name, { shape, data });
}

/** The same weights as tensors. A number stands for a language model with so many symbols. */
export function initializeWeights(configuration: Configuration, ports: NetworkPorts | number): Tensors {
  const tensors: Tensors = new Map();
  initialize(configuration, portsOf(configuration, ports), {
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
