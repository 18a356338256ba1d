import assert from 'node:assert/strict';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { eigenvalues, spectralRadius } from '../../../src/diagnostics/eigenvalues';
import { type LinearMap, largestSingularValue } from '../../../src/diagnostics/singular-value';
import { Random } from '../../../src/network/random';
import { type Parameter, times, transposeTimes } from '../../../src/network/reference/matrix';

const matrix = (rows: number[][]): Float64Array => Float64Array.from(rows.flat());

function randomMatrix(n: number, seed: number): Float64Array {
  const random = new Random(seed, 'matrix');
  return Float64Array.from({ length: n * n }, () => random.normal());
}

function map(n: number, data: Float64Array): LinearMap {
  const W: Parameter = { shape: [n, n], data };
  return { size: n, times: (v) => times(W, v), transposeTimes: (u) => transposeTimes(W, u) };
}

const rows = (n: number, data: Float64Array): number[][] => Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * n, (i + 1) * n)));

function assertSameSet(own: readonly (readonly [number, number])[], expected: readonly (readonly [number, number])[], tolerance: number): void {
  assert.equal(own.length, expected.length);
  const left = [...expected];
  for (const [re, im] of own) {
    const distances = left.map(([a, b]) => Math.hypot(a - re, b - im));
    const nearest = distances.indexOf(Math.min(...distances));
    assert.ok(distances[nearest]! < tolerance, `${re} + ${im} i is ${distances[nearest]} away from every other`);
    left.splice(nearest, 1);
  }
}

describe('eigenvalues', () => {
  for (const n of [1, 2, 3, 5, 8, 17, 40, 96])
    it(`of a random ${n} x ${n} matrix are those of ml-matrix`, () => {
      for (let seed = 0; seed < (n < 20 ? 20 : 2); seed++) {
        const data = randomMatrix(n, seed);
        const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(new Matrix(rows(n, data)));
        assertSameSet(
          eigenvalues(data, n),
          realEigenvalues.map((re, i) => [re, imaginaryEigenvalues[i]!] as const),
          1e-9 * n,
        );
      }
    });

  it('are right where they are known: rotations, permutations, triangles, companions, nilpotents', () => {
    const angle = 0.3;
    assertSameSet(
      eigenvalues(
        matrix([
          [Math.cos(angle), -Math.sin(angle)],
          [Math.sin(angle), Math.cos(angle)],
        ]),
        2,
      ),
      [
        [Math.cos(angle), Math.sin(angle)],
        [Math.cos(angle), -Math.sin(angle)],
      ],
      1e-14,
    );
    const cycle = matrix([
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ]);
    assertSameSet(
      eigenvalues(cycle, 4),
      [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ],
      1e-12,
    );
    assertSameSet(
      eigenvalues(
        matrix([
          [3, 5, 7],
          [0, 2, 9],
          [0, 0, -4],
        ]),
        3,
      ),
      [
        [3, 0],
        [2, 0],
        [-4, 0],
      ],
      1e-12,
    );
    // x³ - 6 x² + 11 x - 6
    assertSameSet(
      eigenvalues(
        matrix([
          [6, -11, 6],
          [1, 0, 0],
          [0, 1, 0],
        ]),
        3,
      ),
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
      1e-11,
    );
    for (const n of [1, 4, 9]) assert.equal(spectralRadius(eigenvalues(new Float64Array(n * n), n)), 0);
    assert.equal(
      spectralRadius(
        eigenvalues(
          matrix([
            [0, 1, 0],
            [0, 0, 1],
            [0, 0, 0],
          ]),
          3,
        ),
      ),
      0,
    );
    assertSameSet(
      eigenvalues(
        matrix([
          [1, 0],
          [0, 1],
        ]),
        2,
      ),
      [
        [1, 0],
        [1, 0],
      ],
      1e-15,
    );
  });

  it('come to an end for the matrix on which EISPACK-style translations hang', () => {
    const bad = matrix([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 1, 0],
      [1, 1, 0, 0, 1],
      [1, 0, 1, 0, 1],
    ]);
    const values = eigenvalues(bad, 5);
    const sum = values.reduce((total, [re]) => total + re, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, 'the trace');
    assert.ok(
      values.some(([re, im]) => Math.hypot(re, im) < 1e-8),
      'its first row is zero',
    );
  });

  it('refuse what is not finite', () => {
    assert.throws(() => eigenvalues([1, Number.NaN, 0, 1], 2), RangeError);
  });
});

describe('largest singular value', () => {
  it('of random matrices and of products is that of a full decomposition', () => {
    for (const n of [1, 2, 7, 30]) {
      for (let count = 1; count <= 6; count++) {
        const data = Array.from({ length: count }, (_, i) => randomMatrix(n, 100 * n + i));
        let product = Matrix.eye(n);
        for (const factor of data) product = new Matrix(rows(n, factor)).mmul(product);
        const expected = new SingularValueDecomposition(product).diagonal[0]!;
        const { log } = largestSingularValue(
          data.map((each) => map(n, each)),
          1e-6,
        );
        assert.ok(Math.abs(Math.exp(log) / expected - 1) < 1e-6, `${count} of ${n}: ${Math.exp(log)} for ${expected}`);
      }
    }
  });

  it('neither underflows nor overflows along products of two thousand', () => {
    const n = 6;
    for (const factor of [1e-3, 1e3]) {
      const data = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? factor * (1 + i / 100) : 0));
      const { log } = largestSingularValue(
        Array.from({ length: 2000 }, () => map(n, data)),
        1e-6,
      );
      const expected = 2000 * Math.log(factor * (1 + (n * n - 1) / 100));
      assert.ok(Math.abs(log - expected) < 1e-6 * Math.abs(expected), `${log} for ${expected}`);
    }
  });

  it('is zero for the zero map, and found from a start that points elsewhere', () => {
    assert.equal(largestSingularValue([map(3, new Float64Array(9))], 1e-6).log, Number.NEGATIVE_INFINITY);
    const data = matrix([
      [5, 0],
      [0, 1],
    ]);
    assert.ok(Math.abs(Math.exp(largestSingularValue([map(2, data)], 1e-6, Float64Array.of(0, 1)).log) - 5) < 1e-5);
  });
});
