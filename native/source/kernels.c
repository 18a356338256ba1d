// All functions for one instruction set: compiled once for each, with BUILD set to its name.
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
const kernel JOIN(kernels_, BUILD)[] = {FUNCTIONS(ENTRY)};
