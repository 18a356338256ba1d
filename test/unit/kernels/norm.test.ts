import assert from 'node:assert/strict';
import { canRun } from '../../../src/kernels/registry';
import { Random } from '../../../src/network/random';
import { zerosLike } from '../../../src/network/reference/matrix';
import { normalize } from '../../../src/network/reference/normalization';
import { KernelMemory } from '../support/kernel-rows';
import { NATIVE } from '../support/native';

for (const build of ['wasm-relaxed', 'wasm-simd', ...NATIVE])
  describe(`normalisation of rows on ${build}`, () => {
    for (const norm of ['rms', 'layer'] as const)
      for (const N of [8, 24, 13, 3])
        it(`${norm} over ${N} columns: outputs and gradients as in float64 within 1e-5, padding stays 0`, function () {
          if (!canRun(build)) this.skip();
          const memory = new KernelMemory(build);
          const { kernels: k } = memory.backend;
          const random = new Random(N, 'norm');
          const [R, N8, wide] = [7, memory.panels.count(N), memory.panels.round(N)];
          const vector = (level = 0) => Float64Array.from({ length: N }, () => Math.fround(random.normal() + level));
          const matrix = (level = 0) => Array.from({ length: R }, () => vector(level));
          const [x, g, before, w, b] = [matrix(2), matrix(), matrix(), vector(), vector()];
          const [X, G, D, Y] = [memory.rows(x), memory.rows(g), memory.rows(before), memory.rows(matrix())];
          const [W, bias, dW, dB, stats] = [
            memory.floats(wide, w),
            memory.floats(wide, b),
            memory.floats(wide),
            memory.floats(wide),
            memory.floats(2 * R),
          ];
          const s = R * memory.panels.rowBytes;
          if (norm === 'rms') {
            k.rmsNormForward(R, N8, N, X, s, W, Y, s, stats);
            k.rmsNormBackward(R, N8, N, X, s, W, stats, G, s, D, s, dW);
          } else {
            k.layerNormForward(R, N8, N, X, s, W, bias, Y, s, stats);
            k.layerNormBackward(R, N8, N, X, s, W, stats, G, s, D, s, dW, dB);
          }
          const sums = zerosLike(new Map([w, b].map((data, i) => [`${i}`, { shape: [N], data }])));
          const [outputs, gradients] = [memory.read(Y, R, wide), memory.read(D, R, wide)];
          const close = (own: number, exact: number, what: string) =>
            assert.ok(Math.abs(own - exact) < 1e-5 * Math.max(1, Math.abs(exact)), `${what}: ${own} for ${exact}`);
          x.forEach((row, r) => {
            const exact = normalize(row, w, norm === 'layer' ? b : undefined);
            const d = exact.backward(g[r]!, sums.get('0'), norm === 'layer' ? sums.get('1') : undefined);
            for (let i = 0; i < wide; i++) {
              close(outputs[r]![i]!, exact.output[i] ?? 0, `output ${r}, ${i}`);
              close(gradients[r]![i]!, i < N ? before[r]![i]! + d[i]! : 0, `gradient ${r}, ${i}`);
            }
          });
          for (let i = 0; i < wide; i++) {
            close(memory.view(dW, wide)[i]!, sums.get('0')!.data[i] ?? 0, `weight ${i}`);
            close(memory.view(dB, wide)[i]!, sums.get('1')!.data[i] ?? 0, `bias ${i}`);
          }
        });
  });
