import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-web';
import { writeOnnx } from '../../../src/formats/onnx/model';
import { buildable } from '../../../src/network/buildable-architecture';
import { createInference } from '../../../src/network/inference';
import { languagePorts } from '../../../src/network/ports';
import { describeStack } from '../../../src/network/stack';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { exampleModel } from './files';

/** Of kinds with a graph. */
const STACKS = ['gru,lstm,rnn,feedforward', 'mingru,minlstm', 'conv,conv,conv', 'lru,gru', 'attention,attention'];
const CASES: Partial<Configuration>[] = [
  ...(['tanh', 'sigmoid', 'relu'] as const).map((activation) => ({ cell: 'rnn' as const, activation })),
  ...(['rnn', 'gru', 'lstm'] as const).flatMap((cell) => [
    { cell, layers: 1 },
    { cell, layers: 2, embedding: 3 },
    { cell, layers: 2, bias: false },
  ]),
  { cell: 'gru', output: 'sigmoid' as const },
  { cell: 'feedforward', window: 4, layers: 2 },
  { cell: 'feedforward', window: 3, embedding: 2, activation: 'relu' as const, bias: false },
  { cell: 'feedforward', window: 1 },
  // Stacks: every layer has a state of its own.
  ...STACKS.map((stack) => buildable({ ...BASE_CONFIGURATION, stack, hidden: 12, attentionHeads: 2 })),
  buildable({ ...BASE_CONFIGURATION, stack: 'attention,conv', hidden: 12, attentionHeads: 2, memory: 5 }),
  buildable({ ...BASE_CONFIGURATION, stack: 'lstm,gru', hidden: 12, norm: 'layer', headNorm: 'layer', residual: 'off' }),
  buildable({
    ...BASE_CONFIGURATION,
    stack: 'rnn,feedforward',
    hidden: 12,
    norm: 'none',
    headNorm: 'rms',
    residual: 'on',
    bias: false,
    embedding: 5,
  }),
];
const TIME = 17;
const BATCH = 2;

/** log-probabilities of one row of logits. */
function logProbabilities(logits: readonly number[], output: Configuration['output']): number[] {
  const scores = output === 'softmax' ? logits : logits.map((x) => -Math.log1p(Math.exp(-x)));
  const top = Math.max(...scores);
  const sum = top + Math.log(scores.reduce((total, x) => total + Math.exp(x - top), 0));
  return scores.map((x) => x - sum);
}

describe('export to ONNX, run by onnxruntime', () => {
  before(() => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
  });

  for (const changes of CASES) {
    it(`${changes.stack ? `${changes.stack}, norms ${changes.norm} and ${changes.headNorm}, residual ${changes.residual}` : JSON.stringify(changes)}: equal to 1e-5, state carried over two calls, ${BATCH} streams`, async () => {
      const model = exampleModel({ hidden: 12, ...changes });
      // Gates and activations bend; a ReLU net would only grow, and its rounding with it.
      const factor = model.configuration.activation === 'relu' || model.configuration.headNorm !== 'none' ? 1 : 3;
      for (const { data } of model.weights.values()) for (let j = 0; j < data.length; j++) data[j]! *= factor;
      const { configuration, vocabulary } = model;
      const V = vocabulary.length;
      const session = await ort.InferenceSession.create(writeOnnx(model), { executionProviders: ['wasm'] });
      const { layers, hidden, cell, window } = configuration;
      const zeros = (rows = layers, columns = hidden) => new ort.Tensor('float32', new Float32Array(rows * BATCH * columns), [rows, BATCH, columns]);
      const stack = describeStack(configuration, languagePorts(configuration, V));
      let state: Record<string, ort.Tensor> = !stack.plain
        ? Object.fromEntries(
            stack.branches.flatMap(({ layer, branch, description, shape }) =>
              (description.state?.(shape) ?? []).map(({ name, rows, columns }) => [
                `blocks.${layer}.${branch > 0 ? `branch${branch + 1}.` : ''}${name}`,
                zeros(rows ?? 1, columns),
              ]),
            ),
          )
        : cell === 'lstm'
          ? { h: zeros(), c: zeros() }
          : cell !== 'feedforward'
            ? { h: zeros() }
            : window > 1
              ? { past: new ort.Tensor('int64', new BigInt64Array((window - 1) * BATCH).fill(-1n), [window - 1, BATCH]) }
              : {};
      const symbol = (t: number, b: number) => (t * t + 3 * t + b * 5) % V;
      const scores: number[][][] = [];
      // Without a memory every call of attention is a window of its own.
      const alone = stack.kinds.some(({ options }) => options.includes('memory')) && configuration.memory === 0;
      // With one, the last steps of a longer window see more than single steps do.
      const ends = configuration.memory > 0 ? Array.from({ length: TIME }, (_, t) => t + 1) : alone ? [TIME] : [6, TIME];
      const calls = ends.map((end, i) => [ends[i - 1] ?? 0, end] as const);
      for (const [from, to] of calls) {
        const symbols = BigInt64Array.from({ length: (to - from) * BATCH }, (_, i) => BigInt(symbol(from + Math.floor(i / BATCH), i % BATCH)));
        const result = await session.run({ symbols: new ort.Tensor('int64', symbols, [to - from, BATCH]), ...state });
        const logits = result.logits!;
        assert.deepEqual(logits.dims, [to - from, BATCH, V]);
        for (let t = 0; t < to - from; t++)
          scores.push(
            Array.from({ length: BATCH }, (_, b) => {
              const at = (t * BATCH + b) * V;
              return logProbabilities(Array.from((logits.data as Float32Array).subarray(at, at + V)), configuration.output);
            }),
          );
        state = Object.fromEntries(Object.keys(state).map((name) => [name, result[`${name}_out`]!]));
      }
      await session.release();
      const network = createInference(configuration, V, model.weights);
      let worst = 0;
      for (let b = 0; b < BATCH; b++) {
        const own = network.createState();
        const expected = new Float32Array(V + 8);
        for (let t = 0; t < TIME; t++) {
          network.advance(own, symbol(t, b), expected);
          for (let v = 0; v < V; v++) worst = Math.max(worst, Math.abs(expected[v]! - scores[t]![b]![v]!));
        }
      }
      assert.ok(worst < 1e-5, `largest difference ${worst}`);
    });
  }
});
