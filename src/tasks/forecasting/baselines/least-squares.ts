/**
 * Coefficients w with the least Σ (X w - y)², by Householder QR: stable where the normal equations are not.
 * @param rows X [n][k], n >= k
 */
export function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const a = rows.map((row, i) => [...row, y[i]!]);
  const n = a.length;
  const k = rows[0]!.length;
  for (let j = 0; j < k; j++) {
    let norm = 0;
    for (let i = j; i < n; i++) norm += a[i]![j]! ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const alpha = a[j]![j]! > 0 ? -norm : norm;
    const v = Array.from({ length: n - j }, (_, i) => a[j + i]![j]!);
    v[0]! -= alpha;
    const square = v.reduce((sum, value) => sum + value * value, 0);
    if (square === 0) continue;
    for (let c = j; c <= k; c++) {
      let product = 0;
      for (let i = j; i < n; i++) product += v[i - j]! * a[i]![c]!;
      for (let i = j; i < n; i++) a[i]![c]! -= (2 * product * v[i - j]!) / square;
    }
  }
  const w = new Array<number>(k).fill(0);
  for (let j = k - 1; j >= 0; j--) {
    let rest = a[j]![k]!;
    for (let c = j + 1; c < k; c++) rest -= a[j]![c]! * w[c]!;
    // A column that depends on the others adds nothing.
    w[j] = Math.abs(a[j]![j]!) < 1e-12 ? 0 : rest / a[j]![j]!;
  }
  return w;
}
