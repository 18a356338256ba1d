/** Iterations for one eigenvalue before giving up; random matrices take two or three. */
const MAX_ITERATIONS = 200;

/**
 * Eigenvalues of a real square matrix: Householder reduction to Hessenberg form, then the implicit double-shift QR algorithm (Francis 1961; Golub and
 * Van Loan 2013, algorithms 7.4.2 and 7.5.1), without eigenvectors: about 10 n³ operations. Bounded in time for every input, which the well-known
 * translations of EISPACK's hqr2 are not.
 * @param matrix row-major [n, n], finite; left as it is
 * @param check called before each step of O(n²) operations; may throw to end it
 * @returns [re, im] pairs in no particular order
 */
export function eigenvalues(matrix: ArrayLike<number>, n: number, check: () => void = () => undefined): [number, number][] {
  const a = Float64Array.from(matrix);
  if (!a.every(Number.isFinite)) throw new RangeError('The matrix is not finite.');
  toHessenberg(a, n, check);
  const size = a.reduce((sum, value) => sum + Math.abs(value), 0) / n;
  const found: [number, number][] = [];
  let last = n - 1;
  let iterations = 0;
  while (last >= 0) {
    check();
    const first = blockStart(a, n, last, size);
    if (first === last) {
      found.push([a[last * n + last]!, 0]);
      last--;
      iterations = 0;
    } else if (first === last - 1) {
      found.push(...ofTwoByTwo(a[first * n + first]!, a[first * n + last]!, a[last * n + first]!, a[last * n + last]!));
      last -= 2;
      iterations = 0;
    } else {
      if (++iterations > MAX_ITERATIONS) throw new RangeError('The QR algorithm does not converge.');
      francisStep(a, n, first, last, iterations);
    }
  }
  return found;
}

/** Spectral radius: the largest modulus. */
export function spectralRadius(values: readonly (readonly [number, number])[]): number {
  return values.reduce((top, [re, im]) => Math.max(top, Math.hypot(re, im)), 0);
}

/** Applies I - 2 w wᵀ (w of norm 1) to rows from..from+|w|-1, columns [start, end). */
function reflectRows(a: Float64Array, n: number, w: readonly number[] | Float64Array, from: number, start: number, end: number): void {
  for (let j = start; j < end; j++) {
    let dot = 0;
    for (let i = 0; i < w.length; i++) dot += w[i]! * a[(from + i) * n + j]!;
    for (let i = 0; i < w.length; i++) a[(from + i) * n + j]! -= 2 * dot * w[i]!;
  }
}

/** The same from the right: columns from..from+|w|-1, rows [start, end). */
function reflectColumns(a: Float64Array, n: number, w: readonly number[] | Float64Array, from: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const row = i * n + from;
    let dot = 0;
    for (let j = 0; j < w.length; j++) dot += w[j]! * a[row + j]!;
    for (let j = 0; j < w.length; j++) a[row + j]! -= 2 * dot * w[j]!;
  }
}

/** w of norm 1 such that I - 2 w wᵀ maps x to a multiple of e_1; undefined if x already is one. */
function householder(x: readonly number[]): number[] | undefined {
  const top = x.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
  if (top === 0 || x.slice(1).every((value) => value === 0)) return undefined;
  const w = x.map((value) => value / top);
  const length = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
  w[0]! += w[0]! < 0 ? -length : length;
  const own = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
  return w.map((value) => value / own);
}

function toHessenberg(a: Float64Array, n: number, check: () => void): void {
  for (let k = 0; k + 2 < n; k++) {
    check();
    const w = householder(Array.from({ length: n - k - 1 }, (_, i) => a[(k + 1 + i) * n + k]!));
    if (!w) continue;
    const own = Float64Array.from(w);
    // Row by row: the column-wise product would jump through memory.
    const dots = new Float64Array(n);
    for (let i = 0; i < own.length; i++) for (let j = k; j < n; j++) dots[j]! += own[i]! * a[(k + 1 + i) * n + j]!;
    for (let i = 0; i < own.length; i++) for (let j = k; j < n; j++) a[(k + 1 + i) * n + j]! -= 2 * own[i]! * dots[j]!;
    reflectColumns(a, n, own, k + 1, 0, n);
    for (let i = k + 2; i < n; i++) a[i * n + k] = 0;
  }
}

/** First row of the unreduced block that ends at `last`; a negligible subdiagonal element above it becomes 0. */
function blockStart(a: Float64Array, n: number, last: number, size: number): number {
  for (let i = last; i > 0; i--) {
    const neighbours = Math.abs(a[(i - 1) * n + i - 1]!) + Math.abs(a[i * n + i]!);
    if (Math.abs(a[i * n + i - 1]!) <= Number.EPSILON * (neighbours || size)) {
      a[i * n + i - 1] = 0;
      return i;
    }
  }
  return 0;
}

/** One implicit step with both eigenvalues of the trailing 2 x 2 block as shifts; exceptional shifts break the rare cycles. */
function francisStep(a: Float64Array, n: number, first: number, last: number, iterations: number): void {
  const at = (i: number, j: number) => a[i * n + j]!;
  // The trailing block's diagonal and the product of its other two.
  let [lower, upper, product] = [at(last, last), at(last - 1, last - 1), at(last, last - 1) * at(last - 1, last)];
  if (iterations % 10 === 0) {
    const below = Math.abs(at(last, last - 1)) + Math.abs(at(last - 1, last - 2));
    lower += 0.75 * below;
    upper = lower;
    product = -0.4375 * below * below;
  }
  // First column of (H - λ₁)(H - λ₂) over its subdiagonal element, from differences: near W = I nothing else would be left of it.
  const h = at(first, first);
  const [r, s] = [lower - h, upper - h];
  let x = [(r * s - product) / at(first + 1, first) + at(first, first + 1), at(first + 1, first + 1) - h - r - s, at(first + 2, first + 1)];
  for (let k = first; k < last; k++) {
    const w = householder(x);
    if (w) {
      reflectRows(a, n, w, k, Math.max(first, k - 1), last + 1);
      reflectColumns(a, n, w, k, first, Math.min(last, k + 3) + 1);
    }
    if (k > first) for (let i = k + 1; i < k + x.length; i++) a[i * n + k - 1] = 0;
    x = k + 3 <= last ? [at(k + 1, k), at(k + 2, k), at(k + 3, k)] : k + 2 <= last ? [at(k + 1, k), at(k + 2, k)] : [];
  }
}

function ofTwoByTwo(a: number, b: number, c: number, d: number): [number, number][] {
  const half = (a - d) / 2;
  const middle = (a + d) / 2;
  const discriminant = half * half + b * c;
  if (discriminant < 0) {
    const im = Math.sqrt(-discriminant);
    return [
      [middle, im],
      [middle, -im],
    ];
  }
  // The larger root without cancellation, the other from the product of both.
  const far = half + (half < 0 ? -1 : 1) * Math.sqrt(discriminant);
  return [
    [d + far, 0],
    [far === 0 ? d : d - (b * c) / far, 0],
  ];
}
