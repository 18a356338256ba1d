import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-web';
import { exportFiles } from '../../../src/formats/export';
import { writeOnnx } from '../../../src/formats/onnx/model';
import type { Configuration } from '../../../src/protocol/configuration';
import type { DataTask } from '../../../src/protocol/data-task';
import type { UnrollError } from '../../../src/protocol/error';
import type { Model } from '../../../src/protocol/model';
import { classify } from '../../../src/tasks/classification/classify';
import { readerOf } from '../../../src/tasks/data/read';
import { forecastAfter } from '../../../src/tasks/forecasting/predict';
import { taskOnData } from '../../../src/tasks/on-data';
import { pairWriter } from '../../../src/tasks/pairs/predict';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { Trainer } from '../../../src/training/trainer';
import { pythonWithTorch, runScripts } from '../support/python';

function train(name: string, text: string, task: DataTask, explicit: Partial<Configuration> = {}): Model {
  const own = { hidden: 10, steps: 20, threads: 1, ...explicit };
  const found = taskOnData({ id: task.id, options: task.options, data: readerOf({ name, text }), explicit: own });
  const host = { emit: () => undefined, checkpoint: () => undefined, control: () => 0 };
  return new Trainer(found, createTrainingHost(host, { spawn: () => ({ terminate: () => undefined }) })).run().model;
}

const WORDS = Array.from({ length: 60 }, (_, i) => [`${'ab'.repeat(1 + (i % 4))}${'cd'.repeat(i % 3)}é`, i % 3 === 0 ? 'one' : 'two'] as const);
const TABLE = `word,kind\n${WORDS.map((row) => row.join(',')).join('\n')}\n`;
const UNSEEN = ['abab', 'cdé', 'xyz', 'a'];
const CURVES = Array.from({ length: 40 }, (_, i) => [
  ...Array.from({ length: 6 }, (_, t) => 5 + Math.sin(t + (i % 2) * 2) + 0.1 * ((i * 7) % 5)),
  `k${i % 2}`,
]);
const NUMBERS = `a,b,c,d,e,f,label\n${CURVES.map((row) => row.join(',')).join('\n')}\n`;
const SERIES = Array.from({ length: 80 }, (_, t) => ({ x: Math.cos(t), y: 20 + t + 5 * Math.sin((2 * Math.PI * t) / 8) }));
const SERIES_TABLE = `t,x,y\n${SERIES.map(({ x, y }, t) => `${t},${x},${y}`).join('\n')}\n`;

/** Each model is trained once. */
function once(make: () => Model): () => Model {
  let made: Model | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const texts = { id: 'classification', options: { input: 'word', label: 'kind' } } as const;
const CLASSIFIERS: [title: string, model: () => Model][] = [
  ['GRU, last state', () => train('w.csv', TABLE, texts)],
  [
    'LSTM with an embedding, mean',
    () => train('w.csv', TABLE, { ...texts, options: { ...texts.options, pooling: 'mean' } }, { cell: 'lstm', embedding: 4 }),
  ],
  ['two GRU layers, attention', () => train('w.csv', TABLE, { ...texts, options: { ...texts.options, pooling: 'attention' } }, { layers: 2 })],
  [
    'a stack of minGRU and convolution, attention',
    () => train('w.csv', TABLE, { ...texts, options: { ...texts.options, pooling: 'attention' } }, { stack: 'mingru,conv' }),
  ],
  ['numbers, RNN', () => train('n.csv', NUMBERS, { id: 'classification', options: { label: 'label' } }, { cell: 'rnn' })],
];
const inputsOf = ({ task }: Model) => (task!.realInputs ? CURVES.slice(0, 4).map((row) => Float32Array.from(row.slice(0, 6) as number[])) : UNSEEN);

describe('models of tasks in other programs', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-task-export-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
  });
  const write = (name: string, model: Model) => {
    for (const each of exportFiles('pytorch', { model, name, events: [], started: 0 })) writeFileSync(path.join(folder, each.name), each.content);
    return path.join(folder, `${name}.py`);
  };
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' }, timeout: 100_000 })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  for (const [i, [title, trained]] of CLASSIFIERS.entries()) {
    const make = once(trained);
    it(`${title}: ONNX gives the probabilities of the classes after the last step of each sequence, padding or not`, async () => {
      const model = make();
      const { task, vocabulary, configuration } = model;
      const inputs = inputsOf(model);
      const expected = classify(model, inputs);
      const session = await ort.InferenceSession.create(writeOnnx(model), { executionProviders: ['wasm'] });
      const sequences = inputs.map((input) => (typeof input === 'string' ? Array.from(input, (c) => vocabulary.indexOf(c)) : [...input]));
      const steps = Math.max(...sequences.map(({ length }) => length));
      const B = sequences.length;
      const at = (t: number, b: number) => sequences[b]![t] ?? (task!.realInputs ? 0 : -1);
      const values = Array.from({ length: steps * B }, (_, row) => at(Math.floor(row / B), row % B));
      const read = task!.realInputs
        ? new ort.Tensor('float32', Float32Array.from(values), [steps, B, 1])
        : new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [steps, B]);
      const zeros = (rows: number, columns: number) => new ort.Tensor('float32', new Float32Array(rows * B * columns), [rows, B, columns]);
      const states = Object.fromEntries(
        session.inputNames
          .filter((name) => name !== 'symbols')
          .map((name) => {
            const rows = name.startsWith('blocks.1') ? 4 : name.startsWith('blocks') ? 1 : configuration.layers;
            return [name, zeros(rows, configuration.hidden)];
          }),
      );
      const { probabilities } = await session.run({ symbols: read, ...states });
      const C = task!.outputs;
      sequences.forEach(({ length }, b) => {
        for (let c = 0; c < C; c++) {
          const value = Number(probabilities!.data[((length - 1) * B + b) * C + c]);
          assert.ok(Math.abs(value - expected[b]![c]!) < 1e-5, `${title}, sequence ${b}: ${value} for ${expected[b]![c]}`);
        }
      });
    });

    // Each run loads PyTorch: the three that differ most.
    if ([0, 3, 4].includes(i))
      it(`${title}: the PyTorch script carries classes and preprocessing, and predicts a file with the same probabilities`, function () {
        const program = pythonWithTorch(this);
        const model = make();
        const script = write(`classes${i}`, model);
        const inputs = inputsOf(model);
        const data = path.join(folder, `data${i}.${model.task!.realInputs ? 'csv' : 'txt'}`);
        writeFileSync(data, model.task!.realInputs ? NUMBERS.split('\n').slice(0, 5).join('\n') : UNSEEN.join('\n'));
        const answers = run(program, script, 'predict', data) as { label: string; probabilities: Record<string, number> }[];
        assert.equal(answers.length, inputs.length);
        classify(model, inputs).forEach((own, b) => {
          own.forEach((value, c) => {
            assert.ok(Math.abs(answers[b]!.probabilities[model.task!.classes![c]!]! - value) < 1e-5, `${title}, sequence ${b}`);
          });
        });
      });
  }

  it('a forecaster with quantiles, other columns and a whole horizon at once forecasts the same in PyTorch', function () {
    const program = pythonWithTorch(this);
    const options = { column: 'y', exogenous: 'x', multiStep: 'direct', horizon: 3, loss: 'quantile', testSize: 10 } as const;
    const model = train('s.csv', SERIES_TABLE, { id: 'forecast', options }, { window: 8 });
    const script = write('series', model);
    const data = path.join(folder, 'series.csv');
    writeFileSync(data, SERIES_TABLE);
    const [answer] = run(program, script, 'predict', data, '--steps', '7') as [Record<'forecasts' | 'low' | 'high', number[]>];
    const expected = forecastAfter(model, { values: SERIES.map(({ y }) => y), others: [SERIES.map(({ x }) => x)] }, 7);
    for (const key of ['forecasts', 'low', 'high'] as const)
      expected[key]!.forEach((value, i) => {
        assert.ok(Math.abs(answer[key][i]! - value) < 1e-3 * Math.abs(value), `${key} ${i}: ${answer[key][i]} for ${value}`);
      });
  });

  const PAIRS = Array.from({ length: 40 }, (_, i) => [`n${i}`, [...String(i)].reverse().join('')] as const);
  const PAIR_TABLE = `source,target\n${PAIRS.map((row) => row.join(',')).join('\n')}\n`;
  const pairs = (attention: 'additive' | 'none') =>
    train('p.csv', PAIR_TABLE, { id: 'pairs', options: { attention } }, { steps: 150, embedding: 8, hidden: 16, batchSize: 16 });

  it('an encoder-decoder writes the same targets in PyTorch and looks at the same characters, with attention and without', function () {
    const program = pythonWithTorch(this);
    const models = (['additive', 'none'] as const).map((attention) => ({ attention, model: pairs(attention) }));
    const data = path.join(folder, 'pairs.csv');
    writeFileSync(data, PAIR_TABLE);
    const calls = models.map(({ attention, model }) => [write(`pairs-${attention}`, model), 'predict', data]);
    const results = runScripts(program, calls, { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' });
    for (const [i, { attention, model }] of models.entries()) {
      const { stdout, stderr } = results[i]!;
      const lines = stdout.trim().split('\n');
      assert.equal(lines.length, PAIRS.length, stderr);
      const answers = lines.map((line) => JSON.parse(line) as { source: string; target: string; attention?: number[][] });
      const writer = pairWriter(model);
      for (const { source, target, attention: looked } of answers) {
        const own = writer(source);
        assert.equal(target, own.target, source);
        assert.equal(looked?.length, attention === 'none' ? undefined : target.length || undefined);
        looked?.forEach((row, t) => {
          row.forEach((share, s) => {
            assert.ok(Math.abs(share - own.attention![t]![s]!) < 1e-4, `${source}, ${t}, ${s}`);
          });
        });
      }
      assert.ok(new Set(answers.map(({ target }) => target)).size > 3, 'it has learnt something');
    }
  });

  it('an encoder-decoder has no ONNX graph, which a sentence says together with what to use instead', () => {
    assert.throws(
      () => exportFiles('onnx', { model: pairs('none'), name: 'pairs', events: [], started: 0 }),
      (error: UnrollError) => /PyTorch.*--decoder-only/.test(error.message),
    );
  });

  it('a forecaster in ONNX answers the same numbers as in the product', async () => {
    const options = { column: 'y', transform: 'none', testSize: 10 } as const;
    const model = train('s.csv', SERIES_TABLE, { id: 'forecast', options }, { window: 8 });
    const [{ mean, deviation }] = model.task!.scaling as [{ mean: number; deviation: number }];
    const session = await ort.InferenceSession.create(writeOnnx(model), { executionProviders: ['wasm'] });
    const values = SERIES.slice(-8).map(({ y }) => y);
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => [
        name,
        name === 'symbols'
          ? new ort.Tensor('float32', Float32Array.from(values), [8, 1, 1])
          : new ort.Tensor('float32', new Float32Array(model.configuration.hidden), [1, 1, model.configuration.hidden]),
      ]),
    );
    const { logits } = await session.run(feeds);
    const forecast = Number(logits!.data[7]) * deviation + mean;
    const expected = forecastAfter(model, { values: SERIES.map(({ y }) => y), others: [] }, 1).forecasts[0]!;
    assert.ok(Math.abs(forecast - expected) < 1e-4 * Math.abs(expected), `${forecast} for ${expected}`);
  });
});
