import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type EncoderDecoderShape, encoderDecoderShapes } from '../../../src/protocol/encoder-decoder';
import { write } from '../../../src/tasks/pairs/encoder-decoder/decoding';
import { EncoderDecoder, PADDING, type PairBatch } from '../../../src/tasks/pairs/encoder-decoder/network';

interface Golden {
  readonly shape: Omit<EncoderDecoderShape, 'attention'>;
  readonly sources: number[][];
  readonly targets: number[][];
  readonly cases: {
    attention: 'additive' | 'none';
    loss: number;
    greedy: number[][];
    weights: Record<string, number[]>;
    gradients: Record<string, number[]>;
  }[];
}

const golden = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../test/golden/encoder-decoder.json'), 'utf8')) as Golden;
/** Side by side: [stream][t] -> [t][stream]. */
const columns = (rows: readonly number[][]) => Int32Array.from(rows[0]!.flatMap((_, t) => rows.map((row) => row[t]!)));
const padded = golden.sources.map((row) => row.map((symbol) => (symbol < 0 ? PADDING : symbol)));
const batch: PairBatch = { sources: columns(padded), targets: columns(golden.targets), streams: golden.sources.length };
const asArrays = (values: Record<string, number[]>) => new Map(Object.entries(values).map(([name, numbers]) => [name, Float64Array.from(numbers)]));
const zeros = (values: Record<string, number[]>) =>
  new Map(Object.entries(values).map(([name, numbers]) => [name, new Float64Array(numbers.length)]));

for (const { attention, loss, greedy, weights, gradients } of golden.cases) {
  const shape = { ...golden.shape, attention };
  describe(`the encoder-decoder with attention ${attention}`, () => {
    it("has PyTorch's loss and gradients of every tensor", () => {
      const own = zeros(weights);
      const network = new EncoderDecoder(shape, asArrays(weights));
      const result = network.loss(batch, own);
      assert.ok(Math.abs(result.loss - loss) < 1e-12, `${result.loss} ${loss}`);
      assert.equal(result.count, golden.targets.flat().filter((target) => target >= 0).length);
      assert.deepEqual([...encoderDecoderShapes(shape)].map(([name]) => name).sort(), Object.keys(weights).sort());
      for (const [name, size] of encoderDecoderShapes(shape)) {
        const [a, b] = [own.get(name)!, gradients[name]!];
        assert.equal(
          a.length,
          size.reduce((x, y) => x * y, 1),
          name,
        );
        a.forEach((value, i) => {
          assert.ok(Math.abs(value - b[i]!) < 1e-12, `${name}[${i}] ${value} ${b[i]}`);
        });
      }
    });

    it('has the gradients of finite differences', () => {
      const values = asArrays(weights);
      const network = new EncoderDecoder(shape, values);
      const own = zeros(weights);
      network.loss(batch, own);
      for (const [name, data] of values)
        for (let i = 0; i < data.length; i += 3) {
          const at = data[i]!;
          data[i] = at + 1e-5;
          const above = network.loss(batch).loss;
          data[i] = at - 1e-5;
          const below = network.loss(batch).loss;
          data[i] = at;
          assert.ok(Math.abs((above - below) / 2e-5 - own.get(name)![i]!) < 1e-8, `${name}[${i}]`);
        }
    });

    it('writes what PyTorch writes greedily, whatever stands beside a source', () => {
      const network = new EncoderDecoder(shape, asArrays(weights));
      golden.sources.forEach((source, b) => {
        const real = Int32Array.from(source.filter((symbol) => symbol >= 0));
        const [best] = write(network, real, 6);
        assert.deepEqual(best!.symbols, greedy[b]);
        for (const row of best!.attention) assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
        assert.equal(best!.attention.length, attention === 'none' ? 0 : best!.symbols.length);
      });
    });

    it('finds nothing less likely by a wider beam, and everything by one as wide as all targets', () => {
      const network = new EncoderDecoder(shape, asArrays(weights));
      const source = Int32Array.from(golden.sources[0]!);
      const [narrow] = write(network, source, 3, 1);
      const all = write(network, source, 3, 200);
      assert.ok(all[0]!.logProbability >= narrow!.logProbability);
      const total = all.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0);
      assert.ok(Math.abs(total - 1) < 1e-9, `${total}`);
    });

    it('gives padding no influence', () => {
      const network = new EncoderDecoder(shape, asArrays(weights));
      const wide = {
        ...batch,
        sources: columns(padded.map((row) => [...row, PADDING, PADDING])),
        targets: columns(golden.targets.map((row) => [...row, -1])),
      };
      assert.ok(Math.abs(network.loss(wide).loss - network.loss(batch).loss) < 1e-14);
    });
  });
}
