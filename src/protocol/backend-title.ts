const KINDS: Readonly<Record<string, string>> = { native: 'native', wasm: 'WebAssembly' };
const SETS: Readonly<Record<string, string>> = { avx512: 'AVX-512', avx2: 'AVX2', neon: 'NEON', relaxed: 'relaxed SIMD', simd: 'SIMD' };

/**
 * A backend as people read it, from its name in options and records: "native-avx512" is "native, AVX-512". That memory is shared between threads is no
 * part of it.
 * @param kinds what native code and WebAssembly are called, in the language of the page
 */
export function backendTitle(name: string, kinds: Readonly<Record<string, string>> = KINDS): string {
  const [kind = name, ...sets] = name.split('-');
  return [kinds[kind] ?? kind, ...sets.filter((set) => set !== 'shared').map((set) => SETS[set] ?? set)].join(', ');
}
