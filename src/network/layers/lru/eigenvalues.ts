/** The LRU's diagonal, written in reals: λ = |λ| e^{iθ}, |λ| = exp(-exp(nu_log)), θ = exp(theta_log), and the input's scale γ = exp(gamma_log). */
export interface Eigenvalues {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly gamma: Float64Array;
}

type Logs = { readonly nu: ArrayLike<number>; readonly theta: ArrayLike<number>; readonly gamma: ArrayLike<number> };

export function eigenvalues({ nu, theta, gamma }: Logs): Eigenvalues {
  const n = nu.length;
  const [re, im, scale] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const modulus = Math.exp(-Math.exp(nu[i]!));
    const angle = Math.exp(theta[i]!);
    re[i] = modulus * Math.cos(angle);
    im[i] = modulus * Math.sin(angle);
    scale[i] = Math.exp(gamma[i]!);
  }
  return { re, im, gamma: scale };
}

/** From ∂E/∂(Re λ, Im λ, γ) to ∂E/∂(nu_log, theta_log, gamma_log) of one unit. */
export function logGradient(
  nu: number,
  theta: number,
  gamma: number,
  dRe: number,
  dIm: number,
  dGamma: number,
): { nu: number; theta: number; gamma: number } {
  const modulus = Math.exp(-Math.exp(nu));
  const angle = Math.exp(theta);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return {
    nu: -(dRe * c + dIm * s) * modulus * Math.exp(nu),
    theta: (dIm * c - dRe * s) * modulus * angle,
    gamma: dGamma * Math.exp(gamma),
  };
}
