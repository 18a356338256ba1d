import type { BackendHandle, BackendInfo } from './backend-info';
import type { AdditiveArguments, Address, AttentionArguments, DeltaArguments, SelectiveArguments } from './kernel-arguments';

export type { Address } from './kernel-arguments';

/**
 * The functions that a compute backend provides over one linear memory. Matrices are blocked: X[n / W][row][W] float32, "panels" of W = `panelWidth`
 * columns (8 for WebAssembly); N8, K8, ... count panels, s* are bytes from a panel to the next. Weights are [input][output] in panels of the output.
 */
export interface Kernels {
  /** C[M, N] += A[M, K] · B[K, N] */
  gemmNN(M: number, N8: number, K8: number, A: Address, sa: number, B: Address, sb: number, C: Address, sc: number): void;
  /** C[J, N] += A[R, J]ᵀ · D[R, N] */
  gemmTN(R: number, J8: number, N8: number, A: Address, sa: number, D: Address, sd: number, C: Address, sc: number): void;
  embed(R: number, N8: number, symbols: Address, table: Address, st: number, C: Address, sc: number): void;
  lookUp(...args: [R: number, N8: number, symbols: Address, table: Address, st: number, a: Address, b: Address, C: Address, sc: number]): void;
  scatter(R: number, N8: number, symbols: Address, D: Address, sd: number, gradient: Address, sg: number): void;
  biasRows(R: number, N8: number, a: Address, b: Address, C: Address, sc: number): void;
  columnSums(R: number, N8: number, D: Address, sd: number, sum: Address): void;
  rowNorms(R: number, N8: number, X: Address, sx: number, norms: Address): void;
  maskColumns(R: number, columns: number, X: Address, sx: number): void;
  copyRows(R: number, N8: number, from: Address, sf: number, to: Address, st: number): void;
  transpose(K8: number, N8: number, W: Address, T: Address, first: number, last: number): void;
  zero(start: Address, bytes: number): void;
  /** `n` numbers from [-bound, bound), a float32, `stride` bytes apart, from the generator whose four words lie at `state`. */
  drawUniform(state: Address, rows: number, n: number, bound: number, to: Address, next: number, stride: number): void;
  dropoutMask(R: number, B: number, b0: number, N8: number, M: Address, sm: number, key: number, keep: number, scale: number): void;
  multiplyRows(R: number, N8: number, X: Address, sx: number, M: Address, sm: number, Y: Address, sy: number): void;
  /** C = X + Y. */
  addRows(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number, C: Address, sc: number): void;
  /** Y[t · B + b] = the mean of X over the time steps 0..t; backward in place. */
  meanOverTime(steps: number, B: number, N8: number, X: Address, sx: number, Y: Address, sy: number): void;
  meanOverTimeBackward(steps: number, B: number, N8: number, D: Address, sd: number): void;
  activateRows(R: number, H: number, activation: number, X: Address, sx: number): void;
  slopeRows(R: number, H: number, activation: number, S: Address, ss: number, D: Address, sd: number): void;
  /** W = 0: the gates hold the recurrent product already; WT = 0: the caller adds ∂E/∂a_t · W to dh[t-1]. Likewise the LSTM's and the GRU's. */
  rnnForward(t0: number, t1: number, B: number, H: number, activation: number, gates: Address, sg: number, h: Address, sh: number, W: Address): void;
  rnnBackward(
    ...args: [
      t0: number,
      t1: number,
      B: number,
      H: number,
      activation: number,
      gates: Address,
      sg: number,
      h: Address,
      sh: number,
      dh: Address,
      sd: number,
      WT: Address,
    ]
  ): void;
  lstmForward(
    ...args: [
      t0: number,
      t1: number,
      B: number,
      H8: number,
      gates: Address,
      sg: number,
      h: Address,
      sh: number,
      c: Address,
      tc: Address,
      st: number,
      W: Address,
    ]
  ): void;
  lstmBackward(
    ...args: [
      ...[t0: number, t1: number, B: number, H8: number, gates: Address, sg: number, sh: number, c: Address, tc: Address, st: number],
      ...[dh: Address, sd: number, dc: Address, WT: Address],
    ]
  ): void;
  gruForward(t0: number, t1: number, B: number, H8: number, gates: Address, sg: number, h: Address, sh: number, W: Address): void;
  gruBackward(
    ...args: [t0: number, t1: number, B: number, H8: number, gates: Address, sg: number, h: Address, sh: number, dh: Address, sd: number, WT: Address]
  ): void;
  /** Y = RMS(X; w) over N columns; scales[r] = 1 / rms. */
  rmsNormForward(...args: [R: number, N8: number, N: number, X: Address, sx: number, weight: Address, Y: Address, sy: number, scales: Address]): void;
  /** D += ∂E/∂x and dWeight += ∂E/∂w, from G = ∂E/∂y. */
  rmsNormBackward(
    ...args: [
      ...[R: number, N8: number, N: number, X: Address, sx: number, weight: Address, scales: Address],
      ...[G: Address, sg: number, D: Address, sd: number, dWeight: Address],
    ]
  ): void;
  /** stats[2r], stats[2r + 1] = mean and 1 / deviation of row r. */
  layerNormForward(
    ...args: [R: number, N8: number, N: number, X: Address, sx: number, weight: Address, bias: Address, Y: Address, sy: number, stats: Address]
  ): void;
  layerNormBackward(
    ...args: [
      ...[R: number, N8: number, N: number, X: Address, sx: number, weight: Address, stats: Address],
      ...[G: Address, sg: number, D: Address, sd: number, dWeight: Address, dBias: Address],
    ]
  ): void;
  geluForward(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number): void;
  /** D *= gelu'(X); likewise the other functions of units. */
  geluBackward(R: number, N8: number, X: Address, sx: number, D: Address, sd: number): void;
  /** Y = a σ(b), a and b the halves of X; b becomes σ(b). Backward: a and b become their gradients. */
  gluForward(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number): void;
  gluBackward(R: number, N8: number, X: Address, sx: number, D: Address, sd: number): void;
  siluForward(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number): void;
  siluBackward(R: number, N8: number, X: Address, sx: number, D: Address, sd: number): void;
  softplusForward(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number): void;
  softplusBackward(R: number, N8: number, X: Address, sx: number, D: Address, sd: number): void;
  /** Y += X · w, column by column. */
  addScaledRows(R: number, N8: number, X: Address, sx: number, weight: Address, Y: Address, sy: number): void;
  /** sums[n] += Σ_r X[r, n] Y[r, n] */
  productSums(R: number, N8: number, X: Address, sx: number, Y: Address, sy: number, sums: Address): void;
  minGruForward(T: number, B: number, H: number, positive: number, gates: Address, sg: number, h: Address, sh: number): void;
  minGruBackward(
    ...args: [T: number, B: number, H: number, positive: number, gates: Address, sg: number, h: Address, sh: number, dh: Address, sd: number]
  ): void;
  minLstmForward(T: number, B: number, H8: number, gates: Address, sg: number, h: Address, sh: number): void;
  minLstmBackward(T: number, B: number, H8: number, gates: Address, sg: number, h: Address, sh: number, dh: Address, sd: number): void;
  lruForward(T: number, B: number, N8: number, coefficients: Address, b: Address, sb: number, s: Address, ss: number): void;
  lruBackward(
    ...args: [
      ...[T: number, B: number, N8: number, coefficients: Address, b: Address, sb: number, s: Address, ss: number],
      ...[d: Address, sd: number, sums: Address],
    ]
  ): void;
  depthwiseForward(
    ...args: [R: number, B: number, N8: number, taps: number, X: Address, sx: number, W: Address, sw: number, bias: Address, Y: Address, sy: number]
  ): void;
  depthwiseBackward(
    ...args: [
      ...[R: number, B: number, N8: number, taps: number, X: Address, sx: number, W: Address, sw: number],
      ...[D: Address, sd: number, dX: Address, sdx: number, dW: Address, dBias: Address],
    ]
  ): void;
  selectiveForward(...args: [...SelectiveArguments, Y: Address, sy: number, work: Address]): void;
  selectiveBackward(
    ...args: [
      ...[...SelectiveArguments, dY: Address, sy: number, ddt: Address, du: Address],
      ...[dP: Address, sdp: number, dA: Address, dD: Address, work: Address],
    ]
  ): void;
  attentionForward(...args: [...AttentionArguments, O: Address, so: number, log: Address, work: Address]): void;
  attentionBackward(
    ...args: [
      ...[...AttentionArguments, dO: Address, so: number, dQ: Address, sdq: number],
      ...[dK: Address, dV: Address, sdk: number, log: Address, work: Address],
    ]
  ): void;
  rotateRows(
    ...args: [T: number, B: number, heads: number, E8: number, e: number, first: number, X: Address, sx: number, table: Address, direction: number]
  ): void;
  unitForward(R: number, E8: number, X: Address, sx: number, Y: Address, sy: number, scales: Address): void;
  unitBackward(R: number, E8: number, X: Address, sx: number, Y: Address, sy: number, scales: Address, D: Address, sd: number): void;
  deltaForward(
    ...args: [
      ...[...DeltaArguments, V: Address, sv: number, beta: Address, sb: number],
      ...[change: Address, sc: number, O: Address, so: number, S: Address],
    ]
  ): void;
  deltaBackward(
    ...args: [
      ...[...DeltaArguments, beta: Address, sb: number, change: Address, sc: number, dO: Address, so: number],
      ...[dQ: Address, dK: Address, dV: Address, sd: number, dBeta: Address, sdb: number, final: Address, work: Address],
    ]
  ): void;
  /** Sets the shares and the contexts C. */
  additiveForward(...args: [...AdditiveArguments, C: Address, sc: number, work: Address]): void;
  /** Adds to dQ, dK, dM and dV. */
  additiveBackward(
    ...args: [
      ...[...AdditiveArguments, dC: Address, sc: number, dQ: Address, sdq: number],
      ...[dK: Address, sdk: number, dM: Address, sdm: number, dV: Address, work: Address],
    ]
  ): void;
  softmaxCrossEntropy(
    ...args: [R: number, V: number, logits: Address, sl: number, targets: Address, scale: number, correct: Address, work: Address]
  ): number;
  softmaxMaxima(R: number, V: number, from: number, to: number, logits: Address, sl: number, work: Address): void;
  softmaxGradient(
    ...args: [R: number, from: number, to: number, logits: Address, sl: number, targets: Address, scale: number, work: Address, sums: Address]
  ): void;
  sigmoidLoss(R: number, V: number, logits: Address, sl: number, targets: Address, scale: number, correct: Address, squared: number): number;
  /** factor · Σ max(q (y - o), (q - 1) (y - o)) for the quantiles q at `levels`; outputs become its gradient times scale. */
  pinballLoss(R: number, V: number, outputs: Address, so: number, targets: Address, levels: Address, factor: number, scale: number): number;
  squaredError(R: number, V: number, outputs: Address, so: number, targets: Address, scale: number): number;
  logProbabilities(V: number, logits: Address, sl: number, out: Address, normalise: number): void;
  sumSquares(X: Address, bytes: number): number;
  add(X: Address, Y: Address, bytes: number): void;
  clipValues(X: Address, bytes: number, limit: number): number;
  adam(
    ...args: [
      ...[P: Address, G: Address, M: Address, S: Address, bytes: number, rate: number, beta1: number, beta2: number],
      ...[c1: number, c2: number, epsilon: number, decay: number, decoupled: number, scale: number],
    ]
  ): void;
  adagrad(P: Address, G: Address, S: Address, bytes: number, rate: number, epsilon: number, decay: number, scale: number): void;
  rmsprop(
    ...args: [
      P: Address,
      G: Address,
      M: Address,
      S: Address,
      bytes: number,
      rate: number,
      alpha: number,
      momentum: number,
      epsilon: number,
      decay: number,
      scale: number,
    ]
  ): void;
  sgd(P: Address, G: Address, M: Address, bytes: number, rate: number, momentum: number, decay: number, scale: number): void;
}

/** A backend with its memory, ready to compute. */
export interface Backend {
  readonly info: BackendInfo;
  /** Columns of a panel. */
  readonly panelWidth: number;
  readonly kernels: Kernels;
  readonly memory: { readonly buffer: ArrayBuffer | SharedArrayBuffer };
  /** For the other threads of a learner; undefined where they cannot attach. */
  readonly handle: BackendHandle | undefined;
}
