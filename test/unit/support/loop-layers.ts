import type { Address, Kernels } from '../../../src/kernels/backend';
import { ACTIVATION } from '../../../src/network/layers/activation';
import type { LoopMatrices } from './loop-matrices';

type Offered = Pick<
  Kernels,
  'rnnForward' | 'rnnBackward' | 'lstmForward' | 'lstmBackward' | 'gruForward' | 'gruBackward' | 'activateRows' | 'slopeRows'
>;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const phi = (x: number, activation: number) => {
  if (activation === ACTIVATION.tanh) return Math.tanh(x);
  return activation === ACTIVATION.sigmoid ? sigmoid(x) : Math.max(0, x);
};
/** φ'(a) from s = φ(a). */
const slope = (s: number, activation: number) => {
  if (activation === ACTIVATION.tanh) return 1 - s * s;
  return activation === ACTIVATION.sigmoid ? s * (1 - s) : s > 0 ? 1 : 0;
};

/** The recurrent and feed-forward layers' steps through time. */
export class LoopLayers implements Offered {
  private readonly x: Float32Array;

  constructor(
    buffer: ArrayBuffer,
    private readonly width: number,
    private readonly matrices: LoopMatrices,
  ) {
    this.x = new Float32Array(buffer);
  }

  /** Places in a row's panel, all streams and units of a time step: `visit` gets the number's offset in a block of B rows, and its panel. */
  private units(B: number, panels: number, visit: (offset: number, panel: number) => void): void {
    for (let panel = 0; panel < panels; panel++) for (let i = 0; i < B * this.width; i++) visit(i, panel);
  }

  private step(B: number): number {
    return 4 * B * this.width;
  }

  private get tile(): number {
    return 4 * this.width * this.width;
  }

  rnnForward(...[t0, t1, B, H, activation, gates, sg, h, sh, W]: Parameters<Kernels['rnnForward']>): void {
    const { x } = this;
    const [step, P] = [this.step(B), Math.ceil(H / this.width)];
    for (let t = t0; t < t1; t++) {
      if (W) this.matrices.gemmNN(B, P, P, h + t * step, sh, W, P * this.tile, gates + t * step, sg);
      this.units(B, P, (i, u) => {
        const unit = u * this.width + (i % this.width);
        x[(h + (t + 1) * step + u * sh) / 4 + i] = unit < H ? phi(x[(gates + t * step + u * sg) / 4 + i]!, activation) : 0;
      });
    }
  }

  rnnBackward(...[t0, t1, B, H, activation, gates, sg, h, sh, dh, sd, WT]: Parameters<Kernels['rnnBackward']>): void {
    const { x } = this;
    const [step, P] = [this.step(B), Math.ceil(H / this.width)];
    for (let t = t1 - 1; t >= t0; t--) {
      this.units(B, P, (i, u) => {
        const s = x[(h + (t + 1) * step + u * sh) / 4 + i]!;
        x[(gates + t * step + u * sg) / 4 + i] = x[(dh + t * step + u * sd) / 4 + i]! * slope(s, activation);
      });
      if (t > 0 && WT) this.matrices.gemmNN(B, P, P, gates + t * step, sg, WT, P * this.tile, dh + (t - 1) * step, sd);
    }
  }

  lstmForward(...[t0, t1, B, P, gates, sg, h, sh, c, tc, st, W]: Parameters<Kernels['lstmForward']>): void {
    const { x } = this;
    const step = this.step(B);
    for (let t = t0; t < t1; t++) {
      if (W) this.matrices.gemmNN(B, 4 * P, P, h + t * step, sh, W, P * this.tile, gates + t * step, sg);
      this.units(B, P, (offset, u) => {
        const place = (gate: number) => (gates + t * step + (gate * P + u) * sg) / 4 + offset;
        const [i, f, g, o] = [sigmoid(x[place(0)]!), sigmoid(x[place(1)]!), Math.tanh(x[place(2)]!), sigmoid(x[place(3)]!)];
        [i, f, g, o].forEach((value, gate) => {
          x[place(gate)] = value;
        });
        const state = (t * step + u * sh) / 4 + offset;
        const now = f * x[c / 4 + state]! + i * g;
        x[(c + step) / 4 + state] = now;
        x[(tc + t * step + u * st) / 4 + offset] = Math.tanh(now);
        x[(h + step) / 4 + state] = o * Math.tanh(now);
      });
    }
  }

  lstmBackward(...[t0, t1, B, P, gates, sg, sh, c, tc, st, dh, sd, dc, WT]: Parameters<Kernels['lstmBackward']>): void {
    const { x } = this;
    const step = this.step(B);
    for (let t = t1 - 1; t >= t0; t--) {
      this.units(B, P, (offset, u) => {
        const place = (gate: number) => (gates + t * step + (gate * P + u) * sg) / 4 + offset;
        const [i, f, g, o] = [x[place(0)]!, x[place(1)]!, x[place(2)]!, x[place(3)]!];
        const y = x[(tc + t * step + u * st) / 4 + offset]!;
        const dy = x[(dh + t * step + u * sd) / 4 + offset]!;
        const carry = (dc + u * step) / 4 + offset;
        const k = x[carry]! + dy * o * (1 - y * y);
        x[place(3)] = dy * y * o * (1 - o);
        x[place(0)] = k * g * i * (1 - i);
        x[place(1)] = k * x[(c + t * step + u * sh) / 4 + offset]! * f * (1 - f);
        x[place(2)] = k * i * (1 - g * g);
        x[carry] = k * f;
      });
      if (t > 0 && WT) this.matrices.gemmNN(B, P, 4 * P, gates + t * step, sg, WT, 4 * P * this.tile, dh + (t - 1) * step, sd);
    }
  }

  /** Blocks r, z, q = W_n h + b'_n, n. */
  gruForward(...[t0, t1, B, P, gates, sg, h, sh, W]: Parameters<Kernels['gruForward']>): void {
    const { x } = this;
    const step = this.step(B);
    for (let t = t0; t < t1; t++) {
      if (W) this.matrices.gemmNN(B, 3 * P, P, h + t * step, sh, W, P * this.tile, gates + t * step, sg);
      this.units(B, P, (offset, u) => {
        const place = (gate: number) => (gates + t * step + (gate * P + u) * sg) / 4 + offset;
        const [r, z] = [sigmoid(x[place(0)]!), sigmoid(x[place(1)]!)];
        const n = Math.tanh(x[place(3)]! + r * x[place(2)]!);
        x[place(0)] = r;
        x[place(1)] = z;
        x[place(3)] = n;
        const before = (h + t * step + u * sh) / 4 + offset;
        x[before + step / 4] = (1 - z) * n + z * x[before]!;
      });
    }
  }

  gruBackward(...[t0, t1, B, P, gates, sg, h, sh, dh, sd, WT]: Parameters<Kernels['gruBackward']>): void {
    const { x } = this;
    const step = this.step(B);
    for (let t = t1 - 1; t >= t0; t--) {
      this.units(B, P, (offset, u) => {
        const place = (gate: number) => (gates + t * step + (gate * P + u) * sg) / 4 + offset;
        const [r, z, q, n] = [x[place(0)]!, x[place(1)]!, x[place(2)]!, x[place(3)]!];
        const d = (dh + t * step + u * sd) / 4 + offset;
        const dy = x[d]!;
        const dn = dy * (1 - z) * (1 - n * n);
        x[place(1)] = dy * (x[(h + t * step + u * sh) / 4 + offset]! - n) * z * (1 - z);
        x[place(0)] = dn * q * r * (1 - r);
        x[place(2)] = dn * r;
        x[place(3)] = dn;
        if (t > 0) x[d - step / 4]! += dy * z;
      });
      if (t > 0 && WT) this.matrices.gemmNN(B, P, 3 * P, gates + t * step, sg, WT, 3 * P * this.tile, dh + (t - 1) * step, sd);
    }
  }

  activateRows(R: number, H: number, activation: number, X: Address, sx: number): void {
    this.units(R, Math.ceil(H / this.width), (i, u) => {
      const place = (X + u * sx) / 4 + i;
      this.x[place] = phi(this.x[place]!, activation);
    });
  }

  slopeRows(R: number, H: number, activation: number, S: Address, ss: number, D: Address, sd: number): void {
    this.units(R, Math.ceil(H / this.width), (i, u) => {
      this.x[(D + u * sd) / 4 + i]! *= slope(this.x[(S + u * ss) / 4 + i]!, activation);
    });
  }
}
