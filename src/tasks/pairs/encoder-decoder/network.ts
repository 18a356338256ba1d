import { type EncoderDecoderShape, PADDING } from '../../../protocol/encoder-decoder';
import { AdditiveAttention, type AttentionWeights } from './attention';
import { GruSequence, type GruWeights } from './gru-sequence';
import { multiply, multiplyTransposed, outerProducts } from './products';

/** Weights by their names, or their gradients: float64, row-major. */
export type Weights = ReadonlyMap<string, Float64Array>;

/** Pairs side by side: source characters [S, B] (-1 unknown, PADDING behind the end), target characters [T, B] with the end 0 last (-1 behind it). */
export interface PairBatch {
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly streams: number;
}

/**
 * Encoder and decoder, each an embedding and a GRU; the decoder starts from the encoder's state at the last real character and reads the true character
 * before (teacher forcing), first the beginning. Logits W [s_t; c_t] + b with additive attention, W s_t + b without.
 */
export class EncoderDecoder {
  constructor(
    readonly shape: EncoderDecoderShape,
    private readonly weights: Weights,
  ) {}

  /** Encoder over a batch; what the decoder needs of it. */
  encode({ sources, streams }: Pick<PairBatch, 'sources' | 'streams'>): Encoded {
    const { hidden: H } = this.shape;
    const encoder = new GruSequence(gruOf(this.weights, 'encoder'), H, this.shape.embedding);
    encoder.forward(sources, streams);
    const lengths = Array.from({ length: streams }, (_, b) => {
      let length = 0;
      while (length * streams + b < sources.length && sources[length * streams + b] !== PADDING) length++;
      return length;
    });
    const last = new Float64Array(streams * H);
    lengths.forEach((length, b) => {
      last.set(encoder.states.subarray((length * streams + b) * H, (length * streams + b + 1) * H), b * H);
    });
    // Without the state before the first character.
    return { encoder, lengths, last, memory: encoder.states.subarray(streams * H) };
  }

  /** Decoder over characters [T, B] from a state [B, H]; logits [T · B, targets]. */
  decode(inputs: ArrayLike<number>, streams: number, state: Float64Array, { memory, lengths }: Pick<Encoded, 'memory' | 'lengths'>): Decoded {
    const { hidden: H, targets: V, attention } = this.shape;
    const decoder = new GruSequence(gruOf(this.weights, 'decoder'), H, this.shape.embedding);
    decoder.forward(inputs, streams, state);
    const rows = inputs.length;
    const logits = new Float64Array(rows * V);
    const bias = this.weights.get('head.bias')!;
    for (let row = 0; row < rows; row++) logits.set(bias, row * V);
    let attending: AdditiveAttention | undefined;
    let features: Float64Array = decoder.states.subarray(streams * H);
    if (attention === 'additive') {
      attending = new AdditiveAttention(attentionOf(this.weights), H, streams, memory, lengths);
      attending.forward(decoder.states, streams * H, rows / streams);
      features = sideBySide(features, attending.contexts, H);
    }
    multiplyTransposed(rows, V, features.length / rows, features, 0, this.weights.get('head.weight')!, logits, 0);
    return { decoder, attending, features, logits };
  }

  /** Logits at the places that have a target, row by row. */
  logits(batch: PairBatch): number[] {
    const { targets: V } = this.shape;
    const encoded = this.encode(batch);
    const { logits } = this.decode(shiftedTargets(batch, V), batch.streams, encoded.last, encoded);
    return [...logits].filter((_, i) => batch.targets[Math.floor(i / V)]! >= 0);
  }

  /**
   * Mean cross-entropy over all target places.
   * @param gradients what the gradients of the weights are added to, if wanted
   */
  loss(batch: PairBatch, gradients?: Weights): { loss: number; correct: number; count: number } {
    const { targets, streams } = batch;
    const { hidden: H, targets: V } = this.shape;
    const encoded = this.encode(batch);
    const { decoder, attending, features, logits } = this.decode(shiftedTargets(batch, V), streams, encoded.last, encoded);
    const sum = crossEntropy(logits, targets, V, gradients !== undefined);
    if (!gradients) return sum;
    // The logits are their gradients now.
    const rows = targets.length;
    const width = features.length / rows;
    outerProducts(rows, V, width, logits, 0, features, 0, gradients.get('head.weight')!);
    const dBias = gradients.get('head.bias')!;
    logits.forEach((d, i) => {
      dBias[i % V]! += d;
    });
    const dFeatures = new Float64Array(rows * width);
    multiply(rows, width, V, logits, 0, this.weights.get('head.weight')!, dFeatures, 0);
    const dMemory = new Float64Array(encoded.memory.length);
    let dStates: Float64Array = dFeatures;
    if (attending) {
      const [own, contexts] = apart(dFeatures, H);
      dStates = own;
      attending.backward(contexts, decoder.states, streams * H, dStates, dMemory, attentionOf(gradients));
    }
    const dLast = decoder.backward(dStates, gruOf(gradients, 'decoder'));
    encoded.lengths.forEach((length, b) => {
      for (let j = 0; j < H; j++) dMemory[((length - 1) * streams + b) * H + j]! += dLast[b * H + j]!;
    });
    encoded.encoder.backward(dMemory, gruOf(gradients, 'encoder'));
    return sum;
  }
}

export interface Encoded {
  readonly encoder: GruSequence;
  /** Real characters of every stream. */
  readonly lengths: readonly number[];
  /** States at the last real character [B, H]. */
  readonly last: Float64Array;
  /** States at all characters [S, B, H]. */
  readonly memory: Float64Array;
}

interface Decoded {
  readonly decoder: GruSequence;
  readonly attending: AdditiveAttention | undefined;
  readonly features: Float64Array;
  readonly logits: Float64Array;
}

/** What the decoder reads: the beginning (number V), then the true characters before. */
function shiftedTargets({ targets, streams }: PairBatch, V: number): Int32Array {
  const inputs = new Int32Array(targets.length).fill(V);
  inputs.set(targets.subarray(0, targets.length - streams), streams);
  return inputs;
}

/** Mean cross-entropy; with `isGradient` the logits become ∂E/∂logits. */
function crossEntropy(logits: Float64Array, targets: Int32Array, V: number, isGradient: boolean): { loss: number; correct: number; count: number } {
  const count = targets.reduce((sum, target) => sum + Number(target >= 0), 0);
  let [loss, correct] = [0, 0];
  targets.forEach((target, row) => {
    const own = logits.subarray(row * V, (row + 1) * V);
    if (target < 0) {
      if (isGradient) own.fill(0);
      return;
    }
    let top = Number.NEGATIVE_INFINITY;
    for (const value of own) top = Math.max(top, value);
    if (own[target] === top) correct++;
    let sum = 0;
    for (const value of own) sum += Math.exp(value - top);
    loss += Math.log(sum) + top - own[target]!;
    if (isGradient) for (let v = 0; v < V; v++) own[v] = (Math.exp(own[v]! - top) / sum - Number(v === target)) / count;
  });
  return { loss: loss / count, correct, count };
}

function sideBySide(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const result = new Float64Array(a.length + b.length);
  for (let row = 0; row * width < a.length; row++) {
    result.set(a.subarray(row * width, (row + 1) * width), 2 * row * width);
    result.set(b.subarray(row * width, (row + 1) * width), (2 * row + 1) * width);
  }
  return result;
}

function apart(both: Float64Array, width: number): [Float64Array, Float64Array] {
  const [a, b] = [new Float64Array(both.length / 2), new Float64Array(both.length / 2)];
  for (let row = 0; row * width < a.length; row++) {
    a.set(both.subarray(2 * row * width, (2 * row + 1) * width), row * width);
    b.set(both.subarray((2 * row + 1) * width, (2 * row + 2) * width), row * width);
  }
  return [a, b];
}

function gruOf(weights: Weights, part: 'encoder' | 'decoder'): GruWeights {
  return {
    embedding: weights.get(`${part}.embedding.weight`)!,
    input: weights.get(`${part}.rnn.weight_ih_l0`)!,
    recurrent: weights.get(`${part}.rnn.weight_hh_l0`)!,
    inputBias: weights.get(`${part}.rnn.bias_ih_l0`)!,
    recurrentBias: weights.get(`${part}.rnn.bias_hh_l0`)!,
  };
}

function attentionOf(weights: Weights): AttentionWeights {
  return { query: weights.get('attention.query.weight')!, key: weights.get('attention.key.weight')!, score: weights.get('attention.score.weight')! };
}
