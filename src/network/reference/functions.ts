import { sigmoid } from './activation';
import type { Parameter, Vector } from './matrix';

/** log(1 + e^x). */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** SiLU: x σ(x). */
export const silu = (x: number): number => x * sigmoid(x);

export function siluSlope(x: number): number {
  const s = sigmoid(x);
  return s * (1 + x * (1 - s));
}

const GELU = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** GELU in its tanh form: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(GELU * (x + CUBIC * x ** 3)));

export function geluSlope(x: number): number {
  const t = Math.tanh(GELU * (x + CUBIC * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU * (1 + 3 * CUBIC * x * x);
}

/** Gated linear unit of a vector of values and gates one after the other: a σ(b). */
export function glu(x: Vector): Vector {
  const half = x.length / 2;
  return x.subarray(0, half).map((value, i) => value * sigmoid(x[half + i]!));
}

/** ∂E/∂x of `glu`. */
export function gluBackward(x: Vector, d: Vector): Vector {
  const half = x.length / 2;
  const result = new Float64Array(x.length);
  for (let i = 0; i < half; i++) {
    const s = sigmoid(x[half + i]!);
    result[i] = d[i]! * s;
    result[half + i] = d[i]! * x[i]! * s * (1 - s);
  }
  return result;
}

/** Rows [from, to) of a matrix or a vector, sharing its numbers. */
export function rowsOf({ shape, data }: Parameter, from: number, to: number): Parameter {
  const width = shape[1] ?? 1;
  return { shape: [to - from, ...shape.slice(1)], data: data.subarray(from * width, to * width) };
}

export const zeros = (count: number, length: number): Vector[] => Array.from({ length: count }, () => new Float64Array(length));
