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
    const a = a0 + m * K;
    let k = 0;
    for (; k + 4 <= K; k += 4) addFour(N, A[a + k]!, A[a + k + 1]!, A[a + k + 2]!, A[a + k + 3]!, B, k * N, C, c0 + m * N);
    for (; k < K; k++) addOne(N, A[a + k]!, B, k * N, C, c0 + m * N);
  }
}

/** C[M, N] += A[R, M]ᵀ B[R, N] */
export function outerProducts(R: number, M: number, N: number, A: Float64Array, a0: number, B: Float64Array, b0: number, C: Float64Array): void {
  let r = 0;
  for (; r + 4 <= R; r += 4) {
    const a = a0 + r * M;
    for (let m = 0; m < M; m++) addFour(N, A[a + m]!, A[a + M + m]!, A[a + 2 * M + m]!, A[a + 3 * M + m]!, B, b0 + r * N, C, m * N);
  }
  for (; r < R; r++) for (let m = 0; m < M; m++) addOne(N, A[a0 + r * M + m]!, B, b0 + r * N, C, m * N);
}

/** A row of C += four factors times four rows of B that lie behind each other: one load and store of C for all. */
function addFour(
  ...[N, x0, x1, x2, x3, B, b, C, c]: [
    ...[N: number, x0: number, x1: number, x2: number, x3: number],
    ...[B: Float64Array, b: number, C: Float64Array, c: number],
  ]
): void {
  for (let n = 0; n < N; n++) C[c + n] = C[c + n]! + x0 * B[b + n]! + x1 * B[b + N + n]! + x2 * B[b + 2 * N + n]! + x3 * B[b + 3 * N + n]!;
}

function addOne(N: number, x: number, B: Float64Array, b: number, C: Float64Array, c: number): void {
  for (let n = 0; n < N; n++) C[c + n] = C[c + n]! + x * B[b + n]!;
}
