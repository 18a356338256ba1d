import type { Rows, TensorPlace } from './layers/kind';
import { HEAD_PANELS } from './memory-plan';
import { type Head, isSymbolLoss } from './ports';
import { placeOf, type ThreadContext } from './thread-context';

/** Loss of one head over a window: the sum over its rows, and right predictions of symbols. */
export interface HeadLoss {
  readonly nats: number;
  readonly correct: number;
  /** Nats of the normalised probabilities of the targets, which losses other than the softmax's are not; of an evaluation alone. */
  readonly surprisal: number;
}

/** Raw outputs of a head, row by row: [rows][width]. */
export type OutputReader = (head: number, row: number, outputs: Float32Array) => void;

interface Output {
  readonly head: Head;
  readonly weight: TensorPlace;
  readonly bias: TensorPlace;
  readonly targets: number;
}

/** The output layers of one thread's share of a network with their losses, `headRows` rows at a time. */
export class Heads {
  private readonly outputs: readonly Output[];
  private readonly counter: Int32Array;

  constructor(private readonly context: ThreadContext) {
    const { plan, buffers, backend } = context;
    this.outputs = plan.stack.ports.heads.map((head, i) => ({
      head,
      weight: placeOf(context, `${head.name}.weight`),
      bias: placeOf(context, `${head.name}.bias`),
      targets: buffers.targets[i]!,
    }));
    this.counter = new Int32Array(backend.memory.buffer, buffers.scratch, 1);
  }

  /**
   * Losses over all rows. With scales also the gradients of the heads' tensors and, added to `d`, ∂E/∂x.
   * @param scales of every head's gradient; undefined: losses alone
   * @returns undefined when interrupted
   */
  run(x: Rows, d: Rows, rows: number, scales: readonly number[] | undefined, read?: OutputReader): HeadLoss[] | undefined {
    const losses: HeadLoss[] = [];
    for (const [i, output] of this.outputs.entries()) {
      const loss = this.runHead(output, x, d, rows, scales ? scales[i]! : 0, read && ((row, values) => read(i, row, values)));
      if (!loss) return undefined;
      losses.push(loss);
    }
    return losses;
  }

  private runHead(output: Output, x: Rows, d: Rows, rows: number, scale: number, read?: (row: number, values: Float32Array) => void) {
    const { kernels: k, plan, buffers } = this.context;
    const { tileBytes, rowBytes, width: pw } = plan.panels;
    const { weight: W, bias, head } = output;
    const V = head.width;
    const V8 = plan.panels.count(V);
    const H8 = x.panels;
    const sl = plan.headRows * rowBytes;
    const softmax = head.loss === 'softmax';
    // Threads that share units meet here: the first one has read what it counted for the head before.
    if (this.context.interrupted()) return undefined;
    this.counter[0] = 0;
    let nats = 0;
    let surprisal = 0;
    for (let first = 0; first < rows; first += plan.headRows) {
      const count = Math.min(plan.headRows, rows - first);
      const A = x.address + first * rowBytes;
      const targets = output.targets + first * 4 * (isSymbolLoss(head.loss) ? 1 : V);
      for (let n = 0; n < V8; n += HEAD_PANELS) {
        if (this.context.interrupted()) return undefined;
        const panels = Math.min(HEAD_PANELS, V8 - n);
        const C = buffers.logits + n * sl;
        k.biasRows(count, panels, bias.weight === plan.zeros ? plan.zeros : bias.weight + n * rowBytes, plan.zeros, C, sl);
        k.gemmNN(count, panels, H8, A, x.stride, W.weight + n * H8 * tileBytes, H8 * tileBytes, C, sl);
        if (softmax && !read) k.softmaxMaxima(count, V, n, n + panels, buffers.logits, sl, buffers.softmax);
      }
      if (read) {
        this.readRows(count, V, pw, (row, values) => read(first + row, values));
        continue;
      }
      if (softmax) nats += k.softmaxCrossEntropy(count, V, buffers.logits, sl, targets, scale, buffers.scratch, buffers.softmax);
      else {
        if (!scale && isSymbolLoss(head.loss)) surprisal += this.surprisal(count, V, sl, rowBytes, targets);
        nats += this.otherLoss(head, count, targets, scale || 1);
      }
      if (!scale) continue;
      for (let n = 0; n < V8; n += HEAD_PANELS) {
        const panels = Math.min(HEAD_PANELS, V8 - n);
        const D = buffers.logits + n * sl;
        if (softmax) k.softmaxGradient(count, n, n + panels, buffers.logits, sl, targets, scale, buffers.softmax, bias.gradient);
        else if (bias.gradient) k.columnSums(count, panels, D, sl, bias.gradient + n * rowBytes);
        k.gemmTN(count, H8, panels, A, x.stride, D, sl, W.gradient + n * H8 * tileBytes, H8 * tileBytes);
        k.gemmNN(count, H8, panels, D, sl, W.transposed + n * tileBytes, V8 * tileBytes, d.address + first * rowBytes, d.stride);
      }
    }
    return { nats, correct: this.counter[0], surprisal: softmax ? nats : surprisal };
  }

  /** Σ -log p of the targets of `count` rows, where the outputs are independent sigmoids that are divided by their sum. */
  private surprisal(count: number, V: number, sl: number, rowBytes: number, targets: number): number {
    const { kernels: k, buffers, backend } = this.context;
    const expected = new Int32Array(backend.memory.buffer, targets, count);
    const logs = new Float32Array(backend.memory.buffer, buffers.prediction, V);
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const target = expected[row]!;
      if (target < 0) continue;
      k.logProbabilities(V, buffers.logits + row * rowBytes, sl, buffers.prediction, 1);
      sum -= logs[target]!;
    }
    return sum;
  }

  /** A loss other than the softmax, of `count` rows; the outputs become their gradients times `scale`. */
  private otherLoss(head: Head, count: number, targets: number, scale: number): number {
    const { kernels: k, plan, buffers, backend } = this.context;
    const { width: V, loss } = head;
    const sl = plan.headRows * plan.panels.rowBytes;
    if (loss === 'squaredError') return k.squaredError(count, V, buffers.logits, sl, targets, scale);
    if (loss === 'absoluteError' || loss === 'quantile') {
      const levels = new Float32Array(backend.memory.buffer, buffers.softmax, V).fill(0.5);
      if (loss === 'quantile') levels.set(head.levels ?? []);
      return k.pinballLoss(count, V, buffers.logits, sl, targets, buffers.softmax, loss === 'quantile' ? 1 : 2, scale);
    }
    return k.sigmoidLoss(count, V, buffers.logits, sl, targets, scale, buffers.scratch, loss === 'squared' ? 1 : 0);
  }

  private readRows(count: number, V: number, pw: number, visit: (row: number, values: Float32Array) => void): void {
    const { plan, buffers, backend } = this.context;
    const stride = plan.headRows * pw;
    const logits = new Float32Array(backend.memory.buffer, buffers.logits, stride * plan.panels.count(V));
    for (let row = 0; row < count; row++)
      visit(
        row,
        Float32Array.from({ length: V }, (_, v) => logits[Math.floor(v / pw) * stride + row * pw + (v % pw)]!),
      );
  }

  /** The first head at one row; returns the address of the log-probabilities of its symbols. */
  predict(x: Rows, row: number): number {
    const { kernels: k, plan, buffers } = this.context;
    const { tileBytes, rowBytes } = plan.panels;
    const { weight: W, bias, head } = this.outputs[0]!;
    const V8 = plan.panels.count(head.width);
    // A single row: its panels follow each other, so that a large vocabulary does not touch a page for each.
    const sl = rowBytes;
    k.biasRows(1, V8, bias.weight, plan.zeros, buffers.logits, sl);
    k.gemmNN(1, V8, x.panels, x.address + row * rowBytes, x.stride, W.weight, x.panels * tileBytes, buffers.logits, sl);
    k.logProbabilities(head.width, buffers.logits, sl, buffers.prediction, head.loss === 'softmax' ? 0 : 1);
    return buffers.prediction;
  }
}
