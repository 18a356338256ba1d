// All functions for one instruction set: compiled once for each, with BUILD set to its name.
#include "additive.h"
#include "attention.h"
#include "delta.h"
#include "depthwise.h"
#include "gradient.h"
#include "gru.h"
#include "list.h"
#include "loss.h"
#include "lstm.h"
#include "multiply.h"
#include "norm.h"
#include "optimizer.h"
#include "rnn.h"
#include "rows.h"
#include "scan.h"
#include "selective.h"
#include "surroundings.h"
#include "units.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define ENTRY(name, arguments) name,
/**
 * What the processor's multiply-adds can do: `rounds` rounds of 24 chains (twelve where registers are few), each waiting for nothing but itself. Returns the
 * floating-point operations of a round.
 */
double JOIN(chains_, BUILD)(double rounds) {
  enum { CHAINS = WIDTH == 16 ? 24 : 12 };
  vector x[CHAINS], a = all(.999f), b = all(1e-3f);
  UNROLL for (int i = 0; i < CHAINS; i++) x[i] = all((float)i);
  for (double r = 0; r < rounds; r++) UNROLL for (int i = 0; i < CHAINS; i++) ACCUMULATE(x[i], a, b);
  vector sum = all(0);
  UNROLL for (int i = 0; i < CHAINS; i++) sum = sum + x[i];
  // The sum is used, so that nothing is left out.
  return 2. * CHAINS * WIDTH + (sum_lanes(sum) == 12345.f);
}

const kernel JOIN(kernels_, BUILD)[] = {FUNCTIONS(ENTRY)};
