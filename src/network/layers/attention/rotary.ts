/** Base of the rotation's frequencies. */
const BASE = 10000;

/** Angle of pair i of a head of width e at a position: position · 10000^(-2i/e). */
export function angle(position: number, i: number, e: number): number {
  return position * BASE ** ((-2 * i) / e);
}

/** Rotary position embedding (Su et al. 2021) of one head, half-split: pairs (i, i + e/2) turn by their angle. `direction` -1 turns back. */
export function rotate(head: Float64Array, position: number, direction: 1 | -1 = 1): Float64Array {
  const e = head.length;
  const half = e / 2;
  const result = new Float64Array(e);
  for (let i = 0; i < half; i++) {
    const turn = direction * angle(position, i, e);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    result[i] = head[i]! * c - head[i + half]! * s;
    result[i + half] = head[i]! * s + head[i + half]! * c;
  }
  return result;
}
