import type { LayerContext, Rows } from '../kind';
import { LinearScanLayer } from '../linear-scan-layer';

/** Gates i, f and n of all rows; h_t = f' h_{t-1} + (1 - f') n_t, f' = f / (f + i), is a scan. */
export class MinLstmLayer extends LinearScanLayer {
  constructor(context: LayerContext) {
    // The share f' is the scan's own.
    super(context, 4, 3);
  }

  protected scan(steps: number, streams: number): void {
    const { gates, h, context } = this;
    context.kernels.minLstmForward(steps, streams, h.panels, gates.address, gates.stride, h.address, h.stride);
  }

  protected scanBack(steps: number, streams: number, { address, stride }: Rows): void {
    const { gates, h, context } = this;
    context.kernels.minLstmBackward(steps, streams, h.panels, gates.address, gates.stride, h.address, h.stride, address, stride);
  }
}
