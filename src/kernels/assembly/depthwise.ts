// Depthwise causal convolution: every channel with its own few taps over the rows before; the last tap is the present step.
import { madd, settle } from './vector';

/** Y[r] = bias + Σ_j w_j ∘ X[r + j B]: X has (taps - 1) · B rows in front. Weights: `taps` rows of eight a panel, `sw` bytes from panel to panel. */
export function depthwiseForward(R: i32, B: i32, N8: i32, taps: i32, X: usize, sx: usize, W: usize, sw: usize, bias: usize, Y: usize, sy: usize): void {
  const step = <usize>B * 32, end = <usize>R * 32;
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, y = Y + <usize>n * sy, w = W + <usize>n * sw;
    for (let i: usize = 0; i < end; i += 16) {
      const half = i & 16;
      let sum = v128.load(bias + <usize>n * 32 + half);
      for (let j = 0; j < taps; j++) sum = madd(v128.load(x + i + <usize>j * step), v128.load(w + <usize>j * 32 + half), sum);
      v128.store(y + i, sum);
    }
  }
}

/** From D = ∂E/∂y: dX += ∂E/∂x (with the rows in front), dW and dBias likewise. */
export function depthwiseBackward(
  R: i32, B: i32, N8: i32, taps: i32, X: usize, sx: usize, W: usize, sw: usize, D: usize, sd: usize, dX: usize, sdx: usize, dW: usize, dBias: usize,
): void {
  const step = <usize>B * 32, end = <usize>R * 32;
  for (let n = 0; n < N8; n++) {
    const d = D + <usize>n * sd;
    for (let half: usize = 0; half < 32; half += 16) {
      const b = dBias + <usize>n * 32 + half;
      let total = v128.load(b);
      for (let i = half; i < end; i += 32) total = f32x4.add(total, v128.load(d + i));
      v128.store(b, total);
      for (let j = 0; j < taps; j++) {
        const shift = <usize>j * step;
        const x = X + <usize>n * sx + shift, into = dX + <usize>n * sdx + shift;
        const at = <usize>n * sw + <usize>j * 32 + half;
        const w = v128.load(W + at);
        let sum = v128.load(dW + at);
        for (let i = half; i < end; i += 32) {
          const dy = v128.load(d + i);
          sum = madd(dy, v128.load(x + i), sum);
          v128.store(into + i, settle(madd(dy, w, v128.load(into + i))));
        }
        v128.store(dW + at, sum);
      }
    }
  }
}
