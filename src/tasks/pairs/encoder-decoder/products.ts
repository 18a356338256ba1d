/** C[M, N] += A[M, K] B[N, K]ᵀ, all row-major. */
export function multiplyTransposed(M: number, N: number, K: number, A: Float64Array, a0: number, B: Float64Array, C: Float64Array, c0: number): void {
  for (let m = 0; m < M; m++) {
    const a = a0 + m * K;
    const c = c0 + m * N;
    let n = 0;
    // Four outputs share every value of A.
    for (; n + 4 <= N; n += 4) {
      const b = n * K;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < K; k++) {
        const x = A[a + k]!;
        s0 += x * B[b + k]!;
        s1 += x * B[b + K + k]!;
        s2 += x * B[b + 2 * K + k]!;
        s3 += x * B[b + 3 * K + k]!;
      }
      C[c + n]! += s0;
      C[c + n + 1]! += s1;
      C[c + n + 2]! += s2;
      C[c + n + 3]! += s3;
    }
    for (; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += A[a + k]! * B[n * K + k]!;
      C[c + n]! += sum;
    }
  }
}

/** C[M, N] += A[M, K] B[K, N] */
export function multiply(M: number, N: number, K: number, A: Float64Array, a0: number, B: Float64Array, C: Float64Array, c0: number): void {
  for (let m = 0; m < M; m++) {
    const c = c0 + m * N;
    for (let k = 0; k < K; k++) {
      const x = A[a0 + m * K + k]!;
      if (x === 0) continue;
      const b = k * N;
      for (let n = 0; n < N; n++) C[c + n]! += x * B[b + n]!;
    }
  }
}

/** C[M, N] += A[R, M]ᵀ B[R, N] */
export function outerProducts(R: number, M: number, N: number, A: Float64Array, a0: number, B: Float64Array, b0: number, C: Float64Array): void {
  for (let r = 0; r < R; r++) {
    const b = b0 + r * N;
    for (let m = 0; m < M; m++) {
      const x = A[a0 + r * M + m]!;
      if (x === 0) continue;
      const c = m * N;
      for (let n = 0; n < N; n++) C[c + n]! += x * B[b + n]!;
    }
  }
}
