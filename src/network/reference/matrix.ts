// Vectors and matrices in float64: as many operations as the formulas of the cells need, and no more.

export type Vector = Float64Array;

/** A named parameter in float64, row-major: a matrix [rows, columns], or a bias [rows]. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Vector;
}

/** Named parameters with PyTorch's names and shapes. */
export type Parameters = Map<string, Parameter>;

/** A one-hot vector; index -1 is the zero vector (a character that the network does not know). */
export class OneHot {
  constructor(
    readonly index: number,
    readonly length: number,
  ) {}
}

/** What a layer reads: a vector, a one-hot vector, or several of them one after another. */
export type Input = Vector | OneHot | readonly Input[];

function lengthOf(x: Input): number {
  return Array.isArray(x) ? x.reduce((sum, piece) => sum + lengthOf(piece), 0) : (x as Vector | OneHot).length;
}

/** W x. Of a one-hot vector: a column of W. */
export function times(W: Parameter, x: Input): Vector {
  const result = new Float64Array(W.shape[0]!);
  addTimes(W, x, 0, result);
  return result;
}

function addTimes(W: Parameter, x: Input, column: number, result: Vector): void {
  const columns = W.shape[1]!;
  if (x instanceof Float64Array) {
    const w = W.data;
    const n = x.length;
    // Four rows at once: one reading of x for four sums that do not wait for each other.
    let i = 0;
    for (; i + 3 < result.length; i += 4) {
      const row = i * columns + column;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let j = 0, a = row, b = row + columns, c = b + columns, d = c + columns; j < n; j++) {
        const value = x[j]!;
        s0 += w[a + j]! * value;
        s1 += w[b + j]! * value;
        s2 += w[c + j]! * value;
        s3 += w[d + j]! * value;
      }
      result[i]! += s0;
      result[i + 1]! += s1;
      result[i + 2]! += s2;
      result[i + 3]! += s3;
    }
    for (; i < result.length; i++) {
      let s = 0;
      for (let j = 0, a = i * columns + column; j < n; j++) s += w[a + j]! * x[j]!;
      result[i]! += s;
    }
  } else if (x instanceof OneHot) {
    if (x.index >= 0) for (let i = 0; i < result.length; i++) result[i]! += W.data[i * columns + column + x.index]!;
  } else {
    let offset = column;
    for (const piece of x) {
      addTimes(W, piece, offset, result);
      offset += lengthOf(piece);
    }
  }
}

/** Wᵀ y. */
export function transposeTimes(W: Parameter, y: Vector): Vector {
  const columns = W.shape[1]!;
  const result = new Float64Array(columns);
  const w = W.data;
  let i = 0;
  for (; i + 3 < y.length; i += 4) {
    const [y0, y1, y2, y3] = [y[i]!, y[i + 1]!, y[i + 2]!, y[i + 3]!];
    for (let j = 0, a = i * columns, b = a + columns, c = b + columns, d = c + columns; j < columns; j++)
      result[j]! += y0 * w[a + j]! + y1 * w[b + j]! + y2 * w[c + j]! + y3 * w[d + j]!;
  }
  for (; i < y.length; i++) for (let j = 0, a = i * columns; j < columns; j++) result[j]! += y[i]! * w[a + j]!;
  return result;
}

/** Σ_g diag(a_g) W_g over blocks of rows of W, the first of them being block `first`. */
export function combineBlocks(W: Parameter, factors: readonly Vector[], first = 0): Vector {
  const H = W.shape[1]!;
  const result = new Float64Array(H * H);
  factors.forEach((factor, g) => {
    const start = (first + g) * H * H;
    for (let i = 0; i < H; i++) for (let j = 0, a = factor[i]!; j < H; j++) result[i * H + j]! += a * W.data[start + i * H + j]!;
  });
  return result;
}

/** dW += y xᵀ. */
export function addOuter(dW: Parameter, y: Vector, x: Input, column = 0): void {
  const columns = dW.shape[1]!;
  if (x instanceof Float64Array) {
    for (let i = 0; i < y.length; i++) for (let j = 0; j < x.length; j++) dW.data[i * columns + column + j]! += y[i]! * x[j]!;
  } else if (x instanceof OneHot) {
    if (x.index >= 0) for (let i = 0; i < y.length; i++) dW.data[i * columns + column + x.index]! += y[i]!;
  } else {
    let offset = column;
    for (const piece of x) {
      addOuter(dW, y, piece, offset);
      offset += lengthOf(piece);
    }
  }
}

/** a += b. */
export function add(a: Vector, b: Vector): void {
  for (let i = 0; i < a.length; i++) a[i]! += b[i]!;
}

/** Sum of vectors of one length; what is missing counts as zero. */
export function sum(first: Vector, ...others: readonly (Vector | undefined)[]): Vector {
  const result = first.slice();
  for (const other of others) if (other) add(result, other);
  return result;
}

/** A vector from its elements' formula. */
export function vector(length: number, element: (i: number) => number): Vector {
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) result[i] = element(i);
  return result;
}

export function norm(x: Vector): number {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += x[i]! * x[i]!;
  return Math.sqrt(squares);
}

/** The same parameters in float64. */
export function toFloat64(tensors: ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>): Parameters {
  return new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]));
}

/** Zeros of the same names and shapes. */
export function zerosLike(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, { shape, data }]) => [name, { shape, data: new Float64Array(data.length) }]));
}
