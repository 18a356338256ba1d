// What surrounds the layers of a stack: sums of rows and means over time, on the blocked layout.
import { flush } from './vector';

/** C = X + Y over R rows of N8 panels; C may be one of them. */
export function addRows(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize, C: usize, sc: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, y = Y + <usize>n * sy, c = C + <usize>n * sc;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) v128.store(c + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  }
}

/** Y[t · B + b] = the mean of X over the time steps 0..t of stream b. */
export function meanOverTime(steps: i32, B: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize): void {
  const step = <usize>B * 32;
  for (let n = 0; n < N8; n++)
    for (let i: usize = 0; i < step; i += 16) {
      let x = X + <usize>n * sx + i, y = Y + <usize>n * sy + i;
      let sum = f32x4.splat(0);
      for (let t = 0; t < steps; t++, x += step, y += step) {
        sum = f32x4.add(sum, v128.load(x));
        v128.store(y, f32x4.div(sum, f32x4.splat(<f32>(t + 1))));
      }
    }
}

/** D becomes ∂E/∂x of `meanOverTime`: d_t = Σ_{k ≥ t} d_k / (k + 1). */
export function meanOverTimeBackward(steps: i32, B: i32, N8: i32, D: usize, sd: usize): void {
  const step = <usize>B * 32;
  for (let n = 0; n < N8; n++)
    for (let i: usize = 0; i < step; i += 16) {
      let d = D + <usize>n * sd + i + <usize>(steps - 1) * step;
      let sum = f32x4.splat(0);
      for (let t = steps; t > 0; t--, d -= step) {
        sum = f32x4.add(sum, f32x4.div(v128.load(d), f32x4.splat(<f32>t)));
        v128.store(d, flush(sum));
      }
    }
}
