import assert from 'node:assert/strict';
import { initialWeights } from '../../../../src/network/glimpses/initial-weights';
import { GlimpseNetwork } from '../../../../src/network/glimpses/network';
import { ReferenceGlimpses } from '../../../../src/network/glimpses/reference';
import { retina } from '../../../../src/network/glimpses/sensor';
import { type GlimpseShape, type GlimpseTensors, glimpseTensors, type Walk } from '../../../../src/network/glimpses/shape';
import { Random } from '../../../../src/network/random';
import { meanNats, outputGradients } from '../../../../src/tasks/glimpses/reinforce';

const SHAPE: GlimpseShape = { size: 2, scales: 2, features: 5, hidden: 6, classes: 3 };
const SIDE = 7;
const STEPS = 4;
const DEVIATION = 0.3;

/** Pictures of noise, their classes, and weights of which none is zero. */
function world(seed: number, count = 3) {
  const random = new Random(seed, 'test');
  const pictures = Array.from({ length: count }, () =>
    retina(
      Float32Array.from({ length: SIDE * SIDE }, () => random.uniform()),
      SIDE,
    ),
  );
  const weights = new Map(
    [...initialWeights(SHAPE, random)].map(([name, { data }]) => [name, Float64Array.from(data, (w) => w || random.normal() / 5)]),
  );
  const places = Array.from({ length: STEPS * count }, () => [1.4 * random.uniform() - 0.7, 1.4 * random.uniform() - 0.7] as const);
  return { pictures, digits: pictures.map((_, b) => b % SHAPE.classes), weights, choose: (t: number, b: number) => places[t * count + b]! };
}

const zeros = () => new Map(glimpseTensors(SHAPE).map(({ name, shape }) => [name, new Float64Array(shape.reduce((a, b) => a * b, 1))]));
const tensors = (weights: ReadonlyMap<string, Float64Array>): GlimpseTensors =>
  new Map(glimpseTensors(SHAPE).map(({ name, shape }) => [name, { shape, data: weights.get(name)! }]));

describe('a network that looks by glimpses', () => {
  it('on the kernels computes what its float64 statement does, forward and backward', () => {
    const { pictures, digits, weights, choose } = world(1);
    const kernels = new GlimpseNetwork(SHAPE, { streams: 5, steps: STEPS + 1 }, tensors(weights));
    const reference = new ReferenceGlimpses(SHAPE, weights);
    // Twice: nothing of the walk before is left.
    kernels.look(pictures.slice(1), STEPS, choose);
    const [ours, theirs] = [kernels, reference].map((network) => network.look(pictures, STEPS, choose)) as [Walk, Walk];
    for (const part of ['chosen', 'beliefs', 'means', 'baselines'] as const) close(ours[part], theirs[part], part);
    const gradients = zeros();
    reference.backward(theirs, outputGradients(theirs, digits, SHAPE.classes, DEVIATION), gradients);
    kernels.backward(ours, outputGradients(ours, digits, SHAPE.classes, DEVIATION));
    for (const [name, { data }] of kernels.memory.read(kernels.memory.gradients)) close(data, gradients.get(name)!, name);
  });

  it('has the gradients of its losses, by finite differences, for every weight', () => {
    const { pictures, digits, weights, choose } = world(2);
    const network = new ReferenceGlimpses(SHAPE, weights);
    const walk = network.look(pictures, STEPS, choose);
    const gradients = zeros();
    network.backward(walk, outputGradients(walk, digits, SHAPE.classes, DEVIATION), gradients);
    const gains = gainsOf(walk, digits);
    for (const [name, values] of weights)
      for (let i = 0; i < values.length; i++) {
        const [before, h] = [values[i]!, 1e-5];
        const at = (value: number) => {
          values[i] = value;
          const now = network.look(pictures, STEPS, choose);
          return name.startsWith('baseline') ? baselineLoss(now, gains) : surrogate(now, digits, gains, walk.baselines);
        };
        const slope = (at(before + h) - at(before - h)) / (2 * h);
        values[i] = before;
        assert.ok(Math.abs(slope - gradients.get(name)![i]!) < 1e-7 + 1e-5 * Math.abs(slope), `${name}[${i}]: ${slope}, ${gradients.get(name)![i]}`);
      }
  });

  it('estimates by REINFORCE the gradient of the expected reward, as all places that can be seen give it', () => {
    const { pictures, digits, weights } = world(3, 1);
    const expected = (): number => {
      const network = new ReferenceGlimpses(SHAPE, weights);
      const mean = network.look(pictures, 1, () => [0, 0]).means;
      let sum = 0;
      for (let x = 0; x <= SIDE; x++)
        for (let y = 0; y <= SIDE; y++) {
          const place = [(2 * x) / SIDE - 1, (2 * y) / SIDE - 1] as const;
          const { beliefs } = network.look(pictures, 2, (t) => (t === 0 ? [0, 0] : place));
          sum += chanceOf(x, mean[0]!) * chanceOf(y, mean[1]!) * beliefs[SHAPE.classes + digits[0]!]!;
        }
      return sum;
    };
    // Places from the middle to the ends of the Gaussian, and how likely each is.
    const z = Array.from({ length: 161 }, (_, i) => (i - 80) / 16);
    const density = z.map((value) => Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI) / 16);
    const network = new ReferenceGlimpses(SHAPE, weights);
    const places = z.flatMap((zx, i) => z.map((zy, j) => ({ zx, zy, weight: density[i]! * density[j]! })));
    const walk = network.look(
      places.map(() => pictures[0]!),
      2,
      (t, b, [x, y]) => (t === 0 ? [0, 0] : [x + DEVIATION * places[b]!.zx, y + DEVIATION * places[b]!.zy]),
    );
    const { head } = outputGradients(
      walk,
      places.map(() => digits[0]!),
      SHAPE.classes,
      DEVIATION,
    );
    for (const axis of [0, 1]) {
      const output = SHAPE.classes + axis;
      // Each estimate is a mean over the pictures: as many, all the same.
      const estimate = places.reduce((sum, { weight }, b) => sum + weight * places.length * head[b * (SHAPE.classes + 2) + output]!, 0);
      const bias = weights.get('head.bias')!;
      const [before, h] = [bias[output]!, 1e-4];
      const at = (value: number) => {
        bias[output] = value;
        return expected();
      };
      const slope = (at(before + h) - at(before - h)) / (2 * h);
      bias[output] = before;
      assert.ok(Math.abs(slope) > 1e-4, `nothing to be seen: ${slope}`);
      assert.ok(Math.abs(-estimate - slope) < 0.03 * Math.abs(slope), `${-estimate}, ${slope}`);
    }
  });
});

/** How likely the Gaussian policy sees corner k of the pixels: those beyond the edge count to it. */
function chanceOf(k: number, mean: number): number {
  const below = (corner: number) => normalBelow(((2 * corner) / SIDE - 1 - mean) / DEVIATION);
  return (k === SIDE ? 1 : below(k + 0.5)) - (k === 0 ? 0 : below(k - 0.5));
}

/** Φ(z) by Simpson's rule. */
function normalBelow(z: number): number {
  const pieces = 200;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) {
    const at = (z * i) / pieces;
    sum += (i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-at * at) / 2);
  }
  return 0.5 + (sum * z) / pieces / 3 / Math.sqrt(2 * Math.PI);
}

/** Means of the rewards after later glimpses [T, B]. */
function gainsOf({ steps, streams, beliefs }: Walk, digits: readonly number[]): number[] {
  return Array.from({ length: steps * streams }, (_, row) => {
    const [t, b] = [Math.floor(row / streams), row % streams];
    const later = Array.from({ length: steps - 1 - t }, (__, i) => beliefs[((t + 1 + i) * streams + b) * SHAPE.classes + digits[b]!]!);
    return later.length === 0 ? 0 : later.reduce((sum, value) => sum + value, 0) / later.length;
  });
}

/** What the gradients of everything but the baseline are of: cross-entropy, and log probabilities of the places weighted by what was gained. */
function surrogate(walk: Walk, digits: readonly number[], gains: readonly number[], baselines: Float64Array): number {
  const { steps, streams, chosen, means } = walk;
  let loss = meanNats(walk, digits, SHAPE.classes);
  for (let row = 0; row < (steps - 1) * streams; row++)
    for (const i of [0, 1]) {
      const off = chosen[2 * (row + streams) + i]! - means[2 * row + i]!;
      loss += ((gains[row]! - baselines[row]!) * off * off) / (2 * DEVIATION ** 2) / streams;
    }
  return loss;
}

function baselineLoss({ steps, streams, baselines }: Walk, gains: readonly number[]): number {
  let loss = 0;
  for (let row = 0; row < (steps - 1) * streams; row++) loss += (gains[row]! - baselines[row]!) ** 2 / 2 / streams;
  return loss;
}

function close(ours: ArrayLike<number>, theirs: ArrayLike<number>, what: string): void {
  assert.equal(ours.length, theirs.length, what);
  for (let i = 0; i < ours.length; i++)
    assert.ok(Math.abs(ours[i]! - theirs[i]!) < 1e-5 + 1e-4 * Math.abs(theirs[i]!), `${what}[${i}]: ${ours[i]}, ${theirs[i]}`);
}
