// What the processor and the operating system allow, by feature bits and never by model; and how numbers too small to be normal are treated.
#pragma once
#include <stdint.h>
enum { HAS_AVX2 = 1, HAS_AVX512 = 2, HAS_NEON = 4 };

#if defined(__x86_64__)
static void processor_id(uint32_t leaf, uint32_t part, uint32_t out[4]) {
  __asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(part));
}

static int processor_features(void) {
  uint32_t r[4], low, high;
  processor_id(0, 0, r);
  if (r[0] < 7) return 0;
  processor_id(1, 0, r);
  const uint32_t fma = 1u << 12, xsave = 1u << 27, avx = 1u << 28;
  if ((r[2] & (fma | xsave | avx)) != (fma | xsave | avx)) return 0;
  // Which registers the operating system saves: XMM and YMM; mask registers and both parts of ZMM.
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  processor_id(7, 0, r);
  if ((low & 0x06) != 0x06 || !(r[1] & 1u << 5)) return 0;
  const uint32_t f = 1u << 16, dq = 1u << 17, bw = 1u << 30, vl = 1u << 31;
  return (low & 0xe6) == 0xe6 && (r[1] & (f | dq | bw | vl)) == (f | dq | bw | vl) ? HAS_AVX2 | HAS_AVX512 : HAS_AVX2;
}

/** Bytes of the second cache, 0 where it does not say. */
static double second_cache(void) {
  uint32_t r[4];
  processor_id(0x80000000u, 0, r);
  const int amd = r[0] >= 0x8000001du;
  processor_id(0, 0, r);
  const uint32_t leaf = r[1] == 0x68747541u && amd ? 0x8000001du : r[0] >= 4 ? 4 : 0;
  for (uint32_t i = 0; leaf && i < 8; i++) {
    processor_id(leaf, i, r);
    if ((r[0] & 31) == 0) break;
    if ((r[0] >> 5 & 7) == 2 && (r[0] & 31) != 2) return (double)((r[1] >> 22) + 1) * ((r[1] >> 12 & 1023) + 1) * ((r[1] & 4095) + 1) * ((double)r[2] + 1);
  }
  return 0;
}

/** Subnormal results and operands become 0 from here on; returns the state to restore, which belongs to the caller's code. */
static uint32_t flush_subnormals(void) {
  uint32_t before, now;
  __asm__ volatile("stmxcsr %0" : "=m"(before));
  now = before | 0x8040;
  __asm__ volatile("ldmxcsr %0" ::"m"(now));
  return before;
}
static void restore_subnormals(uint32_t before) { __asm__ volatile("ldmxcsr %0" ::"m"(before)); }

#elif defined(__aarch64__)
static int processor_features(void) { return HAS_NEON; }
static double second_cache(void) { return 0; }
static uint64_t flush_subnormals(void) {
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" ::"r"(before | 1u << 24));
  return before;
}
static void restore_subnormals(uint64_t before) { __asm__ volatile("msr fpcr, %0" ::"r"(before)); }
#else
#error "Neither x64 nor arm64."
#endif
