// A crash inside the kernels becomes an error of the thread that called them. Without this an illegal instruction or a bad address would end the process,
// and with it the editor's whole extension host. Handlers of the host (V8 has one for WebAssembly) keep all that does not happen inside a guarded call.
// Windows has no such guard.
#pragma once
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
typedef struct {
  int unused;
} guard;
static void install_guard(void) {}
#define GUARDED(g) (0)
static void end_guard(guard *g) { (void)g; }
#else
#include <signal.h>

/** Registers that a function must keep, stack pointer and return address; lies on the stack of the thread that it guards. */
typedef struct {
  uint64_t registers[24];
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
#if defined(__x86_64__)
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
static const int guarded_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
static struct sigaction earlier[4];

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

/** The stack grows down: a guard of this thread lies a little above. */
static void on_crash(int number, siginfo_t *information, void *context) {
  const uintptr_t here = (uintptr_t)&number;
  for (int i = 0; i < GUARDS; i++) {
    guard *g = guards[i];
    if ((uintptr_t)g > here && (uintptr_t)g - here < NEAR) unroll_resume(g);
  }
  int which = 0;
  while (which < 3 && guarded_signals[which] != number) which++;
  const struct sigaction *before = &earlier[which];
  if (before->sa_flags & SA_SIGINFO) before->sa_sigaction(number, information, context);
  else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) before->sa_handler(number);
  else sigaction(number, before, 0); // It happens once more, and ends the process as it would have.
}

/** Once in a process. */
static void install_guard(void) {
  static _Atomic int installed;
  if (__atomic_exchange_n((int *)&installed, 1, __ATOMIC_SEQ_CST)) return;
  struct sigaction own;
  for (size_t i = 0; i < sizeof own; i++) ((volatile char *)&own)[i] = 0;
  own.sa_sigaction = on_crash;
  // Not blocked while it is handled: `unroll_resume` leaves the handler without returning from it.
  own.sa_flags = SA_SIGINFO | SA_NODEFER;
  for (int i = 0; i < 4; i++) sigaction(guarded_signals[i], &own, &earlier[i]);
}

/** Non-zero when what follows has crashed. */
#define GUARDED(g) (start_guard(g), unroll_enter(g))
#endif
