import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { exportFiles } from '../../../src/formats/export';
import { readModel } from '../../../src/formats/model-file';
import { buildable } from '../../../src/network/buildable-architecture';
import { createInference } from '../../../src/network/inference';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model } from '../../../src/protocol/model';
import { pythonWithTorch, runScripts } from '../support/python';
import { exampleModel } from './files';

const cli = path.resolve(__dirname, '../../../../dist/unroll.js');
const unroll = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const ENV = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
const python = (program: string, ...args: string[]) =>
  // A limit of its own: while it waits, mocha's cannot come.
  execFileSync(program, args, { encoding: 'utf8', env: ENV, stdio: ['ignore', 'pipe', 'inherit'], timeout: 100_000 });
const lines = (text: string) =>
  text
    .split('\n')
    // torchrun puts the name of the process in front.
    .map((line) => line.replace(/^\[\w+\]:/, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const SYMBOLS = Array.from({ length: 30 }, (_, i) => (i * i + 3 * i) % 9);
/** Reads the symbols in two calls with the state carried, in every model's folder; prints log-probabilities [T][V]. */
const CHECK = `
import importlib.util, json, sys, torch
for folder in sys.argv[2:]:
    spec = importlib.util.spec_from_file_location("script", folder + "/model.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    network = script.load_network(folder + "/model.safetensors")[0].eval()
    symbols = torch.tensor(json.loads(sys.argv[1]))[:, None]
    first, state = network(symbols[:11])
    second, _ = network(symbols[11:], state)
    print(json.dumps({"folder": folder, "scores": script.log_probabilities(torch.cat([first, second])[:, 0]).tolist()}))
`;

function exported(folder: string, model: Model): string {
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of exportFiles('pytorch', { model, name: 'model', events: [], started: 0 }))
    writeFileSync(path.join(folder, name), content);
  return folder;
}

const CASES: Partial<Configuration>[] = [
  ...(['tanh', 'sigmoid', 'relu'] as const).map((activation) => ({ cell: 'rnn' as const, activation, layers: 2 })),
  { cell: 'rnn', activation: 'sigmoid', bias: false, output: 'sigmoid' },
  { cell: 'rnn', output: 'squared', embedding: 4 },
  { cell: 'gru' },
  { cell: 'gru', layers: 2, embedding: 3, dropout: 0.5 },
  { cell: 'gru', bias: false, output: 'sigmoid' },
  { cell: 'lstm', forgetBias: 1 },
  { cell: 'lstm', layers: 3, embedding: 3, bias: false },
  { cell: 'feedforward', window: 4, layers: 2 },
  { cell: 'feedforward', window: 3, embedding: 2, activation: 'relu', bias: false },
  // Attention with a memory beyond the text: without one it sees less in a piece than step by step.
  ...['mingru,mingru', 'minlstm', 'lru,lru', 's6', 'conv,conv,conv', 'attention', 'deltanet', 'gru,attention,lstm', 'rnn,mingru'].map((stack) =>
    buildable({ ...BASE_CONFIGURATION, stack, hidden: 12, memory: 40 }),
  ),
  buildable({ ...BASE_CONFIGURATION, stack: 'attention', hidden: 12, memory: 40, residual: 'off' }),
];

describe('export to PyTorch', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-pytorch-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`${CASES.length} networks give equal log-probabilities to 1e-5`, function () {
    const program = pythonWithTorch(this);
    // Larger than initial weights, so that gates and activations bend.
    const models = CASES.map((changes, i) => {
      const model = exampleModel({ hidden: 12, initialization: 'uniform', seed: i + 1, ...changes });
      const factor = model.configuration.activation === 'relu' || model.configuration.norm !== 'none' ? 1 : 3;
      for (const { data } of model.weights.values()) for (let j = 0; j < data.length; j++) data[j]! *= factor;
      return model;
    });
    const folders = models.map((model, i) => exported(path.join(folder, `case-${i}`), model));
    const results = lines(python(program, '-c', CHECK, JSON.stringify(SYMBOLS), ...folders));
    assert.equal(results.length, CASES.length);
    results.forEach(({ scores }, i) => {
      const { configuration, vocabulary, weights } = models[i]!;
      const network = createInference(configuration, vocabulary.length, weights);
      const state = network.createState();
      const own = new Float32Array(vocabulary.length + 8);
      let worst = 0;
      SYMBOLS.forEach((symbol, t) => {
        network.advance(state, symbol, own);
        for (let v = 0; v < vocabulary.length; v++) worst = Math.max(worst, Math.abs(own[v]! - scores[t][v]));
      });
      assert.ok(worst < 1e-5, `${JSON.stringify(CASES[i])}: ${worst}`);
    });
  });

  describe('a run that goes on in PyTorch', () => {
    const text = path.join(folder, 'text.txt');
    const stopped = path.join(folder, 'stopped.safetensors');
    const out = path.join(folder, 'exported');
    const script = path.join(out, 'stopped.py');
    let program: string;
    let losses: number[];

    before(function () {
      program = pythonWithTorch(this);
      writeFileSync(text, Array.from({ length: 260 }, (_, i) => `${i % 7} sea shells and ${(i * i) % 11} stones;\r\n`).join(''));
      const options = '--cell lstm --layers 2 --hidden 20 --embedding 6 --batch-size 6 --sequence-length 16 --steps 80 --seed 3 --dropout 0'.split(
        ' ',
      );
      unroll('train', text, ...options, '--threads', '2', '--stop-after', '30', '--out', stopped);
      unroll('export', stopped, '--to', 'pytorch', '--out', out);
      const further = unroll('train', text, '--resume', stopped, '--json', '--log-every', '1', '--out', path.join(folder, 'further.safetensors'));
      losses = lines(further)
        .filter(({ type }) => type === 'step')
        .map(({ loss }) => loss);
      assert.ok(losses.length >= 50);
    });

    const compare = (output: string, steps: number) => {
      const theirs = lines(output).filter(({ type }) => type === 'step');
      assert.deepEqual(
        theirs.map(({ step }) => step),
        Array.from({ length: steps }, (_, i) => 31 + i),
      );
      theirs.forEach(({ loss }, i) => {
        // Rounding grows from update to update.
        assert.ok(Math.abs(loss - losses[i]!) < (i < 3 ? 2e-5 : 2e-3), `step ${31 + i}: ${loss}, here ${losses[i]}`);
      });
    };

    it('has the loss of a resumed run, step for step: weights, moments, schedule, carried state and data go on', () => {
      compare(python(program, script, 'train', text, '--resume', '--steps', '20', '--json', '--out', path.join(folder, 'one.safetensors')), 20);
    });

    // Starting PyTorch several times takes ten seconds.
    if (process.env.UNROLL_LONG)
      it('has the same loss on two processes (torchrun, DistributedDataParallel, gloo), and its result is a model here', async () => {
        const port = await freePort();
        const result = path.join(folder, 'two.safetensors');
        // With Python 3.11 the torchrun of PyTorch 1.13 cannot read its own default of these two.
        const output = ['--redirects=1', '--tee=1', `--log_dir=${path.join(folder, 'logs')}`];
        const launch = ['-m', 'torch.distributed.run', '--nproc_per_node=2', '--master_addr=127.0.0.1', `--master_port=${port}`, ...output];
        compare(python(program, ...launch, script, 'train', text, '--resume', '--steps', '20', '--json', '--out', result), 20);
        const model = readModel(readFileSync(result));
        assert.equal(model.configuration.cell, 'lstm');
        const mine = JSON.parse(unroll('evaluate', result, text, '--json'));
        const before = JSON.parse(unroll('evaluate', stopped, text, '--json'));
        assert.ok(mine.loss < before.loss, `${mine.loss} after ${before.loss}`);
        const theirs = lines(python(program, script, 'evaluate', text, '--model', result, '--json'))[0];
        assert.equal(theirs.characters, Array.from(readFileSync(text, 'utf8').replace(/\r\n/g, '\n')).length - 1);
        assert.ok(Math.abs(theirs.loss - mine.loss) < 1e-5 && Math.abs(theirs.accuracy - mine.accuracy) < 1e-3, JSON.stringify({ theirs, mine }));
        assert.equal(
          python(program, script, 'sample', '--model', result, '--prime', '3 sea', '--temperature', '0', '--length', '60'),
          unroll('sample', result, '--prime', '3 sea', '--temperature', '0', '--length', '60'),
        );
      });

    for (const [cell, ...options] of [
      ['gru', '--hidden', '12', '--optimizer', 'rmsprop', '--momentum', '0.5', '--learning-rate', '0.002'],
      ['feedforward', '--hidden', '12', '--optimizer', 'adagrad', '--window', '5', '--learning-rate', '0.05'],
    ] as const) {
      it(`goes on with ${cell} and ${options[3]} as well`, () => {
        const model = path.join(folder, `${cell}.safetensors`);
        const fixed = '--batch-size 4 --sequence-length 12 --steps 30 --dropout 0 --threads 1 --seed 2'.split(' ');
        unroll('train', text, '--cell', cell, ...options, ...fixed, '--stop-after', '20', '--out', model);
        unroll('export', model, '--to', 'pytorch', '--out', path.join(folder, cell));
        const further = ['--resume', model, '--json', '--log-every', '1', '--out', path.join(folder, 'more.safetensors')];
        const steps = (output: string) => lines(output).filter(({ type }) => type === 'step');
        const mine = steps(unroll('train', text, ...further));
        const result = path.join(folder, `${cell}-result.safetensors`);
        const theirs = steps(
          python(program, path.join(folder, cell, `${cell}.py`), 'train', text, '--resume', '--steps', '10', '--json', '--out', result),
        );
        assert.equal(theirs.length, 10);
        theirs.forEach(({ step, loss }, i) => {
          assert.equal(step, mine[i].step);
          assert.ok(Math.abs(loss - mine[i].loss) < 1e-4, `step ${step}: ${loss}, here ${mine[i].loss}`);
        });
        assert.equal(readModel(readFileSync(result)).configuration.cell, cell);
      });
    }

    it('starts from the weights alone with another learning rate and fewer streams', () => {
      const result = path.join(folder, 'fresh.safetensors');
      const output = python(
        program,
        script,
        'train',
        text,
        '--steps',
        '12',
        '--learning-rate',
        '0.001',
        '--batch-size',
        '2',
        '--json',
        '--out',
        result,
      );
      const steps = lines(output).filter(({ type }) => type === 'step');
      assert.equal(steps.length, 12);
      assert.ok(Math.abs(steps[0].loss - losses[0]!) < 0.3, 'the loss starts near where the run stood');
      assert.ok(existsSync(result) && readModel(readFileSync(result)).weights.size > 0);
    });
  });

  it('takes any file name: nothing of it ends the text that it stands in, and the script finds its model', function () {
    const program = pythonWithTorch(this);
    const place = path.join(folder, 'names');
    mkdirSync(place);
    const names = ['a"""b', "it's", 'back\\slash', 'ü 💡', 'a\nimport os #'];
    const own = process.platform === 'win32' ? ['ü 💡'] : names;
    for (const name of own)
      for (const file of exportFiles('pytorch', { model: exampleModel(), name, events: [], started: 0 }))
        writeFileSync(path.join(place, file.name), file.content);
    const calls = own.map((name) => [path.join(place, `${name}.py`), 'sample', '--length', '5']);
    for (const [i, { stdout, stderr }] of runScripts(program, calls, ENV).entries())
      assert.equal(Array.from(stdout).length, 6, `${own[i]}: ${stderr}`);
  });

  describe('is as careful as the command line', () => {
    const place = path.join(folder, 'careful');
    const text = path.join(place, 'text.txt');
    const model = path.join(place, 'model.safetensors');
    const script = path.join(place, 'out', 'model.py');
    let program: string;
    /** Runs the script to its end. */
    const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
      spawnSync(program, [script, ...args], { encoding: 'utf8', env: { ...ENV, ...env }, timeout: 100_000 });

    before(function () {
      program = pythonWithTorch(this);
      mkdirSync(place);
      writeFileSync(text, 'the tide comes in é 中 and the tide goes out.\n'.repeat(60));
      unroll('train', text, '--hidden', '16', '--steps', '200', '--threads', '1', '--learning-rate', '0.02', '--out', model);
      unroll('export', model, '--to', 'pytorch', '--out', path.join(place, 'out'));
    });

    it('and writes the same text for the same seed, temperature and beginning, also where characters are unknown', () => {
      const calls = [
        ['1', '1', ''],
        ['7', '0.6', 'the tide'],
        ['123456789012', '1.3', 'ß tide ☃'],
        ['3', '0', 'and'],
      ].map(([seed, temperature, prime]) => ['--seed', seed!, '--temperature', temperature!, '--prime', prime!, '--length', '300']);
      const results = runScripts(
        program,
        calls.map((args) => [script, 'sample', ...args]),
        ENV,
      );
      for (const [i, { status, stdout, stderr }] of results.entries()) {
        assert.equal(status, 0, stderr);
        assert.equal(stdout, unroll('sample', model, ...calls[i]!));
      }
    });

    it('and reads texts by the same rule: lone CR is a character, CRLF a line end, a byte order mark nothing', () => {
      const odd = path.join(place, 'odd.txt');
      writeFileSync(odd, '\uFEFFone\rtwo\r\nthree\rfour\r\n'.repeat(40));
      const learnt = path.join(place, 'odd.safetensors');
      unroll('train', odd, '--hidden', '16', '--steps', '60', '--threads', '1', '--out', learnt);
      const mine = JSON.parse(unroll('evaluate', learnt, odd, '--json'));
      const { stdout, stderr } = run(['evaluate', odd, '--model', learnt, '--json']);
      const theirs = lines(stdout)[0];
      assert.ok(theirs, stderr);
      assert.ok(Math.abs(theirs.loss - mine.loss) < 1e-5, `${theirs.loss} and ${mine.loss}`);
    });

    it('and refuses in a sentence what it cannot do, before the first step', () => {
      const bad = (name: string, content: string | Uint8Array) => {
        writeFileSync(path.join(place, name), content);
        return path.join(place, name);
      };
      const calls = [
        ['train', text, '--out', path.join(place, 'out', 'model.safetensors')],
        ['evaluate', bad('empty.txt', '')],
        ['evaluate', bad('latin1.txt', Uint8Array.of(0xe9, 0x20, 0xe8))],
        ['evaluate', bad('nul.txt', 'a\0b')],
        ['evaluate', path.join(place, 'none.txt')],
        ['evaluate', place],
        ['evaluate', bad('unknown.txt', 'the ☃ tide')],
        ['evaluate', text, '--model', text],
        ['train', text, '--batch-size', '100000', '--out', path.join(place, 'x.safetensors')],
        ['train', text, '--validation', '1', '--out', path.join(place, 'x.safetensors')],
        ['train', text, '--steps', '0'],
        ['train', text, '--out', text],
        ['train', text, '--out', place],
        ['train', text, '--out', path.join(place, 'none', 'x.safetensors')],
      ];
      const results = runScripts(
        program,
        calls.map((args) => [script, ...args]),
        ENV,
      );
      for (const [i, { status, stderr }] of results.entries()) {
        assert.notEqual(status, 0, calls[i]!.join(' '));
        assert.doesNotMatch(stderr, /Traceback/);
      }
      assert.match(results[0]!.stderr, /replace/);
    });

    it('and writes UTF-8 to a terminal of another encoding, and ends quietly when nobody reads', function () {
      const { status, stdout } = run(['sample', '--length', '200', '--temperature', '0.8'], { PYTHONIOENCODING: 'ascii' });
      assert.equal(status, 0);
      assert.match(stdout, /[é中]/);
      if (process.platform === 'win32') this.skip();
      const closed = spawnSync('sh', ['-c', `"${program}" "${script}" sample --length 5000 | head -c 10`], { encoding: 'utf8', env: ENV });
      assert.equal(closed.stdout.length > 0, true);
      assert.equal(closed.stderr, '');
    });

    it('and saves its model on SIGINT, SIGTERM and SIGHUP; its lines are metrics for unroll export', async function () {
      if (process.platform === 'win32') this.skip();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        const out = path.join(place, `${signal}.safetensors`);
        const child = spawn(program, [script, 'train', text, '--steps', '1000000', '--json', '--out', out], {
          env: ENV,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let told = '';
        child.stdout.on('data', (data) => {
          told += data;
          // A run that was stopped before its first step has no metrics.
          if (!child.killed && /"type": "step"/.test(told)) child.kill(signal);
        });
        const code = await new Promise((resolve) => child.on('close', resolve));
        assert.equal(code, 128 + constants.signals[signal]);
        assert.ok(readModel(readFileSync(out)).weights.size > 0);
        assert.equal(lines(told).at(-1).reason, 'stopped');
        const metrics = path.join(place, 'metrics.jsonl');
        writeFileSync(metrics, told);
        unroll('export', out, '--to', 'csv', '--metrics', metrics, '--out', path.join(place, signal));
      }
    });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
