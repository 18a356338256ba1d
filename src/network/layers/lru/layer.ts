import type { Address } from '../../../kernels/backend';
import type { Layer, LayerContext, LayerInput, Rows, TensorPlace } from '../kind';
import { bufferRows, clear, inBlocks, Linear, panelsOf, rowsFrom } from '../linear';
import { stateSize } from './description';
import { eigenvalues, logGradient } from './eigenvalues';

type Seven = [Rows, Rows, Rows, Rows, Rows, Rows, Rows];

/** The recurrence in reals, two blocks of panels each: b = B u, and the state s as Re s and -Im s, with slots 0..T. */
export class LruLayer implements Layer {
  private readonly b: Rows;
  private readonly s: Rows;
  private readonly y: Rows;
  private readonly bent: Rows;
  private readonly nets: Rows;
  private readonly out: Rows;
  private readonly dS: Rows;
  private readonly dY: Rows;
  private readonly coefficients: Address;
  private readonly sums: Address;
  private readonly B: readonly [Linear, Linear];
  private readonly C: readonly [Linear, Linear];
  private readonly D: TensorPlace;
  private readonly glu: Linear;
  private readonly n: number;
  /** Panels of half a state. */
  private readonly half: number;

  constructor(private readonly context: LayerContext) {
    const { panels, shape, stateRows } = context;
    this.n = stateSize(shape);
    const complex = 2 * panels.round(this.n);
    this.half = panels.count(this.n);
    this.b = bufferRows(context, 'b', complex);
    this.s = bufferRows(context, 's', complex, stateRows);
    this.dS = bufferRows(context, 'dS', complex);
    this.y = bufferRows(context, 'y', shape.hidden);
    this.dY = bufferRows(context, 'dY', shape.hidden);
    this.bent = bufferRows(context, 'bent', shape.hidden);
    this.nets = bufferRows(context, 'nets', 2 * panels.round(shape.hidden));
    this.out = bufferRows(context, 'out', shape.hidden);
    this.coefficients = context.buffer('coefficients');
    this.sums = context.buffer('sums');
    this.B = [new Linear(context, 'lru.B_re'), new Linear(context, 'lru.B_im')];
    this.C = [new Linear(context, 'lru.C_re'), new Linear(context, 'lru.C_im')];
    this.D = context.tensor('lru.D');
    this.glu = new Linear(context, 'glu.weight', 'glu.bias');
  }

  loadState(from: Address | undefined, streams: number): void {
    const { kernels: k, panels } = this.context;
    if (from === undefined) clear(this.context, this.s, streams);
    else k.copyRows(streams, this.s.panels, from, streams * panels.rowBytes, this.s.address, this.s.stride);
  }

  saveState(to: Address, streams: number, steps: number): void {
    const { kernels: k, panels } = this.context;
    const bytes = streams * panels.rowBytes;
    k.copyRows(streams, this.s.panels, this.s.address + steps * bytes, this.s.stride, to, bytes);
  }

  output(): Rows {
    return this.out;
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    this.writeCoefficients();
    return inBlocks(steps, streams, (from, length) => this.forwardBlock(input, from, length, streams));
  }

  private forwardBlock(input: LayerInput, from: number, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const { D } = this;
    const rows = steps * streams;
    const part = (whole: Rows) => rowsFrom(whole, from * streams, this.context);
    const [u, b, s, y, bent, nets, out] = [input.rows!, this.b, this.s, this.y, this.bent, this.nets, this.out].map(part) as Seven;
    for (const i of [0, 1] as const) {
      if (interrupted()) return false;
      this.B[i].forward({ rows: u }, panelsOf(b, i * this.half, this.half), rows);
    }
    k.lruForward(steps, streams, this.half, this.coefficients, b.address, b.stride, s.address, s.stride);
    clear(this.context, y, rows);
    k.addScaledRows(rows, y.panels, u.address, u.stride, D.weight, y.address, y.stride);
    for (const i of [0, 1] as const) {
      if (interrupted()) return false;
      this.C[i].add(part(this.states(i, streams)), y, rows);
    }
    k.geluForward(rows, y.panels, y.address, y.stride, bent.address, bent.stride);
    if (interrupted()) return false;
    this.glu.forward({ rows: bent }, nets, rows);
    k.gluForward(rows, out.panels, nets.address, nets.stride, out.address, out.stride);
    return true;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k } = this.context;
    const { b, s, dS, coefficients, half, sums } = this;
    if (!inBlocks(steps, streams, (from, length) => this.backwardToState(input, dOutput, from, length, streams))) return false;
    k.zero(sums, 3 * half * this.context.panels.rowBytes);
    k.lruBackward(steps, streams, half, coefficients, b.address, b.stride, s.address, s.stride, dS.address, dS.stride, sums);
    this.addCoefficientGradients();
    return inBlocks(steps, streams, (from, length) => this.backwardToInput(input, dInput, from, length, streams));
  }

  /** From ∂E/∂output to what of ∂E/∂s comes from above, in dS, and ∂E/∂y, in dY. */
  private backwardToState(input: LayerInput, dOutput: Rows, from: number, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const rows = steps * streams;
    const part = (whole: Rows) => rowsFrom(whole, from * streams, this.context);
    const [d, nets, bent, y, dY, dS, u] = [dOutput, this.nets, this.bent, this.y, this.dY, this.dS, input.rows!].map(part) as Seven;
    if (interrupted()) return false;
    k.gluBackward(rows, d.panels, nets.address, nets.stride, d.address, d.stride);
    this.glu.parameterGradient({ rows: bent }, nets, rows);
    clear(this.context, dY, rows);
    if (interrupted()) return false;
    this.glu.inputGradient(nets, dY, rows);
    k.geluBackward(rows, y.panels, y.address, y.stride, dY.address, dY.stride);
    k.productSums(rows, y.panels, dY.address, dY.stride, u.address, u.stride, this.D.gradient);
    clear(this.context, dS, rows);
    for (const i of [0, 1] as const) {
      if (interrupted()) return false;
      this.C[i].parameterGradient({ rows: part(this.states(i, streams)) }, dY, rows);
      this.C[i].inputGradient(dY, panelsOf(dS, i * this.half, this.half), rows);
    }
    return true;
  }

  /** From ∂E/∂b, in dS, to ∂E/∂u. */
  private backwardToInput(input: LayerInput, dInput: Rows | undefined, from: number, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const rows = steps * streams;
    const part = (whole: Rows) => rowsFrom(whole, from * streams, this.context);
    const [dY, dS] = [part(this.dY), part(this.dS)];
    const dU = dInput && part(dInput);
    if (dU) {
      clear(this.context, dU, rows);
      k.addScaledRows(rows, dU.panels, dY.address, dY.stride, this.D.weight, dU.address, dU.stride);
    }
    for (const i of [0, 1] as const) {
      if (interrupted()) return false;
      const d = panelsOf(dS, i * this.half, this.half);
      this.B[i].parameterGradient({ rows: part(input.rows!) }, d, rows);
      if (dU) this.B[i].inputGradient(d, dU, rows);
    }
    return true;
  }

  /** Half of the state after every time step. */
  private states(i: 0 | 1, streams: number): Rows {
    return rowsFrom(panelsOf(this.s, i * this.half, this.half), streams, this.context);
  }

  /** Re λ, Im λ and γ, a row of panels each. */
  private writeCoefficients(): void {
    const { n, context } = this;
    const [nu, theta, gamma] = this.logs('weight');
    const values = eigenvalues({ nu: nu!, theta: theta!, gamma: gamma! });
    const view = new Float32Array(context.backend.memory.buffer, this.coefficients, 3 * context.panels.round(n));
    [values.re, values.im, values.gamma].forEach((part, i) => {
      view.set(part, i * context.panels.round(n));
    });
  }

  private addCoefficientGradients(): void {
    const { n, context } = this;
    const width = context.panels.round(n);
    const sums = new Float32Array(context.backend.memory.buffer, this.sums, 3 * width);
    const [nu, theta, gamma] = this.logs('weight');
    const [dNu, dTheta, dGamma] = this.logs('gradient');
    for (let i = 0; i < n; i++) {
      const d = logGradient(nu![i]!, theta![i]!, gamma![i]!, sums[i]!, sums[width + i]!, sums[2 * width + i]!);
      dNu![i]! += d.nu;
      dTheta![i]! += d.theta;
      dGamma![i]! += d.gamma;
    }
  }

  private logs(which: 'weight' | 'gradient'): Float32Array[] {
    const { context, n } = this;
    const view = (name: string) => new Float32Array(context.backend.memory.buffer, context.tensor(`lru.${name}`)[which], n);
    return ['nu_log', 'theta_log', 'gamma_log'].map(view);
  }
}
