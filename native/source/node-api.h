// The part of Node-API (version 8) that the addon uses, declared here so that a build needs no headers of Node. https://nodejs.org/api/n-api.html
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef enum { napi_ok } napi_status;
typedef enum { napi_uint8_array = 1, napi_float64_array = 8 } napi_typedarray_type;
typedef napi_value (*napi_callback)(napi_env env, napi_callback_info info);

#define NAPI_AUTO_LENGTH SIZE_MAX

/** X(name, parameters): all that is imported. */
#define NODE_API(X) \
  X(napi_create_array, (napi_env, napi_value *)) \
  X(napi_create_arraybuffer, (napi_env, size_t, void **, napi_value *)) \
  X(napi_create_double, (napi_env, double, napi_value *)) \
  X(napi_create_function, (napi_env, const char *, size_t, napi_callback, void *, napi_value *)) \
  X(napi_create_object, (napi_env, napi_value *)) \
  X(napi_create_string_utf8, (napi_env, const char *, size_t, napi_value *)) \
  X(napi_get_boolean, (napi_env, _Bool, napi_value *)) \
  X(napi_get_cb_info, (napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **)) \
  X(napi_get_typedarray_info, (napi_env, napi_value, napi_typedarray_type *, size_t *, void **, napi_value *, size_t *)) \
  X(napi_get_value_string_utf8, (napi_env, napi_value, char *, size_t, size_t *)) \
  X(napi_set_element, (napi_env, napi_value, uint32_t, napi_value)) \
  X(napi_set_named_property, (napi_env, napi_value, const char *, napi_value)) \
  X(napi_throw_error, (napi_env, const char *, const char *)) \
  X(napi_throw_range_error, (napi_env, const char *, const char *)) \
  X(napi_throw_type_error, (napi_env, const char *, const char *))

#if defined(_WIN32)
// The host may be called node.exe, Code.exe or electron.exe: its functions are found when the addon starts, not linked by a file's name.
#define NODE_API_POINTER(name, parameters) static napi_status(*name) parameters;
NODE_API(NODE_API_POINTER)
__declspec(dllimport) void *__stdcall GetModuleHandleA(const char *name);
__declspec(dllimport) void *__stdcall GetProcAddress(void *module, const char *name);
/** Whether the host has all of them. */
static int find_node_api(void) {
  void *host = GetModuleHandleA(0), *library = GetModuleHandleA("libnode.dll");
#define NODE_API_FIND(name, parameters) \
  *(void **)&name = GetProcAddress(host, #name); \
  if (!name && library) *(void **)&name = GetProcAddress(library, #name); \
  if (!name) return 0;
  NODE_API(NODE_API_FIND)
  return 1;
}
#define EXPORTED __declspec(dllexport)
#else
#define NODE_API_DECLARATION(name, parameters) extern napi_status name parameters;
NODE_API(NODE_API_DECLARATION)
static int find_node_api(void) { return 1; }
#define EXPORTED __attribute__((visibility("default")))
#endif
