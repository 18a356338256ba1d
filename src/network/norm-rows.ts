import type { Address } from '../kernels/backend';
import type { Norm } from '../protocol/configuration';
import type { Rows, TensorPlace } from './layers/kind';
import { placeOf, type ThreadContext } from './thread-context';

/** RMS or layer normalisation of rows, with its gradient; see reference/normalization.ts. */
export class NormRows {
  private readonly weight: TensorPlace;
  private readonly bias: TensorPlace;
  /** Layer normalisation. */
  private readonly centred: boolean;
  readonly output: Rows;
  private readonly statistics: Address;

  constructor(
    private readonly context: ThreadContext,
    name: string,
    kind: Norm,
    private readonly columns: number,
    buffers: { readonly normed: Address; readonly statistics: Address },
  ) {
    const { panels, rows } = context.plan;
    this.weight = placeOf(context, `${name}.weight`);
    this.bias = placeOf(context, `${name}.bias`);
    this.centred = kind === 'layer';
    this.output = { address: buffers.normed, stride: rows * panels.rowBytes, panels: panels.count(columns) };
    this.statistics = buffers.statistics;
  }

  forward({ address, stride }: Rows, rows: number): Rows {
    const { kernels: k } = this.context;
    const { output: y, weight, bias, columns, statistics } = this;
    if (this.centred) k.layerNormForward(rows, y.panels, columns, address, stride, weight.weight, bias.weight, y.address, y.stride, statistics);
    else k.rmsNormForward(rows, y.panels, columns, address, stride, weight.weight, y.address, y.stride, statistics);
    return y;
  }

  /** Adds ∂E/∂x from `d` = ∂E/∂(normalised) to `to`; gradients of weight and bias are added to this thread's. */
  backward(x: Rows, d: Rows, to: Rows, rows: number): void {
    const { kernels: k } = this.context;
    const { weight, bias, columns, statistics } = this;
    const read = [rows, x.panels, columns, x.address, x.stride, weight.weight, statistics] as const;
    const write = [d.address, d.stride, to.address, to.stride, weight.gradient] as const;
    if (this.centred) k.layerNormBackward(...read, ...write, bias.gradient);
    else k.rmsNormBackward(...read, ...write);
  }
}
