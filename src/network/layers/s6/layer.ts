import type { Address } from '../../../kernels/backend';
import { type SelectiveArguments, selectiveWindow } from '../../../kernels/kernel-arguments';
import type { Layer, LayerContext, LayerInput, Rows, TensorPlace } from '../kind';
import { bufferRows, clear, Linear, panelsOf, rowsFrom } from '../linear';
import { PastRows, pastRows } from '../past-rows';
import { statesOf } from './description';

/** Everything but the scan and the depthwise convolution is a product over all rows at once. Names of buffers are those of the equations in reference.ts. */
export class S6Layer implements Layer {
  private readonly past: PastRows;
  private readonly gate: Rows;
  private readonly bentGate: Rows;
  private readonly convolved: Rows;
  private readonly u: Rows;
  private readonly projected: Rows;
  private readonly q: Rows;
  private readonly stepNet: Rows;
  private readonly dt: Rows;
  private readonly y: Rows;
  private readonly gated: Rows;
  private readonly out: Rows;
  private readonly dPast: Rows;
  private readonly dGated: Rows;
  private readonly dGate: Rows;
  private readonly dStep: Rows;
  private readonly dU: Rows;
  private readonly dProjected: Rows;
  private readonly h: Address;
  private readonly work: Address;
  private readonly inProj: Linear;
  private readonly xProj: Linear;
  private readonly dtProj: Linear;
  private readonly outProj: Linear;
  private readonly tensors: Readonly<Record<'conv_weight' | 'conv_bias' | 'A_log' | 'D', TensorPlace>>;
  private readonly N: number;
  private readonly D8: number;

  constructor(private readonly context: LayerContext) {
    const { shape, panels, rows, streams } = context;
    const { rank, taps } = shape.options;
    const d = shape.hidden;
    this.N = statesOf(shape);
    this.D8 = panels.count(d);
    const wide = (name: string) => bufferRows(context, name, d);
    this.past = new PastRows(context, 'past', d, taps - 1);
    this.dPast = bufferRows(context, 'dPast', d, pastRows(rows, streams, taps - 1));
    [this.gate, this.bentGate, this.convolved, this.u] = [wide('gate'), wide('bentGate'), wide('convolved'), wide('u')];
    [this.stepNet, this.dt, this.y, this.gated, this.out] = [wide('stepNet'), wide('dt'), wide('y'), wide('gated'), wide('out')];
    [this.dGated, this.dGate, this.dStep, this.dU] = [wide('dGated'), wide('dGate'), wide('dStep'), wide('dU')];
    this.projected = bufferRows(context, 'projected', rank + 2 * this.N);
    this.dProjected = bufferRows(context, 'dProjected', rank + 2 * this.N);
    this.q = bufferRows(context, 'q', rank);
    this.h = context.buffer('h');
    this.work = context.buffer('work');
    this.inProj = new Linear(context, 'in_proj.weight');
    this.xProj = new Linear(context, 'x_proj.weight');
    this.dtProj = new Linear(context, 'dt_proj.weight', 'dt_proj.bias');
    this.outProj = new Linear(context, 'out_proj.weight');
    const { tensor } = context;
    this.tensors = { conv_weight: tensor('conv_weight'), conv_bias: tensor('conv_bias'), A_log: tensor('A_log'), D: tensor('D') };
  }

  loadState(from: Address | undefined, streams: number): void {
    const { kernels: k } = this.context;
    const bytes = this.stateBytes(streams);
    for (let n = 0; n < this.D8; n++) {
      const slot = this.h + n * this.sh;
      if (from === undefined) k.zero(slot, bytes);
      else k.copyRows(this.N * streams, 1, from + n * bytes, bytes, slot, bytes);
    }
    this.past.load(from === undefined ? undefined : from + this.D8 * bytes, streams);
  }

  saveState(to: Address, streams: number, steps: number): void {
    const bytes = this.stateBytes(streams);
    for (let n = 0; n < this.D8; n++)
      this.context.kernels.copyRows(this.N * streams, 1, this.h + n * this.sh + steps * bytes, bytes, to + n * bytes, bytes);
    this.past.save(to + this.D8 * bytes, streams, steps);
  }

  output(): Rows {
    return this.out;
  }

  private window(steps: number, streams: number): SelectiveArguments {
    const { D8: panels, N: states, dt: stepSizes, u: inputs, projected, tensors, h, sh } = this;
    const { rank } = this.context.shape.options;
    const A = { address: tensors.A_log.weight, stride: states * this.rowBytes };
    const columns = { columnB: rank, columnC: rank + states };
    const kept = { address: h, stride: sh };
    return selectiveWindow({ steps, streams, panels, states, stepSizes, inputs, projected, ...columns, A, D: tensors.D.weight, kept });
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    const { kernels: k, interrupted, shape } = this.context;
    const { D8, past, gate, bentGate, convolved, u, projected, q, stepNet, dt, y, gated, out, tensors } = this;
    const { rank, taps } = shape.options;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.inProj.forward(input, past.window(streams), rows);
    this.inProj.forward(input, gate, rows, D8);
    const { address, stride } = past.all;
    const { conv_weight: W, conv_bias: bias } = tensors;
    k.depthwiseForward(rows, streams, D8, taps, address, stride, W.weight, taps * this.rowBytes, bias.weight, convolved.address, convolved.stride);
    k.siluForward(rows, D8, convolved.address, convolved.stride, u.address, u.stride);
    if (interrupted()) return false;
    this.xProj.forward({ rows: u }, projected, rows);
    // Beside the rank's columns lie those of B: they must not meet weights of their own.
    k.copyRows(rows, q.panels, projected.address, projected.stride, q.address, q.stride);
    k.maskColumns(rows, rank, q.address, q.stride);
    this.dtProj.forward({ rows: q }, stepNet, rows);
    k.softplusForward(rows, D8, stepNet.address, stepNet.stride, dt.address, dt.stride);
    if (interrupted()) return false;
    k.selectiveForward(...this.window(steps, streams), y.address, y.stride, this.work);
    k.siluForward(rows, D8, gate.address, gate.stride, bentGate.address, bentGate.stride);
    k.multiplyRows(rows, D8, y.address, y.stride, bentGate.address, bentGate.stride, gated.address, gated.stride);
    if (interrupted()) return false;
    this.outProj.forward({ rows: gated }, out, rows);
    return true;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, interrupted, shape } = this.context;
    const { D8, past, gate, bentGate, convolved, u, q, stepNet, y, gated, tensors } = this;
    const { dPast, dGated, dGate, dStep, dU, dProjected } = this;
    const { taps } = shape.options;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.outProj.parameterGradient({ rows: gated }, dOutput, rows);
    clear(this.context, dGated, rows);
    this.outProj.inputGradient(dOutput, dGated, rows);
    k.multiplyRows(rows, D8, dGated.address, dGated.stride, y.address, y.stride, dGate.address, dGate.stride);
    k.siluBackward(rows, D8, gate.address, gate.stride, dGate.address, dGate.stride);
    k.multiplyRows(rows, D8, dGated.address, dGated.stride, bentGate.address, bentGate.stride, dGated.address, dGated.stride);
    if (interrupted()) return false;
    clear(this.context, dProjected, rows);
    k.selectiveBackward(
      ...([...this.window(steps, streams), dGated.address, dGated.stride] as const),
      ...([dStep.address, dU.address, dProjected.address, dProjected.stride, tensors.A_log.gradient, tensors.D.gradient, this.work] as const),
    );
    if (interrupted()) return false;
    k.softplusBackward(rows, D8, stepNet.address, stepNet.stride, dStep.address, dStep.stride);
    this.dtProj.parameterGradient({ rows: q }, dStep, rows);
    this.dtProj.inputGradient(dStep, panelsOf(dProjected, 0, q.panels), rows);
    this.xProj.parameterGradient({ rows: u }, dProjected, rows);
    this.xProj.inputGradient(dProjected, dU, rows);
    k.siluBackward(rows, D8, convolved.address, convolved.stride, dU.address, dU.stride);
    clear(this.context, dPast, rows + (taps - 1) * streams);
    const { conv_weight: W, conv_bias: bias } = tensors;
    k.depthwiseBackward(
      ...([rows, streams, D8, taps, past.all.address, past.all.stride, W.weight, taps * this.rowBytes, dU.address, dU.stride] as const),
      ...([dPast.address, dPast.stride, W.gradient, bias.gradient] as const),
    );
    if (interrupted()) return false;
    const dInto = rowsFrom(dPast, (taps - 1) * streams, this.context);
    this.inProj.parameterGradient(input, dInto, rows);
    this.inProj.parameterGradient(input, dGate, rows, D8);
    if (!dInput) return true;
    clear(this.context, dInput, rows);
    this.inProj.inputGradient(dInto, dInput, rows, 0, 2 * D8);
    this.inProj.inputGradient(dGate, dInput, rows, D8, 2 * D8);
    return true;
  }

  private get rowBytes(): number {
    return this.context.panels.rowBytes;
  }

  /** Bytes of a panel of one state of all streams, and from a panel of the scan's states to the next. */
  private stateBytes(streams: number): number {
    return this.N * streams * this.rowBytes;
  }

  private get sh(): number {
    return this.N * this.context.stateRows * this.rowBytes;
  }
}
