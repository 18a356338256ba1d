import type { Layer, LayerContext, LayerInput, Rows } from '../kind';
import { bufferRows, clear, Linear } from '../linear';
import { MLP } from './description';

/** W_2 gelu(W_1 x + b_1) + b_2 of all rows at once. Carries nothing. */
export class MlpLayer implements Layer {
  private readonly nets: Rows;
  private readonly bent: Rows;
  private readonly out: Rows;
  private readonly fc1: Linear;
  private readonly fc2: Linear;

  constructor(private readonly context: LayerContext) {
    const { hidden } = context.shape;
    this.nets = bufferRows(context, 'nets', MLP * hidden);
    this.bent = bufferRows(context, 'bent', MLP * hidden);
    this.out = bufferRows(context, 'out', hidden);
    this.fc1 = new Linear(context, 'fc1.weight', 'fc1.bias');
    this.fc2 = new Linear(context, 'fc2.weight', 'fc2.bias');
  }

  loadState(): void {}

  saveState(): void {}

  output(): Rows {
    return this.out;
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const { nets, bent, out } = this;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.fc1.forward(input, nets, rows);
    k.geluForward(rows, nets.panels, nets.address, nets.stride, bent.address, bent.stride);
    if (interrupted()) return false;
    this.fc2.forward({ rows: bent }, out, rows);
    return true;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const { nets, bent } = this;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.fc2.parameterGradient({ rows: bent }, dOutput, rows);
    if (interrupted()) return false;
    // The bent rows have done their duty: their gradient takes their place.
    clear(this.context, bent, rows);
    this.fc2.inputGradient(dOutput, bent, rows);
    k.geluBackward(rows, nets.panels, nets.address, nets.stride, bent.address, bent.stride);
    if (interrupted()) return false;
    this.fc1.parameterGradient(input, bent, rows);
    if (!dInput) return true;
    if (interrupted()) return false;
    clear(this.context, dInput, rows);
    this.fc1.inputGradient(bent, dInput, rows);
    return true;
  }
}
