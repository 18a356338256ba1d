// Losses on logits [R, V]; logits become ∂E/∂logits · scale. A target below 0 has no loss. Each returns the sum over the rows of nats (or of half squares)
// and adds the number of right predictions to *correct.
#pragma once
#include "rows.h"

/** Floats of `work` a row: maximum (later the factor of the gradient), sum, and the target's logit above the maximum. The plan leaves twelve. */
#define WORK 12
/** Rows at once: as many lines of a panel follow each other, and their sums stay in registers. */
#define LOSS_ROWS 4
/** What a padded class has for a logit: it wins nothing and weighs nothing. */
#define NO_CLASS -1e30f

/**
 * Softmax with cross-entropy in three parts, so that a large vocabulary passes by in groups of panels which stay in the second cache. First: the largest
 * logit of every row into `work`, taken on from panel `from` to `to`; panel 0 begins anew.
 */
KERNEL(softmaxMaxima) {
  const int R = INTEGER(0), V = INTEGER(1), from = INTEGER(2), to = INTEGER(3);
  float *logits = FLOATS(4), *work = FLOATS(6);
  const size_t sl = STRIDE(5);
  if (to == panels_of(V)) fill_padding(R, V, logits, sl, NO_CLASS);
  for (int r = 0; r < R; r += LOSS_ROWS) {
    const int rows = R - r < LOSS_ROWS ? R - r : LOSS_ROWS;
    vector top[LOSS_ROWS];
    for (int i = 0; i < rows; i++) top[i] = load(logits + from * sl + (size_t)(r + i) * WIDTH);
    for (int n = from + 1; n < to; n++)
      for (int i = 0; i < rows; i++) top[i] = larger(top[i], load(logits + n * sl + (size_t)(r + i) * WIDTH));
    for (int i = 0; i < rows; i++) {
      const float now = largest_lane(top[i]);
      float *kept = work + (r + i) * WORK;
      // A NaN stays: the sum of its row, and with it the loss, becomes one.
      *kept = from == 0 || !(now < *kept) ? now : *kept;
    }
  }
  return 0;
}

/** Second: logits become e^(x - max), `work` holds scale / Σ e^(x - max), 0 for a row without a loss; the loss is the sum of -log p(target). */
KERNEL(softmaxCrossEntropy) {
  const int R = INTEGER(0), N = panels_of(INTEGER(1));
  float *logits = FLOATS(2), *work = FLOATS(7);
  const size_t sl = STRIDE(3);
  const int32_t *targets = SYMBOLS(4);
  const float scale = REAL(5);
  double nats = 0;
  int right = 0;
  for (int r = 0; r < R; r += LOSS_ROWS) {
    const int rows = R - r < LOSS_ROWS ? R - r : LOSS_ROWS;
    vector sum[LOSS_ROWS], shift[LOSS_ROWS];
    float above[LOSS_ROWS];
    for (int i = 0; i < rows; i++) {
      const float top = work[(r + i) * WORK];
      const int target = targets[r + i];
      const float own = target < 0 ? top : *column_of(logits + (size_t)(r + i) * WIDTH, target, sl);
      above[i] = own - top;
      if (target >= 0 && own == top) right++;
      shift[i] = all(top);
      sum[i] = all(0);
    }
    for (int n = 0; n < N; n++)
      for (int i = 0; i < rows; i++) {
        float *x = logits + n * sl + (size_t)(r + i) * WIDTH;
        const vector e = exp_of(load(x) - shift[i]);
        store(x, e);
        sum[i] = sum[i] + e;
      }
    for (int i = 0; i < rows; i++) {
      const float total = sum_lanes(sum[i]);
      const int counts = targets[r + i] >= 0;
      if (counts) nats += log_of_double(total) - above[i];
      work[(r + i) * WORK] = counts ? scale / total : 0;
    }
  }
  *(int32_t *)FLOATS(6) += right;
  return nats;
}

/** Third, for the panels from `from` to `to`: ∂/∂logits = (p - y) · scale, and its sum over the rows added to `sums` (0 = not wanted). */
KERNEL(softmaxGradient) {
  const int R = INTEGER(0), from = INTEGER(1), to = INTEGER(2);
  float *logits = FLOATS(3), *sums = BYTES(8) ? FLOATS(8) : 0;
  const float *work = FLOATS(7), scale = REAL(6);
  const size_t sl = STRIDE(4);
  const int32_t *targets = SYMBOLS(5);
  for (int n = from; n < to; n++) {
    float *x = logits + n * sl;
    vector s = all(0);
    for (int r = 0; r < R; r++, x += WIDTH) {
      const vector d = load(x) * all(work[r * WORK]);
      store(x, d);
      s = s + d;
    }
    if (sums) store(sums + n * WIDTH, load(sums + n * WIDTH) + s);
  }
  for (int r = 0; r < R; r++) {
    const int target = targets[r];
    if (target < from * WIDTH || target >= to * WIDTH) continue;
    *column_of(logits + (size_t)r * WIDTH, target, sl) -= scale;
    if (sums) sums[target] -= scale;
  }
  return 0;
}

/**
 * The tutorial's o = σ(V s). squared = 0: cross-entropy of every class, ∂ = o - y; squared = 1: ½ Σ (o - y)², ∂ = (o - y) o (1 - o).
 */
KERNEL(sigmoidLoss) {
  const int R = INTEGER(0), V = INTEGER(1), N = panels_of(V), squared = INTEGER(7);
  float *logits = FLOATS(2);
  const size_t sl = STRIDE(3);
  const int32_t *targets = SYMBOLS(4);
  const vector scale = all(REAL(5)), one = all(1);
  double loss = 0;
  int right = 0;
  fill_padding(R, V, logits, sl, NO_CLASS);
  for (int r = 0; r < R; r++) {
    float *x = logits + (size_t)r * WIDTH;
    const int target = targets[r];
    if (target < 0) {
      for (int n = 0; n < N; n++) store(x + n * sl, all(0));
      continue;
    }
    float *own = column_of(x, target, sl);
    const float net = *own;
    vector top = load(x), sum = all(0);
    for (int n = 0; n < N; n++) {
      const vector a = load(x + n * sl), o = sigmoid_of(a);
      top = larger(top, a);
      // As if no class were the target: of padded ones e^-1e30 is nothing. The target's own share follows below.
      sum = sum + (squared ? all(.5f) * o * o : larger(all(0), a) + log_one_plus(exp_of(-absolute(a))));
      store(x + n * sl, squared ? o * o * (one - o) * scale : o * scale);
    }
    if (net == largest_lane(top)) right++;
    loss += sum_lanes(sum);
    const vector lane = sigmoid_of(all(net));
    float o[WIDTH];
    store(o, lane);
    loss += squared ? .5 * ((double)o[0] - 1) * ((double)o[0] - 1) - .5 * (double)o[0] * o[0] : -(double)net;
    *own = squared ? (o[0] - 1) * o[0] * (1 - o[0]) * REAL(5) : (o[0] - 1) * REAL(5);
  }
  fill_padding(R, V, logits, sl, 0);
  *(int32_t *)FLOATS(6) += right;
  return loss;
}

/** Linear outputs against real targets [R, V] (row-major; NaN = no loss here): Σ (o - y)², ∂ = 2 (o - y). */
KERNEL(squaredError) {
  const int R = INTEGER(0), V = INTEGER(1);
  float *outputs = FLOATS(2);
  const size_t so = STRIDE(3);
  const float *targets = FLOATS(4), scale = REAL(5);
  double loss = 0;
  for (int r = 0; r < R; r++)
    for (int v = 0; v < V; v++) {
      float *p = column_of(outputs + (size_t)r * WIDTH, v, so);
      const float y = targets[(size_t)r * V + v], difference = y == y ? *p - y : 0;
      loss += (double)difference * difference;
      *p = 2 * difference * scale;
    }
  fill_padding(R, V, outputs, so, 0);
  return loss;
}

/**
 * Linear outputs against real targets [R, V] (NaN = no loss here), output v for the quantile levels[v] = q: factor · Σ max(q (y - o), (q - 1) (y - o)).
 * With q = ½ and factor 2 it is the absolute error. At o = y the gradient is 0.
 */
KERNEL(pinballLoss) {
  const int R = INTEGER(0), V = INTEGER(1);
  float *outputs = FLOATS(2);
  const size_t so = STRIDE(3);
  const float *targets = FLOATS(4), *levels = FLOATS(5), factor = REAL(6), scale = REAL(7);
  double loss = 0;
  for (int r = 0; r < R; r++)
    for (int v = 0; v < V; v++) {
      float *p = column_of(outputs + (size_t)r * WIDTH, v, so);
      const float y = targets[(size_t)r * V + v], above = y == y ? y - *p : 0;
      const float slope = above > 0 ? levels[v] : above < 0 ? levels[v] - 1 : 0;
      loss += (double)factor * slope * above;
      *p = -slope * factor * scale;
    }
  fill_padding(R, V, outputs, so, 0);
  return loss;
}

/** out[v] = log p(v) for one row. normalise = 1: outputs are independent sigmoids, divided by their sum. `out` has room for whole panels. */
KERNEL(logProbabilities) {
  const int V = INTEGER(0), N = panels_of(V), normalise = INTEGER(4);
  float *x = FLOATS(1), *out = FLOATS(3);
  const size_t sl = STRIDE(2);
  fill_padding(1, V, x, sl, NO_CLASS);
  vector top = load(x), sum = all(0);
  for (int n = 1; n < N; n++) top = larger(top, load(x + n * sl));
  // log σ(x) = min(x, 0) - log(1 + e^-|x|), stable at both ends.
  const vector shift = normalise ? all(0) : all(largest_lane(top));
  for (int n = 0; n < N; n++) {
    const vector a = load(x + n * sl) - shift;
    vector log = a;
    if (normalise) log = smaller(all(0), a) - log_one_plus(exp_of(-absolute(a)));
    store(out + n * WIDTH, log);
    sum = sum + exp_of(log);
  }
  float most = 0;
  // Outputs so small that their sum is none: the largest is taken out of it.
  if (normalise && !(sum_lanes(sum) > 1e-30)) {
    vector highest = load(out);
    for (int n = 1; n < N; n++) highest = larger(highest, load(out + n * WIDTH));
    most = largest_lane(highest);
    sum = all(0);
    for (int n = 0; n < N; n++) sum = sum + exp_of(load(out + n * WIDTH) - all(most));
  }
  const vector total = all(most + (float)log_of_double(sum_lanes(sum)));
  for (int n = 0; n < N; n++) store(out + n * WIDTH, load(out + n * WIDTH) - total);
  return 0;
}
