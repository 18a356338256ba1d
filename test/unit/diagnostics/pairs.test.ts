import assert from 'node:assert/strict';
import { backpropagationTerms } from '../../../src/diagnostics/backpropagation-terms';
import { bpttTrace } from '../../../src/diagnostics/bptt-trace';
import { influence } from '../../../src/diagnostics/influence';
import { tracePair } from '../../../src/diagnostics/trace';
import { initialWeights } from '../../../src/network/encoder-decoder/initial-weights';
import { EncoderDecoderLearner } from '../../../src/network/encoder-decoder/learner';
import { initializeWeights } from '../../../src/network/initialization';
import { norm, type Vector } from '../../../src/network/reference/matrix';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { DiagnosisEvent } from '../../../src/protocol/diagnostics';
import type { EncoderDecoderShape } from '../../../src/protocol/encoder-decoder';
import type { Tensors } from '../../../src/protocol/model';
import { readerOf } from '../../../src/tasks/data/read';
import { taskOnData } from '../../../src/tasks/on-data';
import { networkOf } from '../../../src/tasks/pairs/encoder-decoder';
import type { PreparedTask } from '../../../src/tasks/task';
import { Vocabulary } from '../../../src/text/vocabulary';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { DiagnosisScheduler } from '../../../src/training/diagnosis-scheduler';
import { Trainer } from '../../../src/training/trainer';

const SOURCE = [0, 3, 1, 4];
const TARGET = [2, 1];
const END = 0;
const architecture = { ...BASE_CONFIGURATION, cell: 'gru', layers: 1, hidden: 5, embedding: 3 } as const;

for (const attention of ['additive', 'none'] as const) {
  const shape: EncoderDecoderShape = { sources: 5, targets: 4, embedding: 3, hidden: 5, attention };
  const weights = initialWeights(shape, 3);
  const traced = () => tracePair(architecture, shape, weights, SOURCE, TARGET);
  /** ∂logit/∂(embedded character) at every time step, from the last one back. */
  const inputGradients = (logit: number): Vector[] => {
    const { network, steps } = traced();
    const found: Vector[] = [];
    let later = network.zeroState().layers;
    for (let t = steps.length - 1; t >= 0; t--) {
      const one = new Float64Array(4).fill(0);
      one[logit] = 1;
      const gradient = network.backward(steps[t]!, t === steps.length - 1 ? one : undefined, later);
      found[t] = gradient.input();
      later = gradient.previous;
    }
    return found;
  };

  describe(`an encoder-decoder looked into, with attention ${attention}`, () => {
    it('answers what the reference of the task answers', () => {
      const network = networkOf(shape, weights);
      const encoded = network.encode({ sources: Int32Array.from(SOURCE), streams: 1 });
      const { logits } = network.decode([4, ...TARGET], 1, encoded.last, encoded);
      const own = traced().steps.flatMap((step) => [...step.logits]);
      assert.equal(own.length, logits.length);
      own.forEach((value, i) => {
        assert.ok(Math.abs(value - logits[i]!) < 1e-12, `${i}: ${value} for ${logits[i]}`);
      });
    });

    it('has the derivatives of finite differences by every character, through the states and through attention', () => {
      const last = (change?: { part: 'encoder' | 'decoder'; at: number; by: number }) => {
        const changed = new Map(weights);
        if (change) {
          const name = `${change.part}.embedding.weight`;
          const { shape: size, data } = weights.get(name)!;
          changed.set(name, { shape: size, data: data.map((value, i) => (i === change.at ? value + change.by : value)) });
        }
        return tracePair(architecture, shape, changed, SOURCE, TARGET).steps.at(-1)!.logits[1]!;
      };
      // Every character comes once, so that its embedding is the input of one time step.
      const found = inputGradients(1);
      [...SOURCE, 4, ...TARGET].forEach((symbol, t) => {
        const part = t < SOURCE.length ? 'encoder' : 'decoder';
        for (let e = 0; e < 3; e++) {
          const at = symbol * 3 + e;
          const difference = (last({ part, at, by: 2 ** -10 }) - last({ part, at, by: -(2 ** -10) })) / 2 ** -9;
          assert.ok(Math.abs(difference - found[t]![e]!) < 1e-5, `step ${t}: ${difference} for ${found[t]![e]}`);
        }
      });
    });

    it('listens to a character as much as the whole Jacobian says', () => {
      const trace = traced();
      const at = trace.steps.length - 1;
      const [direct] = influence(trace, [at], [at]);
      // By power iteration over the rows of ∂logits/∂(one-hot x_0).
      const table = weights.get('encoder.embedding.weight')!.data;
      const rows = [0, 1, 2, 3].map((logit) => {
        const d = inputGradients(logit)[0]!;
        return Array.from({ length: 5 }, (_, v) => d.reduce((sum, value, e) => sum + value * table[v * 3 + e]!, 0));
      });
      let v = Array.from({ length: 5 }, (_, i) => 1 + i);
      let length = 0;
      for (let i = 0; i < 200; i++) {
        const u = rows.map((row) => row.reduce((sum, value, j) => sum + value * v[j]!, 0));
        v = v.map((_, j) => rows.reduce((sum, row, r) => sum + row[j]! * u[r]!, 0));
        length = Math.hypot(...v);
        v = v.map((value) => value / length);
      }
      assert.ok(Math.abs(10 ** direct! / Math.sqrt(length) - 1) < 1e-4, `${10 ** direct!} for ${Math.sqrt(length)}`);
    });

    it("sums its terms up to the gradients of both parts' recurrent weights", () => {
      const gradients = new Map([...weights].map(([name, { data }]) => [name, new Float64Array(data.length)]));
      networkOf(shape, weights).loss({ sources: Int32Array.from(SOURCE), targets: Int32Array.from([-1, -1, END]), streams: 1 }, gradients);
      // The same decoder inputs as in the trace: none of the two characters is asked for, so that they are read as unknown.
      const trace = tracePair(architecture, shape, weights, SOURCE, [-1, -1]);
      const { totals, norms } = backpropagationTerms(trace, trace.steps.length - 1, END);
      const expected = Math.hypot(...['encoder', 'decoder'].map((part) => norm(gradients.get(`${part}.rnn.weight_hh_l0`)!)));
      assert.ok(Math.abs(10 ** totals[0]! / expected - 1) < 1e-9, `${10 ** totals[0]!} for ${expected}`);
      assert.equal(norms[0]!.length, trace.steps.length);
    });
  });
}

const rows = Array.from({ length: 40 }, (_, i) => `n${i}\t${[...String(i)].reverse().join('')}`).join('\n');
const prepare = (id: 'pairs' | 'forecast' | 'classification', text: string, options = {}, explicit = {}): PreparedTask => {
  const { task, configuration } = taskOnData({ id, data: readerOf({ name: id === 'classification' ? 'a.ts' : 'a.tsv', text }), options, explicit });
  return task.prepare({ configuration, note: () => undefined });
};

/** The last diagnosis of a run of a few updates, as the trainer of the editor makes it. */
function diagnosed(id: 'pairs' | 'forecast', text: string, options = {}, explicit = {}): DiagnosisEvent['diagnosis'] {
  const { task, configuration } = taskOnData({
    ...{ id, data: readerOf({ name: 'a.tsv', text }), options },
    explicit: { steps: 2, hidden: 6, backend: 'wasm', ...explicit },
  });
  let diagnosing: DiagnosisScheduler | undefined;
  let last: (() => DiagnosisEvent[]) | undefined;
  const trainer: Trainer = new Trainer(
    { task, configuration },
    createTrainingHost({
      emit: () => undefined,
      checkpoint: () => undefined,
      stepped(step, learner, vocabulary) {
        const { passage, network, model } = trainer.task;
        const run = { architecture: configuration, vocabulary, text: passage!, ports: network, task: model };
        diagnosing ??= new DiagnosisScheduler(run, { now: () => performance.now(), interrupted: () => false });
        const weights = learner.readWeights();
        last = () => diagnosing!.finish(step, weights);
      },
      control: () => 0,
    }),
  );
  trainer.run();
  return last!().at(-1)!.diagnosis;
}

describe('diagnoses of tasks', () => {
  it('read a pair through encoder and decoder: one state, the gates of both, and what the last answer listens to', () => {
    const { states, spectra, flow, saturation, terms, connectivity, weights } = diagnosed('pairs', rows);
    const pair = Array.from(states.text);
    const length = pair.length;
    assert.match(states.text, /^n\d+\t\d+$/);
    assert.deepEqual(
      states.hiddenNorms.map((norms) => norms.length),
      [length],
    );
    assert.equal(states.activations[0]!.length, length);
    assert.deepEqual(
      spectra.map((gates) => gates.map(({ gate }) => gate)),
      [['encoder r', 'encoder z', 'encoder n', 'decoder r', 'decoder z', 'decoder n']],
    );
    assert.deepEqual(
      saturation[0]!.map(({ gate }) => gate),
      ['r', 'z', 'n', 'h'],
    );
    assert.ok(flow.norms[0]!.slice(0, 2).every((log) => log !== null && Number.isFinite(log)));
    assert.deepEqual(flow.total, flow.norms[0]);
    assert.ok(flow.influence!.norms.slice(0, 3).every((log) => log !== null));
    assert.equal(terms.position, length - 1);
    assert.equal(connectivity.norms.length, length);
    assert.ok(weights.some(({ name }) => name === 'attention.key.weight'));
  });

  it('read a pair as one stream through any network', () => {
    const { states, spectra } = diagnosed('pairs', rows, { decoderOnly: true });
    assert.match(states.text, /^n\d+\t\d+$/);
    assert.equal(states.hiddenNorms[0]!.length, states.text.length);
    assert.equal(spectra[0]!.length, 3);
  });

  it('read the last window of a series, a sign for each number', () => {
    const series = `y\n${Array.from({ length: 60 }, (_, t) => 100 + t + 10 * Math.sin(t)).join('\n')}`;
    const { states, flow, terms } = diagnosed('forecast', series, {}, { window: 9 });
    assert.equal(states.text, '·'.repeat(9));
    assert.equal(states.hiddenNorms[0]!.length, 9);
    assert.ok(terms.totals[0] !== null && flow.influence!.norms[0] !== null);
  });

  it('read the numbers of a labelled series', () => {
    const line = (i: number) => `${[1, 2, 3, 4].map((t) => t * i).join(',')}:${i % 2 ? 'a' : 'b'}`;
    const text = `@problemName x\n@univariate true\n@classLabel true a b\n@data\n${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(line).join('\n')}`;
    const { passage } = prepare('classification', text);
    assert.equal(passage!.length, 4);
    assert.equal((passage as readonly Float64Array[])[0]!.length, 1);
  });
});

describe('the learner of an encoder-decoder', () => {
  it("tells the state's lengths along source and target, as the float64 network has them", () => {
    const shape: EncoderDecoderShape = { sources: 5, targets: 4, embedding: 3, hidden: 5, attention: 'additive' };
    const weights = initialWeights(shape, 3);
    const learner = new EncoderDecoderLearner({ ...{ shape, size: { sources: 4, targets: 3, streams: 2 }, configuration: architecture }, weights });
    const twice = (symbols: readonly number[]) => Int32Array.from(symbols.flatMap((symbol) => [symbol, symbol]));
    learner.step({ inputs: twice(SOURCE), targets: twice([...TARGET, END]), steps: 4, resetState: true }, 0);
    const expected = tracePair(architecture, shape, weights, SOURCE, TARGET).steps.map(({ layers }) => norm(layers[0]!.output));
    const [own] = learner.windowNorms().hidden;
    assert.equal(own!.length, expected.length);
    own!.forEach((value, t) => {
      assert.ok(Math.abs(value - expected[t]!) < 1e-5, `step ${t}: ${value} for ${expected[t]}`);
    });
    const mean = expected.reduce((a, b) => a + b, 0) / expected.length;
    assert.ok(Math.abs(learner.hiddenNorms()[0]! - mean) < 1e-5);
  });
});

describe('a pair walked through', () => {
  const classes = ['', '1', '2', '3'];
  const vocabulary = new Vocabulary([...'abcde']);
  const shape: EncoderDecoderShape = { sources: 5, targets: 4, embedding: 3, hidden: 5, attention: 'additive' };
  const weights = initialWeights(shape, 3);
  const task = { id: 'pairs', realInputs: 0, outputs: 4, classes, options: { attention: 'additive', decoderOnly: false, limit: 9 } } as const;
  const walk = (text: string) => bpttTrace({ architecture, vocabulary, weights, task, text, step: 3, now: () => 0 });

  it('asks for nothing along the source, for the target and its end behind it', () => {
    const { columns, flow, numbers } = walk('adb\t21');
    assert.deepEqual(
      columns.map(({ character, next }) => [character, next]),
      [...[...'adb'].map((character) => [character, null]), ['\t', '2'], ['2', '1'], ['1', '\n']],
    );
    assert.deepEqual(
      columns.map(({ top }) => top.length),
      [0, 0, 0, 3, 3, 3],
    );
    assert.equal(numbers, null);
    assert.deepEqual(
      flow.map((layers) => (layers ? layers[0]!.length : null)),
      [null, null, null, 4, 5, 6],
    );
    const network = networkOf(shape, weights);
    const { loss } = network.loss({ sources: Int32Array.from([0, 3, 1]), targets: Int32Array.from([2, 1, END]), streams: 1 });
    const mean = columns.slice(3).reduce((sum, column) => sum + column.loss!, 0) / 3;
    assert.ok(Math.abs(mean - loss) < 1e-12);
  });

  it('follows a loss back to every source character, also past the states in between where attention looks at it', () => {
    const other = { ...task, options: { ...task.options, attention: 'none' } };
    const without = bpttTrace({
      ...{ architecture, vocabulary, task: other, text: 'adb\t21', step: 3, now: () => 0 },
      weights: withoutContext(weights),
    });
    const [looking, plain] = [walk('adb\t21').flow[4]![0]!, without.flow[4]![0]!];
    assert.equal(looking.length, plain.length);
    assert.ok(Math.abs(looking[0]! - plain[0]!) > 1e-6);
  });

  it('is answered from the source alone where nobody has written a target', () => {
    const columns = walk('ad').columns;
    assert.deepEqual(
      columns.map(({ character, loss }) => [character, loss]),
      [
        ['a', null],
        ['d', null],
        ['\t', null],
      ],
    );
    assert.equal(columns[2]!.top.length, 3);
  });

  it('as one stream asks for the target alone', () => {
    const stream = { ...architecture, embedding: 0 };
    const both = new Vocabulary([...'abcde', '\t', '\n', '1', '2']);
    const trace = bpttTrace({
      ...{ architecture: stream, vocabulary: both, weights: initializeWeights(stream, both.size), text: 'ab\t12', step: 0, now: () => 0 },
      task: { id: 'pairs', realInputs: 0, outputs: both.size, options: { decoderOnly: true } },
    });
    assert.deepEqual(
      trace.columns.map(({ character, next }) => [character, next]),
      [
        ['a', null],
        ['b', null],
        ['\t', '1'],
        ['1', '2'],
        ['2', '\n'],
      ],
    );
    assert.deepEqual(
      trace.flow.map((layers) => layers !== null),
      [false, false, true, true, true],
    );
  });

  it('an example that is classified asks for a class at its end', () => {
    const ports = { input: { type: 'symbols', size: 5 }, heads: [{ name: 'head', width: 2, loss: 'softmax' }], pooling: 'none' } as const;
    const own = { ...architecture, embedding: 0 };
    const trace = bpttTrace({
      ...{ architecture: own, vocabulary, weights: initializeWeights(own, ports), text: 'abc', step: 0, now: () => 0 },
      task: { id: 'classification', realInputs: 0, outputs: 2, classes: ['yes', 'no'], options: { pooling: 'last' } },
    });
    const [first, , last] = trace.columns;
    assert.equal(trace.columns.length, 3);
    assert.equal(first!.next, null);
    assert.equal(last!.next, last!.top[0]!.character);
    assert.equal(last!.rank, 1);
    assert.equal(trace.flow[2]![0]!.length, 3);
  });
});

/** The tensors of the same network without attention: its head reads the state alone. */
function withoutContext(weights: Tensors): Tensors {
  const { shape, data } = weights.get('head.weight')!;
  const [rows, H] = [shape[0]!, shape[1]! / 2];
  const own = Float32Array.from({ length: rows * H }, (_, i) => data[Math.floor(i / H) * 2 * H + (i % H)]!);
  return new Map(
    [...weights]
      .filter(([name]) => !name.startsWith('attention'))
      .map(([name, tensor]) => [name, name === 'head.weight' ? { shape: [rows, H], data: own } : tensor]),
  );
}
