import assert from 'node:assert/strict';
import { clipGradients } from '../../../../src/network/reference/clipping';
import { type Parameters, zerosLike } from '../../../../src/network/reference/matrix';
import { ReferenceOptimizer } from '../../../../src/network/reference/optimizer';
import { outputLoss } from '../../../../src/network/reference/output';
import type { ReferenceStack, StackState } from '../../../../src/network/reference/stack';
import { type GoldenRun, goldenWindows, readGolden, toParameters } from '../../support/golden-run';
import { referenceStack, type StackShape } from '../../support/reference-stacks';

const TOLERANCE = 1e-9;
const FILES = [
  ...['minGRU', 'minGRU_g', 'minGRU2', 'minLSTM', 'minLSTM2', 'LRU1', 'LRU2', 'S6_1', 'S6_2', 'conv1', 'conv3'],
  ...['attn1', 'attn2', 'attn2_mem16', 'delta1', 'delta2'],
];

type Golden = GoldenRun & StackShape & { logits_step1: Record<string, number[][]>; greedy_from_A: string };

function assertClose(own: Parameters, expected: Parameters, what: string): void {
  assert.deepEqual([...own.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { data }] of expected) {
    const scale = data.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-3);
    data.forEach((value, i) => {
      assert.ok(Math.abs(own.get(name)!.data[i]! - value) <= TOLERANCE * scale, `${what} ${name}[${i}]: ${own.get(name)!.data[i]} for ${value}`);
    });
  }
}

/** Greedy text from "A": with a state a character at a time, with a window alone anew on the last T characters. */
function greedy(stack: ReferenceStack, { vocab, T, mem }: Golden): string {
  const symbols = [vocab.indexOf('A')];
  let state = stack.start();
  for (let i = 0; i < 40; i++) {
    const pass = mem === 0 ? stack.forward(symbols.slice(-T), stack.start()) : stack.forward(symbols.slice(-1), state);
    state = pass.state;
    const logits = pass.logits.at(-1)!;
    symbols.push(logits.indexOf(Math.max(...logits)));
  }
  return symbols.map((symbol) => vocab[symbol]).join('');
}

describe('layer kinds in float64 against PyTorch in float64', () => {
  for (const file of FILES) {
    it(`${file}: logits and gradients of step 1, 40 losses and norms, the final weights within 1e-9, and the text that it writes`, function () {
      this.timeout(180_000);
      const { golden, symbols } = readGolden<Golden>(this, file, 'golden2');
      const weights = toParameters(golden.init);
      const stack = referenceStack(file, golden, weights);
      const optimizer = new ReferenceOptimizer({ optimizer: 'adam', momentum: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }, weights);
      let states: StackState[] = Array.from({ length: golden.B }, () => stack.start());
      let step = 0;
      for (const { inputs, targets } of goldenWindows(golden, symbols)) {
        const gradients = zerosLike(weights);
        let loss = 0;
        const streams = states.map((_, b) => {
          const column = (from: Int32Array | Float32Array) => Array.from({ length: golden.T }, (_, t) => from[t * golden.B + b]!);
          return { inputs: column(inputs), targets: column(targets) };
        });
        const count = golden.T * golden.B;
        states = streams.map((stream, b) => {
          const pass = stack.forward(stream.inputs, states[b]!);
          const losses = pass.logits.map((logits, t) => outputLoss('softmax', logits, stream.targets[t]!));
          for (const each of losses) loss += each.loss / count;
          if (step === 0)
            for (const [t, expected] of Object.entries(golden.logits_step1))
              pass.logits[Number(t)]!.forEach((logit, v) => {
                assert.ok(Math.abs(logit - expected[b]![v]!) < TOLERANCE, `logit ${v} of step ${t}`);
              });
          pass.backward(
            losses.map(({ dLogits }) => dLogits.map((d) => d / count)),
            gradients,
          );
          return pass.state;
        });
        if (step === 0) assertClose(gradients, toParameters(golden.grad_step1), 'gradient');
        const norm = clipGradients(gradients, golden.clip, 'norm');
        const [expected, expectedNorm] = [golden.loss[step]!, golden.norm[step]!];
        assert.ok(Math.abs(loss - expected) < TOLERANCE * expected, `loss of step ${step + 1}: ${loss} for ${expected}`);
        assert.ok(Math.abs(norm - expectedNorm) < 10 * TOLERANCE * expectedNorm, `norm of step ${step + 1}: ${norm} for ${expectedNorm}`);
        optimizer.update(gradients, golden.lr);
        step++;
      }
      assert.equal(step, 40);
      assertClose(weights, toParameters(golden.final), 'final');
      assert.equal(greedy(stack, golden), golden.greedy_from_A);
    });
  }
});
