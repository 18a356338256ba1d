// Causal attention of one window, stream by stream and head by head, in blocks of queries: scores and shares of one block lie in the caches and nothing of
// size T² is kept. Rows t · B + b. Heads of E panels each (a width that does not fill them is padded with zeros). Keys and values have `past` more steps in
// front, and a query sees at most `span` of them, itself included. log: the largest score and the inverse sum of every query, [head][row][2].
#pragma once
#include "gradient.h"
#include "multiply.h"
#include "functions.h"

/** Queries a block: a multiple of the products' rows, and no more than the layer kind leaves working memory for (48). */
#define QUERIES (TILE_ROWS == 14 ? 42 : 48)

/** X's rows of one stream, times a factor, one after another; rows up to `padded` are zeros. */
static __attribute__((noinline)) void gather(int T, size_t step, int E, const float *X, size_t sx, float factor, float *to, int padded) {
  for (int n = 0; n < E; n++) {
    float *y = to + (size_t)n * padded * WIDTH;
    for (int t = 0; t < T; t++) store(y + t * WIDTH, load(X + n * sx + t * step) * all(factor));
    for (int t = T; t < padded; t++) store(y + t * WIDTH, all(0));
  }
}

/** The way back: rows of one stream, times a factor. */
static __attribute__((noinline)) void spread(int T, size_t step, int E, const float *from, int padded, float factor, float *Y, size_t sy) {
  for (int n = 0; n < E; n++)
    for (int t = 0; t < T; t++) store(Y + n * sy + t * step, load(from + ((size_t)n * padded + t) * WIDTH) * all(factor));
}

static __attribute__((noinline)) void clear(float *x, size_t length) {
  for (size_t i = 0; i < length; i += WIDTH) store(x + i, all(0));
}

/** Wᵀ of K panels of rows and N of columns. */
static __attribute__((noinline)) void transpose_all(int K, int N, const float *W, float *T) {
  for (int k = 0; k < K; k++)
    for (int n = 0; n < N; n++) transpose_block(W + ((size_t)n * K + k) * WIDTH * WIDTH, T + ((size_t)k * N + n) * WIDTH * WIDTH);
}

/**
 * Scores of one query over the keys [first, seen) become shares, those of the others 0; known: from what `log` says, else the largest score and the inverse
 * sum are found and kept there.
 */
static __attribute__((noinline)) void share_out(float *x, size_t panel, int N, int first, int seen, float *log, int known) {
  const int begin = first / WIDTH, end = panels_of(seen);
  const vector low = all(-1e30f);
  for (int n = 0; n < N; n++)
    if (n < begin || n >= end) store(x + n * panel, all(0));
  if (first % WIDTH) store(x + begin * panel, pick(first_lanes(first % WIDTH), low, load(x + begin * panel)));
  if (seen % WIDTH) store(x + (end - 1) * panel, pick(first_lanes(seen % WIDTH), load(x + (end - 1) * panel), low));
  vector sum = all(0);
  if (!known) {
    vector top = low;
    for (int n = begin; n < end; n++) top = larger(top, load(x + n * panel));
    log[0] = largest_lane(top);
  }
  for (int n = begin; n < end; n++) {
    const vector e = exp_of(load(x + n * panel) - all(log[0]));
    store(x + n * panel, e);
    sum = sum + e;
  }
  if (!known) log[1] = 1 / sum_lanes(sum);
  for (int n = begin; n < end; n++) store(x + n * panel, load(x + n * panel) * all(log[1]));
}

/** G = ∂E/∂shares of one query becomes ∂E/∂scores: a (g - Σ a g). */
static __attribute__((noinline)) void score_gradient(const float *c, float *g, size_t panel, int N) {
  vector s = all(0);
  for (int n = 0; n < N; n++) s = multiply_add(load(c + n * panel), load(g + n * panel), s);
  const vector along = all(sum_lanes(s));
  for (int n = 0; n < N; n++) store(g + n * panel, load(c + n * panel) * (load(g + n * panel) - along));
}

/** The first key that a query sees. */
INLINE int first_seen(int seen, int span) { return seen > span ? seen - span : 0; }

/** O = shares · V, q scaled by `factor` = 1 / √e. */
KERNEL(attentionForward) {
  const int T = INTEGER(0), past = INTEGER(1), span = INTEGER(2), B = INTEGER(3), heads = INTEGER(4), E = INTEGER(5), S = past + T, N = panels_of(S);
  const float factor = REAL(6);
  const size_t step = (size_t)B * WIDTH, rows = (size_t)E * T * WIDTH, keys = (size_t)E * N * WIDTH * WIDTH, sk = STRIDE(10), sv = STRIDE(12);
  float *q = FLOATS(16), *o = q + rows, *k = o + rows, *kt = k + keys, *v = kt + keys, *C = v + keys, *log = FLOATS(15);
  const size_t sw = (size_t)N * WIDTH * WIDTH;
  for (int h = 0; h < heads; h++)
    for (int b = 0; b < B; b++) {
      const size_t skip = (size_t)b * WIDTH, head = (size_t)h * E;
      gather(T, step, E, FLOATS(7) + head * STRIDE(8) + skip, STRIDE(8), factor, q, T);
      gather(S, step, E, FLOATS(9) + head * sk + skip, sk, 1, k, N * WIDTH);
      gather(S, step, E, FLOATS(11) + head * sv + skip, sv, 1, v, N * WIDTH);
      transpose_all(N, E, k, kt);
      clear(o, rows);
      for (int t0 = 0; t0 < T; t0 += QUERIES) {
        const int count = T - t0 < QUERIES ? T - t0 : QUERIES, n = panels_of(past + t0 + count);
        const size_t panel = (size_t)count * WIDTH, from = (size_t)t0 * WIDTH;
        clear(C, n * panel);
        multiply(count, n, E, q + from, (size_t)T * WIDTH, kt, (size_t)E * WIDTH * WIDTH, C, panel);
        for (int i = 0; i < count; i++)
          share_out(C + i * WIDTH, panel, n, first_seen(past + t0 + i + 1, span), past + t0 + i + 1, log + (((size_t)h * T + t0 + i) * B + b) * 2, 0);
        multiply(count, E, n, C, panel, v, sw, o + from, (size_t)T * WIDTH);
      }
      spread(T, step, E, o, T, 1, FLOATS(13) + head * STRIDE(14) + skip, STRIDE(14));
    }
  return 0;
}

/** From dO: dQ, dK and dV are set. */
KERNEL(attentionBackward) {
  const int T = INTEGER(0), past = INTEGER(1), span = INTEGER(2), B = INTEGER(3), heads = INTEGER(4), E = INTEGER(5), S = past + T, N = panels_of(S);
  const float factor = REAL(6);
  const size_t step = (size_t)B * WIDTH, rows = (size_t)E * T * WIDTH, keys = (size_t)E * N * WIDTH * WIDTH, sk = STRIDE(10), sv = STRIDE(12);
  float *q = FLOATS(21), *d = q + rows, *dq = d + rows, *k = dq + rows, *kt = k + keys, *v = kt + keys, *vt = v + keys, *dk = vt + keys, *dv = dk + keys;
  float *C = dv + keys, *G = C + (size_t)N * QUERIES * WIDTH, *log = FLOATS(20);
  const size_t sw = (size_t)N * WIDTH * WIDTH, st = (size_t)E * WIDTH * WIDTH, sr = (size_t)T * WIDTH;
  for (int h = 0; h < heads; h++)
    for (int b = 0; b < B; b++) {
      const size_t skip = (size_t)b * WIDTH, head = (size_t)h * E;
      gather(T, step, E, FLOATS(7) + head * STRIDE(8) + skip, STRIDE(8), factor, q, T);
      gather(T, step, E, FLOATS(13) + head * STRIDE(14) + skip, STRIDE(14), 1, d, T);
      gather(S, step, E, FLOATS(9) + head * sk + skip, sk, 1, k, N * WIDTH);
      gather(S, step, E, FLOATS(11) + head * sv + skip, sv, 1, v, N * WIDTH);
      transpose_all(N, E, k, kt);
      transpose_all(N, E, v, vt);
      clear(dq, rows);
      clear(dk, keys);
      clear(dv, keys);
      for (int t0 = 0; t0 < T; t0 += QUERIES) {
        const int count = T - t0 < QUERIES ? T - t0 : QUERIES, n = panels_of(past + t0 + count);
        const size_t panel = (size_t)count * WIDTH, from = (size_t)t0 * WIDTH;
        clear(C, n * panel);
        clear(G, n * panel);
        multiply(count, n, E, q + from, sr, kt, st, C, panel);
        multiply(count, n, E, d + from, sr, vt, st, G, panel);
        for (int i = 0; i < count; i++) {
          share_out(C + i * WIDTH, panel, n, first_seen(past + t0 + i + 1, span), past + t0 + i + 1, log + (((size_t)h * T + t0 + i) * B + b) * 2, 1);
          score_gradient(C + i * WIDTH, G + i * WIDTH, panel, n);
        }
        multiply_transposed(count, n, E, C, panel, d + from, sr, dv, sw);
        multiply_transposed(count, n, E, G, panel, q + from, sr, dk, sw);
        multiply(count, E, n, G, panel, k, sw, dq + from, sr);
      }
      spread(T, step, E, dq, T, factor, FLOATS(15) + head * STRIDE(16) + skip, STRIDE(16));
      spread(S, step, E, dk, N * WIDTH, 1, FLOATS(17) + head * STRIDE(19) + skip, STRIDE(19));
      spread(S, step, E, dv, N * WIDTH, 1, FLOATS(18) + head * STRIDE(19) + skip, STRIDE(19));
    }
  return 0;
}

/**
 * Rotary positions, in place, T · B rows of `heads` heads of width e in E panels each, the first at position `first`: pairs (i, i + e / 2) turn by the angle
 * whose cosine and sine are table[position][i]. direction -1 turns back.
 */
KERNEL(rotateRows) {
  const int T = INTEGER(0), B = INTEGER(1), heads = INTEGER(2), E = INTEGER(3), half = INTEGER(4) / 2, first = INTEGER(5);
  const float *table = FLOATS(8), direction = REAL(9);
  const size_t sx = STRIDE(7);
  for (int h = 0; h < heads; h++)
    for (int i = 0; i < half; i++) {
      float *head = FLOATS(6) + (size_t)h * E * sx, *a = column_of(head, i, sx), *b = column_of(head, i + half, sx);
      for (int t = 0; t < T; t++) {
        const float *angle = table + ((size_t)(first + t) * half + i) * 2;
        const float c = angle[0], s = angle[1] * direction;
        for (int r = 0; r < B; r++, a += WIDTH, b += WIDTH) {
          const float x = *a, y = *b;
          *a = x * c - y * s;
          *b = x * s + y * c;
        }
      }
    }
  return 0;
}
