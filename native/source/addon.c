// The Node-API side: what runs here, and functions over a memory that JavaScript allocated. It keeps no threads and allocates nothing of its own.
#include "guard.h"
#include "kernel.h"
#include "list.h"
#include "node-api.h"
#include "processor.h"

enum { MOST_ARGUMENTS = 25, NUMBER_AT = MOST_ARGUMENTS, BLOCK_LENGTH };

#define NAME(name, arguments) #name,
#define ARGUMENTS(name, arguments) arguments,
#define ONE(name, arguments) +1
static const char *const names[] = {FUNCTIONS(NAME)};
static const char *const signatures[] = {FUNCTIONS(ARGUMENTS)};
enum { FUNCTION_COUNT = 0 FUNCTIONS(ONE) };

typedef struct {
  const char *name;
  int needs;
  int panel_width;
  const kernel *kernels;
  double (*chains)(double rounds);
} instruction_set;

extern const kernel kernels_portable[];
extern double chains_portable(double), chains_avx512(double), chains_avx2(double), chains_neon(double);
#if defined(__x86_64__)
extern const kernel kernels_avx512[], kernels_avx2[];
static const instruction_set sets[] = {
    {"avx512", HAS_AVX512, 16, kernels_avx512, chains_avx512},
    {"avx2", HAS_AVX2, 8, kernels_avx2, chains_avx2},
    {"portable", 0, 4, kernels_portable, chains_portable},
};
#else
extern const kernel kernels_neon[];
static const instruction_set sets[] = {{"neon", HAS_NEON, 8, kernels_neon, chains_neon}, {"portable", 0, 4, kernels_portable, chains_portable}};
#endif
enum { SET_COUNT = sizeof sets / sizeof *sets };

/** What a function that `attach` returned works on; lies in an ArrayBuffer that the function keeps. */
typedef struct {
  char *memory;
  double size;
  double *block;
  const kernel *kernels;
  double (*chains)(double rounds);
} attached;

/** Whether the kernels have crashed in this process: they are not chosen again. */
static _Atomic int crashed;

/** Whether x is what list.h says; written so that NaN, which a forgotten argument becomes, fails. Numbers that the mathematics made may be anything. */
static int fits_kind(char kind, double x, double size) {
  if (kind == 'f') return 1;
  if (kind == 'a') return x >= 0 && x <= size;
  return x >= (kind == 'n' ? 0 : -2147483648.) && x <= (kind == 'n' ? 2147483647. : 4294967295.);
}

/** block[NUMBER_AT] = the function, block[0...] = its arguments; block[0] becomes the result. */
static napi_value call(napi_env env, napi_callback_info info) {
  const attached *self;
  size_t none = 0;
  napi_get_cb_info(env, info, &none, 0, 0, (void **)&self);
  double *block = self->block;
  const double number = block[NUMBER_AT];
  // One behind the last: benchmarks measure the processor with it.
  if (number == FUNCTION_COUNT) {
    block[0] = self->chains(block[0]);
    return 0;
  }
  if (!(number >= 0 && number < FUNCTION_COUNT)) {
    napi_throw_range_error(env, 0, "There is no such function.");
    return 0;
  }
  const int n = (int)number;
  const char *signature = signatures[n];
  for (int i = 0; signature[i]; i++) {
    const double x = block[i];
    const int fits = fits_kind(signature[i], x, self->size);
    if (!fits) {
      napi_throw_range_error(env, names[n], "An argument does not fit the memory.");
      return 0;
    }
  }
  const __typeof__(flush_subnormals()) before = flush_subnormals();
  guard here;
  volatile int failed = 0;
  if (GUARDED(&here)) failed = 1;
  else block[0] = self->kernels[n](self->memory, block);
  end_guard(&here);
  restore_subnormals(before);
  if (failed) {
    crashed = 1;
    napi_throw_error(env, names[n], "The native kernels crashed.");
  }
  return 0;
}

/** attach(memory: Uint8Array, block: Float64Array, instructionSet: string): () => void. */
static napi_value attach(napi_env env, napi_callback_info info) {
  napi_value arguments[3], function = 0, kept;
  size_t count = 3, length[2], name_length;
  void *data[2];
  napi_typedarray_type type[2];
  char name[16];
  if (napi_get_cb_info(env, info, &count, arguments, 0, 0) != napi_ok || count != 3 ||
      napi_get_typedarray_info(env, arguments[0], &type[0], &length[0], &data[0], 0, 0) != napi_ok || type[0] != napi_uint8_array ||
      napi_get_typedarray_info(env, arguments[1], &type[1], &length[1], &data[1], 0, 0) != napi_ok || type[1] != napi_float64_array ||
      length[1] < BLOCK_LENGTH || napi_get_value_string_utf8(env, arguments[2], name, sizeof name, &name_length) != napi_ok) {
    napi_throw_type_error(env, 0, "attach(memory: Uint8Array, block: Float64Array, instructionSet: string)");
    return 0;
  }
  const int features = processor_features();
  for (int i = 0; i < SET_COUNT; i++) {
    const char *a = sets[i].name, *b = name;
    while (*a && *a == *b) a++, b++;
    if (*a || *b || (sets[i].needs & ~features)) continue;
    attached *self;
    if (napi_create_arraybuffer(env, sizeof *self, (void **)&self, &kept) != napi_ok) return 0;
    *self = (attached){data[0], (double)length[0], data[1], sets[i].kernels, sets[i].chains};
    if (napi_create_function(env, "call", NAPI_AUTO_LENGTH, call, self, &function) != napi_ok) return 0;
    // All three live as long as the function.
    napi_set_named_property(env, function, "self", kept);
    napi_set_named_property(env, function, "memory", arguments[0]);
    napi_set_named_property(env, function, "block", arguments[1]);
    return function;
  }
  napi_throw_range_error(env, 0, "This processor does not have that instruction set.");
  return 0;
}

/** Set by a thread whose self-test went well: the next ones need none. */
static _Atomic int approved;
static napi_value approve(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  approved = 1;
  return 0;
}

static napi_value has_crashed(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value value;
  napi_get_boolean(env, crashed, &value);
  return value;
}

/** exports: functions [name], instructionSets { name: panel width } that run here, best first, cacheBytes, approved, approve, crashed(), attach. */
EXPORTED napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  if (!find_node_api()) return 0;
  install_guard();
  napi_value list, value;
  napi_create_array(env, &list);
  for (uint32_t i = 0; i < FUNCTION_COUNT; i++) {
    napi_create_string_utf8(env, names[i], NAPI_AUTO_LENGTH, &value);
    napi_set_element(env, list, i, value);
  }
  napi_set_named_property(env, exports, "functions", list);
  napi_create_object(env, &list);
  const int features = processor_features();
  for (int i = 0; i < SET_COUNT; i++) {
    if (sets[i].needs & ~features) continue;
    napi_create_double(env, sets[i].panel_width, &value);
    napi_set_named_property(env, list, sets[i].name, value);
  }
  napi_set_named_property(env, exports, "instructionSets", list);
  napi_create_double(env, second_cache(), &value);
  napi_set_named_property(env, exports, "cacheBytes", value);
  napi_get_boolean(env, approved, &value);
  napi_set_named_property(env, exports, "approved", value);
  napi_create_function(env, "crashed", NAPI_AUTO_LENGTH, has_crashed, 0, &value);
  napi_set_named_property(env, exports, "crashed", value);
  napi_create_function(env, "approve", NAPI_AUTO_LENGTH, approve, 0, &value);
  napi_set_named_property(env, exports, "approve", value);
  napi_create_function(env, "attach", NAPI_AUTO_LENGTH, attach, 0, &value);
  napi_set_named_property(env, exports, "attach", value);
  return exports;
}

/** Version 8: Node 12.22 and later, every Electron in use. */
EXPORTED int32_t node_api_module_get_api_version_v1(void) { return 8; }

#if defined(_WIN32)
/** No C run-time library: nothing has to start. */
int __stdcall DllMainCRTStartup(void *module, uint32_t reason, void *reserved) {
  (void)module, (void)reason, (void)reserved;
  return 1;
}
int _fltused;
#endif
