// What the addon is built for. A target's name is that of the extension package which carries it (vsce package --target).
// Vectors are written out: what the compiler vectorizes beside them costs kilobytes.
const plain = ['-fno-tree-vectorize', '-fno-tree-slp-vectorize'];
const x64 = {
  avx512: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mavx2', '-mfma', ...plain],
  avx2: ['-mavx2', '-mfma', ...plain],
  // What the others are checked against.
  portable: ['-DWIDTH=4', '-Os'],
};
const arm64 = { neon: [], portable: ['-DPORTABLE', '-DWIDTH=4', '-Os'] };
// Nothing but Node-API is imported: neither a C library nor a run time of the compiler's.
// Stays when the thread that loaded it ends: signals still come to its guard.
const linux = ['-nostdlib', '-Wl,-z,nodelete'];
// Without local symbols: ten kilobytes, which no message names.
const darwin = ['-Wl,-undefined,dynamic_lookup', '-Wl,-dead_strip', '-Wl,-x'];
const win32 = ['-nostdlib', '-lkernel32', '-Wl,-e,DllMainCRTStartup'];

/** @type {Record<string, { zig: string, sets: Record<string, string[]>, link: string[] }>} */
export const TARGETS = {
  'linux-x64': { zig: 'x86_64-linux-gnu.2.28', sets: x64, link: linux },
  'linux-arm64': { zig: 'aarch64-linux-gnu.2.28', sets: arm64, link: linux },
  'alpine-x64': { zig: 'x86_64-linux-musl', sets: x64, link: linux },
  'alpine-arm64': { zig: 'aarch64-linux-musl', sets: arm64, link: linux },
  'darwin-x64': { zig: 'x86_64-macos.11.0', sets: x64, link: darwin },
  'darwin-arm64': { zig: 'aarch64-macos.11.0', sets: arm64, link: darwin },
  'win32-x64': { zig: 'x86_64-windows-gnu', sets: x64, link: win32 },
  'win32-arm64': { zig: 'aarch64-windows-gnu', sets: arm64, link: win32 },
};

/** The target of this machine; undefined where there is none. Both Linux builds run with either C library. */
export const LOCAL = Object.keys(TARGETS).find((name) => name === `${process.platform}-${process.arch}`);
