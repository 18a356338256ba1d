import { LARGEST_LOGIT, logistic, stretch } from './logistic';

/** Learning rate of the two weights, and of a start where the network has no say. */
const RATE = 0.02;
/** Trust in the network: the logit of the share that it has, and where it is kept, so that a network is silenced by a few bits and forgiven for a few more. */
const MIN_TRUST = -9;
const MAX_TRUST = 5;
/** Classes of the two logits by their size, which choose the weights. */
const SIZES = [0.3, 1, 2, 3.5, 5.5] as const;
const CLASSES = SIZES.length + 1;
const GATE_CONTEXTS = CLASSES * CLASSES * 2;

/**
 * What a trained network adds to the mixer's decisions. The mixer itself never sees the network, so that it is, bit for bit, what it would be without one; its
 * logit and the network's are mixed by weights that learn online into a second opinion, and the two opinions are averaged by how well each has told the text
 * so far (a Bayesian mixture). Over any text that costs at most log2(1 + e^0) = 1 bit in all more than the mixer alone, log2(1 + e^5) = 7 bits for each time that
 * trust was earned and lost, and .0002 bits for each decision of a network without any trust.
 */
export class NetworkGate {
  private readonly weights = new Float32Array(2 * GATE_CONTEXTS);
  private readonly trust = new Float32Array(1);
  private at = -1;
  private z = 0;
  private network = 0;
  private base = 0.5;
  private second = 0.5;

  constructor() {
    for (let i = 0; i < GATE_CONTEXTS; i++) this.weights[2 * i] = 1;
  }

  /** p(1) with a network that gives it the probability `network`, where the mixer has the logit z. */
  predict(z: number, network: number): number {
    const { weights } = this;
    this.z = z;
    this.network = stretch(network);
    this.base = logistic(z);
    const agree = z < 0 === this.network < 0 ? 1 : 0;
    this.at = 2 * ((sizeOf(z) * CLASSES + sizeOf(this.network)) * 2 + agree);
    const sum = weights[this.at]! * z + weights[this.at + 1]! * this.network;
    this.second = logistic(Math.min(LARGEST_LOGIT, Math.max(-LARGEST_LOGIT, sum)));
    return this.base + logistic(this.trust[0]!) * (this.second - this.base);
  }

  /** What the network has changed at the logit of a one at the decision last predicted. */
  get part(): number {
    const p = this.base + logistic(this.trust[0]!) * (this.second - this.base);
    return Math.log(p / (1 - p)) - this.z;
  }

  /** Learns the bit that came at the decision last predicted; what it changes is kept in `values` from `kept` on. Returns the place of the weights. */
  update(bit: number, values: Float32Array, kept: number): number {
    const { weights, trust, at } = this;
    values[kept] = weights[at]!;
    values[kept + 1] = weights[at + 1]!;
    values[kept + 2] = trust[0]!;
    const step = (bit - this.second) * RATE;
    weights[at]! += step * this.z;
    weights[at + 1]! += step * this.network;
    const gain = Math.log(bit === 1 ? this.second / this.base : (1 - this.second) / (1 - this.base));
    trust[0] = Math.min(MAX_TRUST, Math.max(MIN_TRUST, trust[0]! + gain));
    return at;
  }

  /** Takes back what `update` has changed. */
  undo(at: number, values: Float32Array, kept: number): void {
    this.weights[at] = values[kept]!;
    this.weights[at + 1] = values[kept + 1]!;
    this.trust[0] = values[kept + 2]!;
  }
}

function sizeOf(z: number): number {
  const size = Math.abs(z);
  let i = 0;
  while (i < SIZES.length && size >= SIZES[i]!) i++;
  return i;
}
