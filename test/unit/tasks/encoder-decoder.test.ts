import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EncoderDecoderLearner } from '../../../src/network/encoder-decoder/learner';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { type EncoderDecoderShape, encoderDecoderShapes, PADDING } from '../../../src/protocol/encoder-decoder';
import { write } from '../../../src/tasks/pairs/encoder-decoder/decoding';
import { EncoderDecoder, type PairBatch } from '../../../src/tasks/pairs/encoder-decoder/network';

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
/** The same pairs with more padding behind sources and targets. */
const wider = {
  ...{ inputs: columns(padded.map((row) => [...row, PADDING, PADDING])), targets: columns(golden.targets.map((row) => [...row, -1])) },
  ...{ steps: padded[0]!.length + 2, resetState: true },
};

function onKernels(shape: EncoderDecoderShape, weights: Record<string, number[]>) {
  const shapes = encoderDecoderShapes(shape);
  const learner = new EncoderDecoderLearner({
    ...{ shape, size: { sources: 9, targets: 6, streams: 4 }, configuration: { ...BASE_CONFIGURATION, clip: 0 } },
    weights: new Map([...shapes].map(([name, size]) => [name, { shape: size, data: Float32Array.from(weights[name]!) }])),
  });
  return { learner, window: { inputs: batch.sources, targets: batch.targets, steps: padded[0]!.length, resetState: true } };
}
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

    it('has the same loss, gradients and greedy output on the kernels', () => {
      const { learner, window } = onKernels(shape, weights);
      const { loss: own } = learner.step(window, 0)!;
      assert.ok(Math.abs(own - loss) < 1e-5, `${own} ${loss}`);
      for (const [name, { data }] of learner.readGradients())
        data.forEach((value, i) => {
          assert.ok(Math.abs(value - gradients[name]![i]!) < 1e-5, `${name}[${i}] ${value} ${gradients[name]![i]}`);
        });
      const written = learner.write(
        golden.sources.map((source) => source.filter((symbol) => symbol >= 0)),
        6,
      )!;
      const network = new EncoderDecoder(shape, asArrays(weights));
      golden.sources.forEach((source, b) => {
        assert.deepEqual(written[b]!.symbols, greedy[b]);
        const [exact] = write(network, Int32Array.from(source.filter((symbol) => symbol >= 0)), 6);
        assert.deepEqual(
          written[b]!.attention.map((row) => row.map((share) => share.toFixed(4))),
          exact!.attention.map((row) => row.map((share) => share.toFixed(4))),
        );
      });
    });

    it('evaluates on the kernels as it trains, and padding changes nothing', () => {
      const { learner, window } = onKernels(shape, weights);
      const [plain, padding] = [window, wider].map((each) => learner.evaluate([each])!);
      assert.ok(Math.abs(plain!.nats / plain!.characters - loss) < 1e-5);
      assert.ok(Math.abs(padding!.nats - plain!.nats) < 1e-5);
      assert.equal(padding!.correct, plain!.correct);
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
