import type { LayerContext, Rows } from '../kind';
import { LinearScanLayer } from '../linear-scan-layer';

/** Gates z and n of all rows; h_t = (1 - z_t) h_{t-1} + z_t n_t is a scan. */
export class MinGruLayer extends LinearScanLayer {
  constructor(context: LayerContext) {
    super(context, 2, 2);
  }

  protected scan(steps: number, streams: number): void {
    const { gates, h, context } = this;
    context.kernels.minGruForward(steps, streams, context.shape.hidden, 0, gates.address, gates.stride, h.address, h.stride);
  }

  protected scanBack(steps: number, streams: number, { address, stride }: Rows): void {
    const { gates, h, context } = this;
    context.kernels.minGruBackward(steps, streams, context.shape.hidden, 0, gates.address, gates.stride, h.address, h.stride, address, stride);
  }
}
