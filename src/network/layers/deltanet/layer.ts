import type { Address } from '../../../kernels/backend';
import { type DeltaArguments, deltaWindow } from '../../../kernels/kernel-arguments';
import type { Layer, LayerContext, LayerInput, Rows, TensorPlace } from '../kind';
import { bufferRows, clear, Linear, panelsOf } from '../linear';

/** Number of the logistic function in the kernels. */
const SIGMOID = 1;

/** The delta rule on a matrix a head. Blocks of the nets' panels: queries, keys, values; S lies as the scan likes it, [stream][head][panel of values][key]. */
export class DeltaNetLayer implements Layer {
  private readonly nets: Rows;
  private readonly units: Rows;
  private readonly beta: Rows;
  private readonly change: Rows;
  private readonly o: Rows;
  private readonly normed: Rows;
  private readonly out: Rows;
  private readonly dNormed: Rows;
  private readonly dO: Rows;
  private readonly dNets: Rows;
  private readonly dBeta: Rows;
  private readonly S: Address;
  private readonly final: Address;
  private readonly scales: Address;
  private readonly work: Address;
  private readonly inProj: Linear;
  private readonly betaProj: Linear;
  private readonly outProj: Linear;
  private readonly onorm: TensorPlace;
  private readonly heads: number;
  private readonly e: number;
  private readonly E8: number;

  constructor(private readonly context: LayerContext) {
    const { shape, panels } = context;
    this.heads = shape.options.attentionHeads;
    this.e = shape.hidden / this.heads;
    this.E8 = panels.count(this.e);
    const wide = this.heads * panels.round(this.e);
    this.nets = bufferRows(context, 'nets', 3 * wide);
    this.units = bufferRows(context, 'units', 2 * wide);
    this.change = bufferRows(context, 'change', wide);
    this.o = bufferRows(context, 'o', wide);
    this.normed = bufferRows(context, 'normed', wide);
    this.beta = bufferRows(context, 'beta', this.heads);
    this.out = bufferRows(context, 'out', shape.hidden);
    this.dNormed = bufferRows(context, 'dNormed', wide);
    this.dO = bufferRows(context, 'dO', wide);
    this.dNets = bufferRows(context, 'dNets', 3 * wide);
    this.dBeta = bufferRows(context, 'dBeta', this.heads);
    this.S = context.buffer('S');
    this.final = context.buffer('final');
    this.scales = context.buffer('scales');
    this.work = context.buffer('work');
    this.inProj = new Linear(context, 'in_proj.weight');
    this.betaProj = new Linear(context, 'beta.weight', 'beta.bias');
    this.outProj = new Linear(context, 'out_proj.weight');
    this.onorm = context.tensor('onorm.weight');
  }

  loadState(from: Address | undefined, streams: number): void {
    const { kernels, backend } = this.context;
    if (from === undefined) {
      kernels.zero(this.S, this.stateFloats(streams) * 4);
      return;
    }
    const own = new Float32Array(backend.memory.buffer, this.S, this.stateFloats(streams));
    const kept = new Float32Array(backend.memory.buffer, from, this.stateFloats(streams));
    this.eachRow(streams, (at, place) => own.set(kept.subarray(place, place + this.width), at));
  }

  saveState(to: Address, streams: number): void {
    const { backend } = this.context;
    const own = new Float32Array(backend.memory.buffer, this.S, this.stateFloats(streams));
    const kept = new Float32Array(backend.memory.buffer, to, this.stateFloats(streams));
    this.eachRow(streams, (at, place) => kept.set(own.subarray(at, at + this.width), place));
  }

  output(): Rows {
    return this.out;
  }

  private window(steps: number, streams: number): DeltaArguments {
    const { heads, E8: headPanels, e: headWidth, units: queries } = this;
    const keys = { address: this.head(queries, heads), stride: queries.stride };
    return deltaWindow({ steps, streams, heads, headPanels, headWidth, queries, keys });
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    const { kernels: k, interrupted } = this.context;
    const { nets, units, beta, change, o, normed, out, heads, E8, e } = this;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.inProj.forward(input, nets, rows);
    this.betaProj.forward(input, beta, rows);
    k.activateRows(rows, heads, SIGMOID, beta.address, beta.stride);
    for (let i = 0; i < 2 * heads; i++) k.unitForward(rows, E8, this.head(nets, i), nets.stride, this.head(units, i), units.stride, this.scalesOf(i));
    if (interrupted()) return false;
    const values = this.head(nets, 2 * heads);
    k.deltaForward(
      ...([...this.window(steps, streams), values, nets.stride, beta.address, beta.stride] as const),
      ...([change.address, change.stride, o.address, o.stride, this.S] as const),
    );
    for (let i = 0; i < heads; i++)
      k.rmsNormForward(rows, E8, e, this.head(o, i), o.stride, this.onorm.weight, this.head(normed, i), normed.stride, this.scalesOf(2 * heads + i));
    if (interrupted()) return false;
    this.outProj.forward({ rows: normed }, out, rows);
    return true;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, interrupted, backend } = this.context;
    const { nets, units, beta, change, o, normed, dNormed, dO, dNets, dBeta, heads, E8, e, onorm } = this;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.outProj.parameterGradient({ rows: normed }, dOutput, rows);
    clear(this.context, dNormed, rows);
    this.outProj.inputGradient(dOutput, dNormed, rows);
    clear(this.context, dO, rows);
    for (let i = 0; i < heads; i++)
      k.rmsNormBackward(
        ...([rows, E8, e, this.head(o, i), o.stride, onorm.weight, this.scalesOf(2 * heads + i)] as const),
        ...([this.head(dNormed, i), dNormed.stride, this.head(dO, i), dO.stride, onorm.gradient] as const),
      );
    clear(this.context, dNets, rows);
    clear(this.context, dBeta, rows);
    if (interrupted()) return false;
    // The state after the window is still needed.
    new Float32Array(backend.memory.buffer).copyWithin(this.final / 4, this.S / 4, this.S / 4 + this.stateFloats(streams));
    const [dKeys, dValues] = [this.head(dNets, heads), this.head(dNets, 2 * heads)];
    k.deltaBackward(
      ...([...this.window(steps, streams), beta.address, beta.stride, change.address, change.stride] as const),
      ...([dO.address, dO.stride, dNets.address, dKeys, dValues, dNets.stride, dBeta.address, dBeta.stride, this.final, this.work] as const),
    );
    for (let i = 0; i < 2 * heads; i++)
      k.unitBackward(
        ...([rows, E8, this.head(nets, i), nets.stride, this.head(units, i), units.stride, this.scalesOf(i)] as const),
        ...([this.head(dNets, i), dNets.stride] as const),
      );
    k.slopeRows(rows, heads, SIGMOID, beta.address, beta.stride, dBeta.address, dBeta.stride);
    if (interrupted()) return false;
    this.inProj.parameterGradient(input, dNets, rows);
    this.betaProj.parameterGradient(input, dBeta, rows);
    if (!dInput) return true;
    if (interrupted()) return false;
    clear(this.context, dInput, rows);
    this.inProj.inputGradient(dNets, dInput, rows);
    this.betaProj.inputGradient(dBeta, dInput, rows);
    return true;
  }

  /** Where a head's panels begin; of units keys follow queries, of nets values follow both. */
  private head(rows: Rows, i: number): Address {
    return panelsOf(rows, i * this.E8, this.E8).address;
  }

  private scalesOf(i: number): Address {
    return this.scales + i * this.context.rows * 4;
  }

  private get width(): number {
    return this.context.panels.width;
  }

  private stateFloats(streams: number): number {
    return streams * this.heads * this.E8 * this.e * this.width;
  }

  /** Places of every row of eight of S: in the scan's order and in the kept one, [panel][head and key][stream]. */
  private eachRow(streams: number, visit: (own: number, kept: number) => void): void {
    const { heads, E8, e, width } = this;
    for (let b = 0; b < streams; b++)
      for (let h = 0; h < heads; h++)
        for (let p = 0; p < E8; p++)
          for (let j = 0; j < e; j++) visit((((b * heads + h) * E8 + p) * e + j) * width, ((p * heads * e + h * e + j) * streams + b) * width);
  }
}
