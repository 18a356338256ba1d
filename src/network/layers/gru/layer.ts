import type { LayerContext, Rows } from '../kind';
import { type InputPart, SequentialLayer } from '../sequential-layer';

/** r and z with both parts side by side; of n the recurrent part q = W_n h + b'_n and the input part, since the reset gate stands between them. */
export class GruLayer extends SequentialLayer {
  constructor(context: LayerContext) {
    super(context, 4, 3);
  }

  protected override inputParts(): readonly InputPart[] {
    const { H8 } = this;
    return [
      { source: 0, panels: 2 * H8, target: 0 },
      { source: 3 * H8, panels: H8, target: 2 * H8 },
    ];
  }

  protected override recurrentOnly(): { source: number; target: number } {
    return { source: 2 * this.H8, target: 2 * this.H8 };
  }

  protected forwardSteps(from: number, to: number, streams: number): void {
    const { context, gates, sg, h, sh, H8, W } = this;
    context.kernels.gruForward(from, to, streams, H8, gates, sg, h, sh, W.weight);
  }

  protected backwardSteps(from: number, to: number, streams: number, d: Rows): void {
    const { context, gates, sg, h, sh, H8, W } = this;
    context.kernels.gruBackward(from, to, streams, H8, gates, sg, h, sh, d.address, d.stride, W.transposed);
  }
}
