// How the functions of the list (list.h) are written: each takes the memory and its arguments as doubles, the way they come from JavaScript, and returns
// a number (0 where there is nothing to say). Addresses are bytes from the start of the memory; strides come in bytes and go on as floats.
#pragma once
#include "vector.h"

typedef double (*kernel)(char *memory, const double *argument);

#define KERNEL(name) static double name(char *memory, const double *argument)
/** Whole numbers wrap at 32 bits, as JavaScript's `| 0` does. */
#define INTEGER(i) ((int32_t)(int64_t)argument[i])
#define REAL(i) ((float)argument[i])
#define BYTES(i) ((size_t)argument[i])
#define FLOATS(i) ((float *)(memory + BYTES(i)))
#define SYMBOLS(i) ((const int32_t *)(memory + BYTES(i)))
/** From a panel to the next, in floats. */
#define STRIDE(i) (BYTES(i) / 4)

/** Panels that hold `columns`. */
INLINE int panels_of(int columns) { return (columns + WIDTH - 1) / WIDTH; }
/** Where column `c` of the row that starts at `x` lies. */
INLINE float *column_of(float *x, int c, size_t stride) { return x + (size_t)(c / WIDTH) * stride + c % WIDTH; }
