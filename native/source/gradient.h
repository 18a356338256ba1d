// C[J, N] += A[R, J]ᵀ · D[R, N]: the gradient of a weight from activations and what their products' gradients are, summed over all rows.
#pragma once
#include "kernel.h"
#if WIDTH == 16 && defined(__AVX512F__)
#define GRADIENT_COLUMNS 8 // 24 of 32 registers hold sums
#define GRADIENT_PANELS 3
#elif defined(__AVX2__) || (defined(__ARM_NEON) && !defined(PORTABLE))
#define GRADIENT_COLUMNS 4
#define GRADIENT_PANELS 3
#else
#define GRADIENT_COLUMNS 4
#define GRADIENT_PANELS 1
#endif
/** Rows at a time: their panels of D stay in the first cache while the columns of A pass by. */
#define GRADIENT_ROWS 512

/** GRADIENT_COLUMNS columns of A against `panels` of D over `rows` rows. */
INLINE void gradient_tile(const int panels, int rows, const float *a, const float *d, size_t sd, float *c, size_t sc) {
  vector x[GRADIENT_COLUMNS][GRADIENT_PANELS];
  UNROLL for (int j = 0; j < GRADIENT_COLUMNS; j++) UNROLL for (int v = 0; v < panels; v++) x[j][v] = load(c + v * sc + j * WIDTH);
#define GRADIENT_ROW(r) \
  { \
    vector w[GRADIENT_PANELS]; \
    UNROLL for (int v = 0; v < panels; v++) w[v] = load(d + v * sd + (r) * WIDTH); \
    UNROLL for (int j = 0; j < GRADIENT_COLUMNS; j++) { \
      const vector t = all(a[(r) * WIDTH + j]); \
      UNROLL for (int v = 0; v < panels; v++) ACCUMULATE(x[j][v], t, w[v]); \
      NO_LOADS_AHEAD; \
    } \
  }
  for (; rows >= 4; rows -= 4) {
    GRADIENT_ROW(0) GRADIENT_ROW(1) GRADIENT_ROW(2) GRADIENT_ROW(3)
    a += 4 * WIDTH;
    d += 4 * WIDTH;
  }
  for (; rows > 0; --rows) {
    GRADIENT_ROW(0)
    a += WIDTH;
    d += WIDTH;
  }
#undef GRADIENT_ROW
  UNROLL for (int j = 0; j < GRADIENT_COLUMNS; j++) UNROLL for (int v = 0; v < panels; v++) store(c + v * sc + j * WIDTH, x[j][v]);
}

#define GRADIENT_TILE(n) \
  static __attribute__((noinline)) void gradient_tile_##n(int rows, const float *a, const float *d, size_t sd, float *c, size_t sc) { \
    gradient_tile(n, rows, a, d, sd, c, sc); \
  }
GRADIENT_TILE(1)
#if GRADIENT_PANELS == 3
GRADIENT_TILE(2) GRADIENT_TILE(3)
#endif

/** J and N count panels. */
static __attribute__((noinline)) void multiply_transposed(int R, int J, int N, const float *A, size_t sa, const float *D, size_t sd, float *C, size_t sc) {
  const int blocks = (R + GRADIENT_ROWS - 1) / GRADIENT_ROWS;
  for (int block = 0, m = 0; block < blocks; block++) {
    const int rows = (R - m + blocks - block - 1) / (blocks - block);
    for (int p = 0; p < N;) {
      // Four panels are 2 + 2, not 3 + 1.
      const int left = N - p, panels = GRADIENT_PANELS == 1 ? 1 : left >= 3 && left != 4 ? 3 : left >= 2 ? 2 : 1;
      const float *d = D + p * sd + (size_t)m * WIDTH;
      float *c = C + p * sc;
      for (int j = 0; j < J * WIDTH; j += GRADIENT_COLUMNS) {
        const float *a = A + (size_t)(j / WIDTH) * sa + (size_t)m * WIDTH + j % WIDTH;
#if GRADIENT_PANELS == 3
        if (panels == 3) gradient_tile_3(rows, a, d, sd, c + j * WIDTH, sc);
        else if (panels == 2) gradient_tile_2(rows, a, d, sd, c + j * WIDTH, sc);
        else
#endif
          gradient_tile_1(rows, a, d, sd, c + j * WIDTH, sc);
      }
      p += panels;
    }
    m += rows;
  }
}

KERNEL(gemmTN) {
  multiply_transposed(INTEGER(0), INTEGER(1), INTEGER(2), FLOATS(3), STRIDE(4), FLOATS(5), STRIDE(6), FLOATS(7), STRIDE(8));
  return 0;
}
