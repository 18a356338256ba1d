// A crash inside the kernels becomes an error of the thread that called them. Without this an illegal instruction or a bad address would end the process,
// and with it the editor's whole extension host. Handlers of the host (V8 has one for WebAssembly) keep all that does not happen inside a guarded call.
#pragma once
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdint.h>

/** Registers that a function must keep, stack pointer and return address; lies on the stack of the thread that it guards. */
typedef struct {
  uint64_t registers[32];
} guard;

/** Returns 0 when it is called, and once more with 1 when `resume` has been called with the same guard. */
int unroll_enter(guard *g) __attribute__((returns_twice, visibility("hidden")));
void unroll_resume(guard *g) __attribute__((noreturn, visibility("hidden")));

#if defined(__APPLE__)
#define SYMBOL(name) "_" #name
#else
#define SYMBOL(name) #name
#endif
#define FUNCTION(name) ".text\n.globl " SYMBOL(name) "\n.p2align 4\n" SYMBOL(name) ":\n"
#if defined(__x86_64__) && defined(_WIN32)
#define KEPT_VECTORS(X) X(6, 80) X(7, 96) X(8, 112) X(9, 128) X(10, 144) X(11, 160) X(12, 176) X(13, 192) X(14, 208) X(15, 224)
#define KEEP(n, at) "movups %xmm" #n ", " #at "(%rcx)\n"
#define GIVE_BACK(n, at) "movups " #at "(%rcx), %xmm" #n "\n"
__asm__(FUNCTION(unroll_enter) "mov %rbx, (%rcx)\nmov %rbp, 8(%rcx)\nmov %rsi, 16(%rcx)\nmov %rdi, 24(%rcx)\nmov %r12, 32(%rcx)\nmov %r13, 40(%rcx)\n"
        "mov %r14, 48(%rcx)\nmov %r15, 56(%rcx)\n" KEPT_VECTORS(KEEP)
        "lea 8(%rsp), %rdx\nmov %rdx, 64(%rcx)\nmov (%rsp), %rdx\nmov %rdx, 72(%rcx)\nxor %eax, %eax\nret\n"
        FUNCTION(unroll_resume) "mov (%rcx), %rbx\nmov 8(%rcx), %rbp\nmov 16(%rcx), %rsi\nmov 24(%rcx), %rdi\nmov 32(%rcx), %r12\nmov 40(%rcx), %r13\n"
        "mov 48(%rcx), %r14\nmov 56(%rcx), %r15\n" KEPT_VECTORS(GIVE_BACK)
        "mov 64(%rcx), %rsp\nmov $1, %eax\njmp *72(%rcx)\n");
#elif defined(__x86_64__)
__asm__(FUNCTION(unroll_enter) "mov %rbx, (%rdi)\nmov %rbp, 8(%rdi)\nmov %r12, 16(%rdi)\nmov %r13, 24(%rdi)\nmov %r14, 32(%rdi)\nmov %r15, 40(%rdi)\n"
        "lea 8(%rsp), %rdx\nmov %rdx, 48(%rdi)\nmov (%rsp), %rdx\nmov %rdx, 56(%rdi)\nxor %eax, %eax\nret\n"
        FUNCTION(unroll_resume) "mov (%rdi), %rbx\nmov 8(%rdi), %rbp\nmov 16(%rdi), %r12\nmov 24(%rdi), %r13\nmov 32(%rdi), %r14\nmov 40(%rdi), %r15\n"
        "mov 48(%rdi), %rsp\nmov $1, %eax\njmp *56(%rdi)\n");
#else
__asm__(FUNCTION(unroll_enter) "stp x19, x20, [x0]\nstp x21, x22, [x0, #16]\nstp x23, x24, [x0, #32]\nstp x25, x26, [x0, #48]\nstp x27, x28, [x0, #64]\n"
        "stp x29, x30, [x0, #80]\nmov x2, sp\nstr x2, [x0, #96]\nstp d8, d9, [x0, #104]\nstp d10, d11, [x0, #120]\nstp d12, d13, [x0, #136]\n"
        "stp d14, d15, [x0, #152]\nmov w0, #0\nret\n"
        FUNCTION(unroll_resume) "ldp x19, x20, [x0]\nldp x21, x22, [x0, #16]\nldp x23, x24, [x0, #32]\nldp x25, x26, [x0, #48]\nldp x27, x28, [x0, #64]\n"
        "ldp x29, x30, [x0, #80]\nldr x2, [x0, #96]\nmov sp, x2\nldp d8, d9, [x0, #104]\nldp d10, d11, [x0, #120]\nldp d12, d13, [x0, #136]\n"
        "ldp d14, d15, [x0, #152]\nmov w0, #1\nret\n");
#endif

enum { GUARDS = 256, NEAR = 256 * 1024 };
/** Guards of the calls that run now. */
static guard *_Atomic guards[GUARDS];

static void end_guard(guard *g) {
  for (int i = 0; i < GUARDS; i++)
    if (guards[i] == g) {
      guards[i] = 0;
      return;
    }
}

static void start_guard(guard *g) {
  for (int i = 0; i < GUARDS; i++) {
    guard *none = 0;
    if (!guards[i] && __atomic_compare_exchange_n((guard **)&guards[i], &none, g, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return;
  }
}

/** The guard of the thread whose handler has a local variable `here`; 0: none. The stack grows down: it lies a little above. */
static guard *guard_above(uintptr_t here) {
  for (int i = 0; i < GUARDS; i++) {
    guard *g = guards[i];
    if ((uintptr_t)g > here && (uintptr_t)g - here < NEAR) return g;
  }
  return 0;
}

/** Whether this is the first call in the process. */
static int first_call(void) {
  static _Atomic int installed;
  return !__atomic_exchange_n((int *)&installed, 1, __ATOMIC_SEQ_CST);
}

#if defined(_WIN32)
typedef struct {
  uint32_t *record; // begins with the exception's code
  char *context;
} exception_pointers;
__declspec(dllimport) void *__stdcall AddVectoredExceptionHandler(unsigned long first, long(__stdcall *handler)(exception_pointers *));
__declspec(dllimport) int __stdcall GetModuleHandleExA(uint32_t flags, const void *address, void **module);

/** Where a thread's CONTEXT holds the first argument of a function and the instruction that comes next. */
#if defined(__x86_64__)
enum { ARGUMENT_AT = 0x80, NEXT_AT = 0xf8 };
#else
enum { ARGUMENT_AT = 0x08, NEXT_AT = 0x108 };
#endif

static long __stdcall on_crash(exception_pointers *pointers) {
  enum { CONTINUE_EXECUTION = -1, CONTINUE_SEARCH = 0 };
  const uint32_t code = *pointers->record;
  // Access violation, page that could not be read, illegal instruction, division by zero.
  if (code != 0xc0000005u && code != 0xc0000006u && code != 0xc000001du && code != 0xc0000094u) return CONTINUE_SEARCH;
  guard *g = guard_above((uintptr_t)&code);
  if (!g) return CONTINUE_SEARCH;
  *(uint64_t *)(pointers->context + ARGUMENT_AT) = (uintptr_t)g;
  *(uint64_t *)(pointers->context + NEXT_AT) = (uintptr_t)unroll_resume;
  return CONTINUE_EXECUTION;
}

/** Once in a process, in which the library then stays: exceptions still come to it when the thread that loaded it has ended. */
static void install_guard(void) {
  enum { PINNED = 1, BY_ADDRESS = 4 };
  void *self;
  if (first_call() && GetModuleHandleExA(PINNED | BY_ADDRESS, (const void *)on_crash, &self)) AddVectoredExceptionHandler(1, on_crash);
}
#else
#include <signal.h>
static const int guarded_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
static struct sigaction earlier[4];

static void on_crash(int number, siginfo_t *information, void *context) {
  guard *g = guard_above((uintptr_t)&number);
  if (g) unroll_resume(g);
  int which = 0;
  while (which < 3 && guarded_signals[which] != number) which++;
  const struct sigaction *before = &earlier[which];
  if (before->sa_flags & SA_SIGINFO) before->sa_sigaction(number, information, context);
  else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) before->sa_handler(number);
  else sigaction(number, before, 0); // It happens once more, and ends the process as it would have.
}

/** Once in a process. */
static void install_guard(void) {
  if (!first_call()) return;
  struct sigaction own;
  for (size_t i = 0; i < sizeof own; i++) ((volatile char *)&own)[i] = 0;
  own.sa_sigaction = on_crash;
  // Not blocked while it is handled: `unroll_resume` leaves the handler without returning from it.
  own.sa_flags = SA_SIGINFO | SA_NODEFER;
  for (int i = 0; i < 4; i++) sigaction(guarded_signals[i], &own, &earlier[i]);
}
#endif

/** Non-zero when what follows has crashed. */
#define GUARDED(g) (start_guard(g), unroll_enter(g))
