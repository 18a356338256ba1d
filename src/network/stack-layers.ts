import type { Layer, LayerInput, Rows } from './layers/kind';
import { layerKind } from './layers/kinds';
import { type BranchBuffers, type MemoryPlan, stateFloats } from './memory-plan';
import { NormRows } from './norm-rows';
import type { StackBranch } from './stack';
import { StackInput } from './stack-input';
import { placeOf, type StateKind, type ThreadContext } from './thread-context';

/** Mixed into the dropout key of a layer, so that masks of different layers differ. */
const DROPOUT_STEP = 0x632be5ab;

/** A branch with what surrounds it: x → x + dropout(layer(norm(x))), as far as the stack has them. */
interface Surrounded {
  readonly description: StackBranch;
  readonly layer: Layer;
  readonly buffers: BranchBuffers;
  readonly norm: NormRows | undefined;
  /** What the branch read in the last forward pass, and what its layer did. */
  read: LayerInput;
  inside: LayerInput;
}

/** The layers of one thread's share of a network with their surroundings, from the input to what the heads (or their norm) read. */
export class StackLayers {
  private readonly input: StackInput;
  private readonly branches: readonly Surrounded[];
  /** Whether the last forward pass went through dropout. */
  private dropped = false;
  private last: Rows | undefined;

  constructor(private readonly context: ThreadContext) {
    this.input = new StackInput(context);
    const { plan } = context;
    this.branches = plan.stack.branches.map((description, i): Surrounded => {
      const buffers = context.buffers.branches[i]!;
      const { norm, shape } = description;
      const nothing: LayerInput = { rows: { address: 0, stride: 0, panels: 0 } };
      return {
        ...{ description, buffers, read: nothing, inside: nothing },
        layer: createLayer(context, description, buffers),
        norm:
          norm === undefined
            ? undefined
            : new NormRows(context, norm, plan.stack.architecture.norm, shape.input, {
                normed: buffers.normed,
                statistics: buffers.normStatistics,
              }),
      };
    });
  }

  loadState(kind: StateKind, streams: number, reset: boolean): void {
    this.input.loadState(kind, streams, reset);
    // The kept state stays as it is until the pass is through: an interrupted one changes nothing.
    const { branches } = this;
    // By places, as in forward: an iterator's cleanup keeps the engine from calling the kernels directly.
    for (let i = 0; i < branches.length; i++) {
      const { layer, buffers } = branches[i]!;
      layer.loadState(reset ? undefined : buffers[kind], streams);
    }
  }

  saveState(kind: StateKind, streams: number, steps: number): void {
    this.input.saveState(kind, streams, steps);
    const { branches } = this;
    for (let i = 0; i < branches.length; i++) {
      const { layer, buffers } = branches[i]!;
      layer.saveState(buffers[kind], streams, steps);
    }
  }

  /** False when interrupted. `dropoutKey` undefined: no dropout. */
  forward(steps: number, streams: number, firstStream: number, dropoutKey?: number): boolean {
    const { kernels: k, plan } = this.context;
    const rows = steps * streams;
    this.dropped = dropoutKey !== undefined && plan.options.dropout > 0;
    let read = this.input.forward(steps, streams);
    const { branches } = this;
    for (let i = 0; i < branches.length; i++) {
      const each = branches[i]!;
      each.read = read;
      each.inside = each.norm && read.rows ? { rows: each.norm.forward(read.rows, rows) } : read;
      if (!each.layer.forward(each.inside, steps, streams)) return false;
      let output = each.layer.output(streams);
      if (this.dropped) output = this.dropOut(each, output, rows, streams, firstStream, dropoutKey! + i * DROPOUT_STEP);
      if (read.rows && each.description.summed) {
        const x = read.rows;
        const sum = this.activations(each.buffers.sum);
        k.addRows(rows, sum.panels, x.address, x.stride, output.address, output.stride, sum.address, sum.stride);
        output = sum;
      }
      this.last = output;
      if (i + 1 < branches.length) read = { rows: output };
    }
    return true;
  }

  /** What the last layer put out, dropout and residual sum included. */
  get output(): Rows {
    return this.last!;
  }

  /** Where ∂E/∂output is to go before `backward`. */
  get dOutput(): Rows {
    return this.activations(this.branches.at(-1)!.buffers.dOutput);
  }

  /** Down to the inputs; gradients are added to this thread's block. False when interrupted. */
  backward(steps: number, streams: number): boolean {
    const { kernels: k, buffers } = this.context;
    const rows = steps * streams;
    for (let i = this.branches.length - 1; i >= 0; i--) {
      const each = this.branches[i]!;
      const above = this.activations(each.buffers.dOutput);
      const below = i > 0 ? this.activations(this.branches[i - 1]!.buffers.dOutput) : this.input.gradient;
      const { summed } = each.description;
      let d = above;
      if (summed) {
        // The layer may overwrite its own gradient, the stream's is still needed.
        d = this.activations(buffers.dBranch);
        if (this.dropped) k.multiplyRows(rows, d.panels, above.address, above.stride, each.buffers.mask, d.stride, d.address, d.stride);
        else k.copyRows(rows, d.panels, above.address, above.stride, d.address, d.stride);
      } else if (this.dropped) k.multiplyRows(rows, d.panels, d.address, d.stride, each.buffers.mask, d.stride, d.address, d.stride);
      const through = below && (summed || each.norm) ? { ...below, address: buffers.dInside } : below;
      if (!each.layer.backward(each.inside, d, through, steps, streams)) return false;
      if (!below || !through) continue;
      if (each.norm) this.throughNorm(each, through, above, below, rows, summed);
      else if (summed) k.addRows(rows, below.panels, above.address, above.stride, through.address, through.stride, below.address, below.stride);
    }
    this.input.backward(steps, streams);
    return true;
  }

  /** ∂E/∂x = (∂E/∂output of the residual sum, if there is one) + ∂norm/∂x · d. */
  private throughNorm({ norm, read }: Surrounded, d: Rows, above: Rows, below: Rows, rows: number, summed: boolean): void {
    const { kernels: k, plan } = this.context;
    if (!summed) for (let n = 0; n < below.panels; n++) k.zero(below.address + n * below.stride, rows * plan.panels.rowBytes);
    else if (below.address !== above.address) k.copyRows(rows, below.panels, above.address, above.stride, below.address, below.stride);
    norm!.backward(read.rows!, d, below, rows);
  }

  /** What a layer puts out, before dropout and residual sum: its hidden state. */
  hidden(layer: number, streams: number): Rows {
    return this.branches.find(({ description }) => description.layer === layer)!.layer.output(streams);
  }

  /** A part of a layer's state after every time step of the last window, where the layer keeps it. */
  stateRows(layer: number, part: string, streams: number): Rows | undefined {
    return this.branches.find(({ description }) => description.layer === layer)!.layer.stateRows?.(part, streams);
  }

  /** Rows of a buffer as wide as the layers. */
  private activations(address: number): Rows {
    const { panels, rows, stack } = this.context.plan;
    return { address, stride: rows * panels.rowBytes, panels: panels.count(stack.hidden) };
  }

  private dropOut({ buffers }: Surrounded, x: Rows, rows: number, streams: number, firstStream: number, key: number): Rows {
    const { kernels: k, plan } = this.context;
    const y = this.activations(buffers.dropped);
    const keep = Math.round((1 - plan.options.dropout) * 2 ** 24);
    k.dropoutMask(rows, streams, firstStream, y.panels, buffers.mask, y.stride, key | 0, keep, 2 ** 24 / keep);
    k.multiplyRows(rows, y.panels, x.address, x.stride, buffers.mask, y.stride, y.address, y.stride);
    return y;
  }
}

function createLayer(context: ThreadContext, { kind, branch, shape, tensorName }: StackBranch, { own }: BranchBuffers): Layer {
  const { backend, kernels, plan, interrupted } = context;
  const { panels, rows, stateRows, streams, zeros, options } = plan;
  return layerKind(kind.id).branches[branch]!.create({
    ...{ backend, kernels, shape, panels, rows, stateRows, streams, zeros, interrupted },
    steps: options.sequenceLength,
    training: options.training,
    tensor: (name) => placeOf(context, tensorName(name)),
    buffer: (name) => own[name]!,
  });
}

/** Floats of the carried state of all branches for one stream, in the order in which they lie. */
export function carriedFloats({ stack, panels }: MemoryPlan): number {
  return stack.branches.reduce((sum, branch) => sum + stateFloats(branch, panels, 1), 0);
}
