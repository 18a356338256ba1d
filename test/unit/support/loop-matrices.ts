import type { Address, Kernels } from '../../../src/kernels/backend';

type Offered = Pick<
  Kernels,
  | 'gemmNN'
  | 'gemmTN'
  | 'transpose'
  | 'lookUp'
  | 'embed'
  | 'scatter'
  | 'biasRows'
  | 'columnSums'
  | 'rowNorms'
  | 'copyRows'
  | 'addRows'
  | 'zero'
  | 'add'
  | 'sumSquares'
  | 'drawUniform'
  | 'adam'
  | 'softmaxMaxima'
  | 'softmaxCrossEntropy'
  | 'softmaxGradient'
  | 'logProbabilities'
>;

/** Numbers of `work` that belong to a row of the softmax. */
const WORK = 12;

/** Matrices, tables, the softmax and Adam as their definitions say, number by number. */
export class LoopMatrices implements Offered {
  readonly floats: Float32Array;
  private readonly integers: Int32Array;

  constructor(
    buffer: ArrayBuffer,
    private readonly width: number,
  ) {
    this.floats = new Float32Array(buffer);
    this.integers = new Int32Array(buffer);
  }

  /** Place of row r, column c of X[c / width][r][width]. */
  private at(X: Address, stride: number, r: number, c: number): number {
    const { width } = this;
    return (X + Math.floor(c / width) * stride) / 4 + r * width + (c % width);
  }

  /** Calls `visit` with the place of every number of R rows of N panels. */
  private each(R: number, N: number, X: Address, stride: number, visit: (place: number, r: number, c: number) => void): void {
    for (let r = 0; r < R; r++) for (let c = 0; c < N * this.width; c++) visit(this.at(X, stride, r, c), r, c);
  }

  gemmNN(M: number, N: number, K: number, A: Address, sa: number, B: Address, sb: number, C: Address, sc: number): void {
    const { floats, width } = this;
    this.each(M, N, C, sc, (place, m, n) => {
      let sum = floats[place]!;
      for (let k = 0; k < K * width; k++) sum += floats[this.at(A, sa, m, k)]! * floats[this.at(B, sb, k, n)]!;
      floats[place] = sum;
    });
  }

  gemmTN(R: number, J: number, N: number, A: Address, sa: number, D: Address, sd: number, C: Address, sc: number): void {
    const { floats, width } = this;
    this.each(J * width, N, C, sc, (place, j, n) => {
      let sum = floats[place]!;
      for (let r = 0; r < R; r++) sum += floats[this.at(A, sa, r, j)]! * floats[this.at(D, sd, r, n)]!;
      floats[place] = sum;
    });
  }

  transpose(K: number, N: number, W: Address, T: Address, first: number, last: number): void {
    const { floats, width } = this;
    const tile = 4 * width * width;
    for (let k = first * width; k < last * width; k++)
      for (let n = 0; n < N * width; n++) floats[this.at(T, N * tile, n, k)] = floats[this.at(W, K * tile, k, n)]!;
  }

  private row(symbols: Address, r: number): number {
    return this.integers[symbols / 4 + r]!;
  }

  lookUp(R: number, N: number, symbols: Address, table: Address, st: number, a: Address, b: Address, C: Address, sc: number): void {
    this.biasRows(R, N, a, b, C, sc);
    this.embed(R, N, symbols, table, st, C, sc);
  }

  embed(R: number, N: number, symbols: Address, table: Address, st: number, C: Address, sc: number): void {
    this.each(R, N, C, sc, (place, r, c) => {
      const symbol = this.row(symbols, r);
      if (symbol >= 0) this.floats[place]! += this.floats[this.at(table, st, symbol, c)]!;
    });
  }

  scatter(R: number, N: number, symbols: Address, D: Address, sd: number, gradient: Address, sg: number): void {
    this.each(R, N, D, sd, (place, r, c) => {
      const symbol = this.row(symbols, r);
      if (symbol >= 0) this.floats[this.at(gradient, sg, symbol, c)]! += this.floats[place]!;
    });
  }

  biasRows(R: number, N: number, a: Address, b: Address, C: Address, sc: number): void {
    const { floats } = this;
    this.each(R, N, C, sc, (place, _, c) => {
      floats[place] = floats[a / 4 + c]! + floats[b / 4 + c]!;
    });
  }

  columnSums(R: number, N: number, D: Address, sd: number, sum: Address): void {
    this.each(R, N, D, sd, (place, _, c) => {
      this.floats[sum / 4 + c]! += this.floats[place]!;
    });
  }

  rowNorms(R: number, N: number, X: Address, sx: number, norms: Address): void {
    const squares = new Float64Array(R);
    this.each(R, N, X, sx, (place, r) => {
      squares[r]! += this.floats[place]! ** 2;
    });
    this.floats.set(squares.map(Math.sqrt), norms / 4);
  }

  copyRows(R: number, N: number, from: Address, sf: number, to: Address, st: number): void {
    this.each(R, N, to, st, (place, r, c) => {
      this.floats[place] = this.floats[this.at(from, sf, r, c)]!;
    });
  }

  addRows(R: number, N: number, X: Address, sx: number, Y: Address, sy: number, C: Address, sc: number): void {
    this.each(R, N, C, sc, (place, r, c) => {
      this.floats[place] = this.floats[this.at(X, sx, r, c)]! + this.floats[this.at(Y, sy, r, c)]!;
    });
  }

  zero(start: Address, bytes: number): void {
    this.floats.fill(0, start / 4, (start + bytes) / 4);
  }

  add(X: Address, Y: Address, bytes: number): void {
    for (let i = 0; i < bytes / 4; i++) this.floats[X / 4 + i]! += this.floats[Y / 4 + i]!;
  }

  sumSquares(X: Address, bytes: number): number {
    return this.floats.subarray(X / 4, (X + bytes) / 4).reduce((sum, x) => sum + x * x, 0);
  }

  drawUniform(): never {
    throw new Error('The networks of these tests bring their weights.');
  }

  adam(...[P, G, M, S, bytes, rate, beta1, beta2, c1, c2, epsilon, decay, decoupled, scale]: Parameters<Kernels['adam']>): void {
    const { floats } = this;
    for (let i = 0; i < bytes / 4; i++) {
      const p = floats[P / 4 + i]! * (decoupled ? 1 - rate * decay : 1);
      const g = floats[G / 4 + i]! * scale + (decoupled ? 0 : decay * p);
      const m = beta1 * floats[M / 4 + i]! + (1 - beta1) * g;
      const s = beta2 * floats[S / 4 + i]! + (1 - beta2) * g * g;
      floats[M / 4 + i] = m;
      floats[S / 4 + i] = s;
      floats[P / 4 + i] = p - ((rate / c1) * m) / (Math.sqrt(s / c2) + epsilon);
    }
  }

  /** All that there is to know of a row is found out in the next step. */
  softmaxMaxima(): void {}

  softmaxCrossEntropy(...[R, V, logits, sl, targets, scale, correct, work]: Parameters<Kernels['softmaxCrossEntropy']>): number {
    const { floats, width } = this;
    let nats = 0;
    for (let r = 0; r < R; r++) {
      const row = Array.from({ length: V }, (_, v) => floats[this.at(logits, sl, r, v)]!);
      const top = Math.max(...row);
      const total = row.reduce((sum, x) => sum + Math.exp(x - top), 0);
      const target = this.row(targets, r);
      if (target >= 0) {
        nats += Math.log(total) - (row[target]! - top);
        if (row[target] === top) this.integers[correct / 4]!++;
      }
      for (let v = 0; v < Math.ceil(V / width) * width; v++) floats[this.at(logits, sl, r, v)] = v < V ? Math.exp(row[v]! - top) : 0;
      floats[work / 4 + r * WORK] = target >= 0 ? scale / total : 0;
    }
    return nats;
  }

  softmaxGradient(...[R, from, to, logits, sl, targets, scale, work, sums]: Parameters<Kernels['softmaxGradient']>): void {
    const { floats, width } = this;
    for (let r = 0; r < R; r++)
      for (let v = from * width; v < to * width; v++) {
        const place = this.at(logits, sl, r, v);
        const d = floats[place]! * floats[work / 4 + r * WORK]! - (this.row(targets, r) === v ? scale : 0);
        floats[place] = d;
        if (sums) floats[sums / 4 + v]! += d;
      }
  }

  logProbabilities(V: number, logits: Address, sl: number, out: Address): void {
    const row = Array.from({ length: V }, (_, v) => this.floats[this.at(logits, sl, 0, v)]!);
    const top = Math.max(...row);
    const log = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
    this.floats.set(
      row.map((x) => x - log),
      out / 4,
    );
  }
}
