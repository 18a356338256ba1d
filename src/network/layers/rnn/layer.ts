import { ACTIVATION } from '../activation';
import type { LayerContext, Rows } from '../kind';
import { SequentialLayer } from '../sequential-layer';

/** s_t = φ(a_t), a_t = U x_t + b + W s_{t-1}. */
export class RnnLayer extends SequentialLayer {
  private readonly activation: number;

  constructor(context: LayerContext) {
    super(context, 1, 1);
    this.activation = ACTIVATION[context.shape.options.activation];
  }

  protected forwardSteps(from: number, to: number, streams: number): void {
    const { context, gates, sg, h, sh, W, activation } = this;
    context.kernels.rnnForward(from, to, streams, context.shape.hidden, activation, gates, sg, h, sh, W.weight);
  }

  protected backwardSteps(from: number, to: number, streams: number, d: Rows): void {
    const { context, gates, sg, h, sh, W, activation } = this;
    context.kernels.rnnBackward(from, to, streams, context.shape.hidden, activation, gates, sg, h, sh, d.address, d.stride, W.transposed);
  }
}
