import type { Address } from '../../../kernels/backend';
import type { LayerContext, Rows } from '../kind';
import { SequentialLayer } from '../sequential-layer';

/** Beside the gates and h: the cell state with slots 0..T, tanh(c_t), and ∂E/∂c between time steps. */
export class LstmLayer extends SequentialLayer {
  private readonly c: Address;
  private readonly tanhC: Address;
  private readonly dC: Address;

  constructor(context: LayerContext) {
    super(context, 4, 4);
    this.c = context.buffer('c');
    this.tanhC = context.buffer('tanhC');
    this.dC = context.buffer('dC');
  }

  protected override stateSlots(): readonly Address[] {
    return [this.h, this.c];
  }

  override stateRows(part: string, streams: number): Rows | undefined {
    return part === 'c' ? { ...this.output(streams), address: this.c + streams * this.context.panels.rowBytes } : super.stateRows(part, streams);
  }

  protected forwardSteps(from: number, to: number, streams: number): void {
    const { context, gates, sg, h, sh, H8, W, c, tanhC } = this;
    context.kernels.lstmForward(from, to, streams, H8, gates, sg, h, sh, c, tanhC, sg, W.weight);
  }

  protected override beginBackward(streams: number): void {
    const { kernels, panels } = this.context;
    kernels.zero(this.dC, this.H8 * streams * panels.rowBytes);
  }

  protected backwardSteps(from: number, to: number, streams: number, d: Rows): void {
    const { context, gates, sg, sh, H8, W, c, tanhC, dC } = this;
    context.kernels.lstmBackward(from, to, streams, H8, gates, sg, sh, c, tanhC, sg, d.address, d.stride, dC, W.transposed);
  }
}
