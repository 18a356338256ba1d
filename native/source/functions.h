// Element-wise functions: float vectors, and the two double ones that a loss needs (no mathematics library: the same bits everywhere).
#pragma once
#include "kernel.h"

/** tanh(x) = x P(x²) / Q(x²), within 6e-9 before rounding; flat beyond ±7.98. Own fit. */
FAST vector tanh_of(vector x0) {
  const vector x = clamp(x0, 7.98f), u = x * x;
  vector p = multiply_add(u, all(1.526983587e-08f), all(2.192041926e-05f));
  vector q = multiply_add(u, all(8.5377109851e-07f), all(3.4137707452e-04f));
  p = multiply_add(p, u, all(3.573082228e-03f));
  q = multiply_add(q, u, all(2.6170024718e-02f));
  p = multiply_add(p, u, all(1.344572773e-01f));
  q = multiply_add(q, u, all(4.677905519e-01f));
  p = multiply_add(p, u, all(9.99999993e-01f));
  q = multiply_add(q, u, all(1.f));
  return x * p / q;
}

/** σ(x) = ½ + ½ tanh(x / 2). */
FAST vector sigmoid_of(vector x) { return multiply_add(tanh_of(x * all(.5f)), all(.5f), all(.5f)); }

/**
 * e^x for x ≤ 0: 2^n · 2^f with n = x / ln 2 rounded, a polynomial for |f| ≤ ½. 0 at and below -80: a probability of e^-87 times the loss's scale would be
 * subnormal, and every product that reads it takes 150 cycles. A NaN stays one.
 */
FAST vector exp_of(vector x0) {
  const vector x = larger(all(-87.f), x0), n = round_even(x * all(1.44269504f));
  vector f = minus_product(n, all(0.693359375f), x);
  f = minus_product(n, all(-2.12194440e-4f), f) * all(1.44269504f);
  vector p = multiply_add(f, all(1.5353362e-04f), all(1.3398875e-03f));
  p = multiply_add(p, f, all(9.61843692e-03f));
  p = multiply_add(p, f, all(5.55033237e-02f));
  p = multiply_add(p, f, all(2.40226477e-01f));
  p = multiply_add(p, f, all(6.93147182e-01f));
  return unless_below(scale_by_power(multiply_add(p, f, all(1.f)), n), x0, -80.f);
}

/** log(1 + t) for 0 ≤ t ≤ 1: 2 artanh(t / (2 + t)) by its series, within 1e-8. */
FAST vector log_one_plus(vector t) {
  const vector s = t / (t + all(2.f)), u = s * s;
  vector p = all(2.f / 15);
  UNROLL for (int k = 13; k > 0; k -= 2) p = multiply_add(p, u, all(2.f / (float)k));
  return s * p;
}

/** e^-|x|, from which the following are made. */
INLINE vector decay_of(vector x) { return exp_of(-absolute(x)); }
/** log(1 + e^x), given e = e^-|x|. */
FAST vector softplus_of(vector x, vector e) { return larger(all(0), x) + log_one_plus(e); }
/** σ(x) with a small relative error for large negative x as well, given e = e^-|x|. */
FAST vector precise_sigmoid(vector x, vector e) { return pick(x >= all(0), all(1), e) / (all(1) + e); }
/** x σ(x), and its slope. */
FAST vector silu_of(vector x) { return x * precise_sigmoid(x, decay_of(x)); }
FAST vector silu_slope(vector x) {
  const vector s = precise_sigmoid(x, decay_of(x));
  return s * multiply_add(x, all(1) - s, all(1));
}

/** log x of a positive, normal double: k ln 2 + 2 artanh((m - 1) / (m + 1)), m from √½ to √2. */
INLINE double log_of_double(double x) {
  union {
    double value;
    uint64_t bits;
  } u = {x};
  // √½'s mantissa is taken off so that the exponent changes there instead of at 1.
  const int64_t shifted = (int64_t)(u.bits - 0x3fe6a09e667f3bcdu);
  const int64_t k = shifted >> 52;
  u.bits -= (uint64_t)k << 52;
  const double s = (u.value - 1) / (u.value + 1), z = s * s;
  double p = 2. / 23;
  for (int n = 21; n > 1; n -= 2) p = p * z + 2. / n;
  return (double)k * 0.69314718055994530942 + (2 * s + s * z * p);
}

/** e^x of a double from -700 to 700. */
INLINE double exp_of_double(double x) {
  const double n = (x * 1.44269504088896340736 + 6755399441055744.) - 6755399441055744.;
  const double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
  double p = 1;
  for (int i = 14; i > 0; i--) p = p * r / i + 1;
  union {
    uint64_t bits;
    double value;
  } power = {(uint64_t)((int64_t)n + 1023) << 52};
  return p * power.value;
}
