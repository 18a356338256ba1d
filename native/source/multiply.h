// C[M, N] += A[M, K] · B[K, N] on panels: a tile of rows x panels stays in registers while K passes by, in the same order for every tile, so that an
// element's bits depend neither on the number of rows nor on who computes it.
#pragma once
#include "kernel.h"
#if WIDTH == 16 && defined(__AVX512F__)
#define TILE_ROWS 14 // 28 of 32 registers hold sums
#define TILE_PANELS 2
#elif defined(__AVX2__) || (defined(__ARM_NEON) && !defined(PORTABLE))
#define TILE_ROWS 6 // 12 of 16 registers (NEON: 24 of 32)
#define TILE_PANELS 2
#else
#define TILE_ROWS 4
#define TILE_PANELS 1
#endif
/** Rows of a tile of a single panel, the last one of an odd number: as many sums as the multiply-add's latency asks for. Larger ones cost kilobytes. */
#define NARROW_ROWS (TILE_ROWS < 8 ? TILE_ROWS : 8)
/** Rows of B that pass through a tile at a time: the other row blocks then find them in the first cache. */
#define CHUNK 512
/** Rows of A that stay in the second cache while all panels of B pass by. */
#define BLOCK_ROWS (TILE_ROWS * 12)
/** Panels at once for a single row: fewer sums would wait for the latency of the multiply-add. */
#define ROW_PANELS (TILE_PANELS == 1 ? 2 : 8)

/** `rows` x `panels`, both known when compiled; K panels of A. Strides in floats. */
INLINE void tile(const int rows, const int panels, int K, const float *a, size_t sa, const float *b, size_t sb, float *c, size_t sc) {
  vector x[TILE_ROWS][TILE_PANELS];
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < panels; v++) x[r][v] = load(c + v * sc + r * WIDTH);
  for (; K > 0; --K) {
    // Four at a time: larger bodies overflow the cache of decoded instructions, smaller ones cost loop overhead.
    for (int q = 0; q < WIDTH / 4; q++) {
      UNROLL for (int k = 0; k < 4; k++) {
        vector w[TILE_PANELS];
        UNROLL for (int v = 0; v < panels; v++) w[v] = load(b + v * sb + k * WIDTH);
        UNROLL for (int r = 0; r < rows; r++) {
          const vector t = all(a[r * WIDTH + k]);
          UNROLL for (int v = 0; v < panels; v++) ACCUMULATE(x[r][v], t, w[v]);
          NO_LOADS_AHEAD;
        }
      }
      a += 4;
      b += 4 * WIDTH;
    }
    a += sa - WIDTH;
  }
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < panels; v++) store(c + v * sc + r * WIDTH, x[r][v]);
}

/** One row times up to ROW_PANELS panels. */
INLINE void row_tile(const int panels, int K, const float *a, size_t sa, const float *b, size_t sb, float *c, size_t sc) {
  vector x[8];
  UNROLL for (int v = 0; v < panels; v++) x[v] = load(c + v * sc);
  for (; K > 0; --K) {
    UNROLL for (int k = 0; k < WIDTH; k++) {
      const vector t = all(a[k]);
      UNROLL for (int v = 0; v < panels; v++) ACCUMULATE(x[v], t, load(b + v * sb + k * WIDTH));
    }
    a += sa;
    b += WIDTH * WIDTH;
  }
  UNROLL for (int v = 0; v < panels; v++) store(c + v * sc, x[v]);
}

typedef void (*tile_function)(int, const float *, size_t, const float *, size_t, float *, size_t);
#define TILE_PARAMETERS int K, const float *a, size_t sa, const float *b, size_t sb, float *c, size_t sc
#define TILE(r, n) \
  static __attribute__((noinline)) void tile_##r##_##n(TILE_PARAMETERS) { tile(r, n, K, a, sa, b, sb, c, sc); }
#define ROW_TILE(n) \
  static __attribute__((noinline)) void row_tile_##n(TILE_PARAMETERS) { row_tile(n, K, a, sa, b, sb, c, sc); }
#define TILE_NAME(r, n) tile_##r##_##n,
#define UP_TO_4(X, n) X(1, n) X(2, n) X(3, n) X(4, n)
#if TILE_ROWS == 14
#define NARROW_COUNTS(X) UP_TO_4(X, 1) X(5, 1) X(6, 1) X(7, 1) X(8, 1)
#define ROW_COUNTS(X, n) UP_TO_4(X, n) X(5, n) X(6, n) X(7, n) X(8, n) X(9, n) X(10, n) X(11, n) X(12, n) X(13, n) X(14, n)
#elif TILE_ROWS == 6
#define NARROW_COUNTS(X) UP_TO_4(X, 1) X(5, 1) X(6, 1)
#define ROW_COUNTS(X, n) UP_TO_4(X, n) X(5, n) X(6, n)
#else
#define NARROW_COUNTS(X) UP_TO_4(X, 1)
#endif
NARROW_COUNTS(TILE)
static const tile_function one_panel[] = {0, NARROW_COUNTS(TILE_NAME)};
ROW_TILE(1) ROW_TILE(2)
#if TILE_PANELS == 2
ROW_COUNTS(TILE, 2)
static const tile_function two_panels[] = {0, ROW_COUNTS(TILE_NAME, 2)};
static const tile_function *const tiles[] = {0, one_panel, two_panels};
ROW_TILE(3) ROW_TILE(4) ROW_TILE(5) ROW_TILE(6) ROW_TILE(7) ROW_TILE(8)
static const tile_function row_tiles[] = {0,          row_tile_1, row_tile_2, row_tile_3, row_tile_4,
                                          row_tile_5, row_tile_6, row_tile_7, row_tile_8};
#else
static const tile_function *const tiles[] = {0, one_panel};
static const tile_function row_tiles[] = {0, row_tile_1, row_tile_2};
#endif

static void multiply_row(int panels, int K, const float *a, size_t sa, const float *b, size_t sb, float *c, size_t sc) {
  // Even groups: 9 panels are 5 + 4, not 8 + 1.
  for (int groups = (panels + ROW_PANELS - 1) / ROW_PANELS; groups > 0; groups--) {
    const int width = (panels + groups - 1) / groups;
    row_tiles[width](K, a, sa, b, sb, c, sc);
    panels -= width;
    b += width * sb;
    c += width * sc;
  }
}

/** M rows times up to TILE_PANELS panels: rows are spread evenly over as few tiles as possible (25 = 13 + 12). */
static __attribute__((noinline)) void multiply_strip(int panels, int M, int K, const float *A, size_t sa, const float *B, size_t sb, float *C, size_t sc) {
  if (M == 0) return;
  const int most = panels == TILE_PANELS && TILE_PANELS > 1 ? TILE_ROWS : NARROW_ROWS;
  const int blocks = (M + most - 1) / most, fewer = M / blocks, extra = M - fewer * blocks;
  for (int k = 0; k < K; k += CHUNK / WIDTH) {
    const int count = K - k < CHUNK / WIDTH ? K - k : CHUNK / WIDTH;
    const float *a = A + k * sa, *b = B + (size_t)k * WIDTH * WIDTH;
    float *c = C;
    for (int i = 0; i < blocks; i++) {
      const int rows = fewer + (i < extra);
      tiles[panels][rows](count, a, sa, b, sb, c, sc);
      a += rows * WIDTH;
      c += rows * WIDTH;
    }
  }
}

/**
 * The product of a time step. `backwards` walks the panels of B from the last to the first: every other time step it then begins with what the step before
 * left in the second cache.
 */
static __attribute__((noinline)) void multiply_step(int M, int N, int K, const float *A, size_t sa, const float *B, size_t sb, float *C, size_t sc, int backwards) {
  if (M == 1) {
    multiply_row(N, K, A, sa, B, sb, C, sc);
    return;
  }
  const int strips = (N + TILE_PANELS - 1) / TILE_PANELS;
  for (int i = 0; i < strips; i++) {
    const int p = (backwards ? strips - 1 - i : i) * TILE_PANELS;
    multiply_strip(N - p < TILE_PANELS ? N - p : TILE_PANELS, M, K, A, sa, B + p * sb, sb, C + p * sc, sc);
  }
}

static __attribute__((noinline)) void multiply(int M, int N, int K, const float *A, size_t sa, const float *B, size_t sb, float *C, size_t sc) {
  if (M == 1) {
    multiply_row(N, K, A, sa, B, sb, C, sc);
    return;
  }
  for (int m = 0; m < M;) {
    const int left = M - m, blocks = (left + BLOCK_ROWS - 1) / BLOCK_ROWS;
    const int rows = left <= BLOCK_ROWS ? left : (left / blocks + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
    for (int k = 0; k < K; k += CHUNK / WIDTH) {
      const int count = K - k < CHUNK / WIDTH ? K - k : CHUNK / WIDTH;
      for (int p = 0; p < N; p += TILE_PANELS) {
        const int panels = N - p < TILE_PANELS ? N - p : TILE_PANELS;
        multiply_strip(panels, rows, count, A + k * sa + (size_t)m * WIDTH, sa, B + p * sb + (size_t)k * WIDTH * WIDTH, sb,
                       C + p * sc + (size_t)m * WIDTH, sc);
      }
    }
    m += rows;
  }
}

KERNEL(gemmNN) {
  multiply(INTEGER(0), INTEGER(1), INTEGER(2), FLOATS(3), STRIDE(4), FLOATS(5), STRIDE(6), FLOATS(7), STRIDE(8));
  return 0;
}
