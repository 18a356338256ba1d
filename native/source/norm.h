// Normalisation of rows over their `width` columns: y = (x - mean) / √(mean (x - mean)² + 1e-5) · w + b; the RMS norm leaves the mean and b out.
#pragma once
#include "kernel.h"
#define NORM_EPSILON 1e-5f

/** scales[r] = 1 / rms of row r. */
KERNEL(rmsNormForward) {
  const int R = INTEGER(0), N = INTEGER(1);
  const float width = (float)INTEGER(2), *X = FLOATS(3), *weight = FLOATS(5);
  float *Y = FLOATS(6), *scales = FLOATS(8);
  const size_t sx = STRIDE(4), sy = STRIDE(7);
  for (int r = 0; r < R; r++) {
    const float *x = X + (size_t)r * WIDTH;
    float *y = Y + (size_t)r * WIDTH;
    vector s = all(0);
    for (int n = 0; n < N; n++) s = multiply_add(load(x + n * sx), load(x + n * sx), s);
    scales[r] = 1 / __builtin_sqrtf(sum_lanes(s) / width + NORM_EPSILON);
    for (int n = 0; n < N; n++) store(y + n * sy, load(x + n * sx) * all(scales[r]) * load(weight + n * WIDTH));
  }
  return 0;
}

/** D += ∂E/∂x and dWeight += ∂E/∂w, from G = ∂E/∂y: with n = x · scale, ∂E/∂x = scale (g w - n mean(g w n)). */
KERNEL(rmsNormBackward) {
  const int R = INTEGER(0), N = INTEGER(1);
  const float width = (float)INTEGER(2), *X = FLOATS(3), *weight = FLOATS(5), *scales = FLOATS(6), *G = FLOATS(7);
  float *D = FLOATS(9), *slope = FLOATS(11);
  const size_t sx = STRIDE(4), sg = STRIDE(8), sd = STRIDE(10);
  for (int r = 0; r < R; r++) {
    const float *x = X + (size_t)r * WIDTH, *g = G + (size_t)r * WIDTH;
    float *d = D + (size_t)r * WIDTH;
    const vector scale = all(scales[r]);
    vector s = all(0);
    for (int n = 0; n < N; n++) {
      const vector normal = load(x + n * sx) * scale, dy = load(g + n * sg);
      store(slope + n * WIDTH, multiply_add(dy, normal, load(slope + n * WIDTH)));
      s = multiply_add(dy * load(weight + n * WIDTH), normal, s);
    }
    const vector along = all(scales[r] * sum_lanes(s) / width);
    for (int n = 0; n < N; n++) {
      const vector dy = load(g + n * sg) * load(weight + n * WIDTH);
      store(d + n * sd, multiply_add(scale, dy - load(x + n * sx) * along, load(d + n * sd)));
    }
  }
  return 0;
}

/** stats[2r] = mean of row r, stats[2r + 1] = 1 / its deviation. */
KERNEL(layerNormForward) {
  const int R = INTEGER(0), N = INTEGER(1), columns = INTEGER(2);
  const float width = (float)columns, *X = FLOATS(3), *weight = FLOATS(5), *bias = FLOATS(6);
  float *Y = FLOATS(7), *stats = FLOATS(9);
  const size_t sx = STRIDE(4), sy = STRIDE(8);
  const mask used = first_lanes(columns - (N - 1) * WIDTH);
  for (int r = 0; r < R; r++) {
    const float *x = X + (size_t)r * WIDTH;
    float *y = Y + (size_t)r * WIDTH;
    vector s = all(0);
    for (int n = 0; n < N; n++) s = s + load(x + n * sx);
    const float mean = sum_lanes(s) / width;
    s = all(0);
    for (int n = 0; n < N; n++) {
      const vector from_mean = load(x + n * sx) - all(mean), a = n == N - 1 ? where(used, from_mean) : from_mean;
      s = multiply_add(a, a, s);
    }
    const float scale = 1 / __builtin_sqrtf(sum_lanes(s) / width + NORM_EPSILON);
    stats[2 * r] = mean;
    stats[2 * r + 1] = scale;
    for (int n = 0; n < N; n++)
      store(y + n * sy, multiply_add((load(x + n * sx) - all(mean)) * all(scale), load(weight + n * WIDTH), load(bias + n * WIDTH)));
  }
  return 0;
}

/** D += ∂E/∂x, dWeight += ∂E/∂w, dBias += ∂E/∂b: ∂E/∂x = scale (g w - mean(g w) - n mean(g w n)). */
KERNEL(layerNormBackward) {
  const int R = INTEGER(0), N = INTEGER(1), columns = INTEGER(2);
  const float width = (float)columns, *X = FLOATS(3), *weight = FLOATS(5), *stats = FLOATS(6), *G = FLOATS(7);
  float *D = FLOATS(9), *slope = FLOATS(11), *level = FLOATS(12);
  const size_t sx = STRIDE(4), sg = STRIDE(8), sd = STRIDE(10);
  const mask used = first_lanes(columns - (N - 1) * WIDTH);
  for (int r = 0; r < R; r++) {
    const float *x = X + (size_t)r * WIDTH, *g = G + (size_t)r * WIDTH;
    float *d = D + (size_t)r * WIDTH;
    const vector mean = all(stats[2 * r]), scale = all(stats[2 * r + 1]);
    vector s = all(0), total = all(0);
    for (int n = 0; n < N; n++) {
      const vector normal = (load(x + n * sx) - mean) * scale, dy = load(g + n * sg), w = dy * load(weight + n * WIDTH);
      store(slope + n * WIDTH, multiply_add(dy, normal, load(slope + n * WIDTH)));
      store(level + n * WIDTH, load(level + n * WIDTH) + dy);
      total = total + w;
      s = multiply_add(w, normal, s);
    }
    const vector along = all(sum_lanes(s) / width), middle = all(sum_lanes(total) / width);
    for (int n = 0; n < N; n++) {
      const vector normal = (load(x + n * sx) - mean) * scale;
      const vector dx = load(g + n * sg) * load(weight + n * WIDTH) - middle - normal * along;
      store(d + n * sd, multiply_add(scale, n == N - 1 ? where(used, dx) : dx, load(d + n * sd)));
    }
  }
  return 0;
}
