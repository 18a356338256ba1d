import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readModel } from '../../../src/formats/model-file';
import { SYNTHETIC_TASKS } from '../../../src/protocol/tasks';
import { file, unroll } from '../support/program';

describe('unroll train --task with a generated task', () => {
  for (const cell of ['gru', 'lstm'])
    for (const seed of process.env.UNROLL_LONG ? [1, 2, 3] : [1])
      it(`solves parity with a ${cell} within 700 steps and is exact at five times the length (seed ${seed})`, function () {
        this.timeout(300_000);
        const { lines, code } = unroll([
          'train',
          '--task',
          'parity',
          '--cell',
          cell,
          '--seed',
          `${seed}`,
          '--json',
          '--out',
          file('parity.safetensors'),
        ]);
        assert.equal(code, 0);
        const done = lines.at(-1) as { type: string; solvedAt: number; generalization: Record<string, number>; reason: string };
        assert.equal(done.type, 'done');
        assert.ok(done.solvedAt <= 700, `${done.solvedAt}`);
        assert.deepEqual(Object.keys(done.generalization), ['40', '80', '200']);
        assert.ok(done.generalization['200']! >= 0.99, JSON.stringify(done.generalization));
        assert.equal(done.reason, 'solved');
        const evaluations = lines.filter(({ type }) => type === 'evaluation');
        assert.deepEqual(
          evaluations.slice(0, 3).map(({ step }) => step),
          [0, 50, 100],
        );
        assert.ok(evaluations.every(({ accuracy }) => typeof accuracy === 'number'));
        const { configuration } = lines[0] as { configuration: Record<string, unknown> };
        assert.deepEqual([configuration.hidden, configuration.batchSize, configuration.learningRate, configuration.clip], [64, 32, 2e-3, 1]);
      });

  for (const task of SYNTHETIC_TASKS)
    it(`${task}: stopped and resumed it is as if never stopped, and its figures are there`, function () {
      this.timeout(180_000);
      const common = ['train', '--task', task, '--hidden', '8', '--steps', '12', '--evaluate-every', '5', '--json'];
      const [whole, part, rest] = ['whole', 'part', 'rest'].map((name) => file(`${task}-${name}.safetensors`)) as [string, string, string];
      const { lines } = unroll([...common, '--out', whole]);
      const done = lines.at(-1)!;
      assert.equal(done.solvedAt, null);
      assert.ok(Object.values(done.generalization as Record<string, number>).every((accuracy) => accuracy >= 0 && accuracy <= 1));
      unroll([...common, '--stop-after', '7', '--out', part]);
      const resumed = unroll(['train', '--resume', part, '--json', '--out', rest]);
      assert.equal(resumed.lines.at(-1)!.steps, 12);
      assert.deepEqual(resumed.lines.at(-1)!.generalization, done.generalization);
      const [a, b] = [whole, rest].map((path) => readModel(readFileSync(path)));
      assert.deepEqual(b!.weights, a!.weights);
      assert.equal(a!.task!.id, task);
    });

  it('refuses what a task does not have with 2 and one sentence', () => {
    const model = file('refused.safetensors');
    for (const [args, sentence] of [
      [['--task', 'parity', '--delay', '3'], /delay means nothing for the task "parity"/],
      [['--task', 'copy', '--delay', '-1'], /'--delay <n>'.*invalid/],
      [['--task', 'recall', '--pairs', '17'], /pairs must be a whole number from 1 to 16/],
      [['--task', 'recall', '--pairs', '8', '--task-length', '20'], /at least 24 time steps/],
      [['--task', 'parity', '--sequence-length', '20'], /sequenceLength means nothing/],
      [['file.txt', '--task', 'parity'], /generates its sequences/],
      [['--task', 'nonsense'], /Allowed choices/],
      [['--task', 'language-model'], /missing required argument 'data'/],
      [['file.txt', '--pairs', '3'], /pairs means nothing for the task "language-model"/],
    ] as const) {
      const { code, errors, out } = unroll(['train', ...args, '--json', '--out', model]);
      assert.equal(code, 2, errors);
      assert.match(errors, sentence);
      assert.equal(errors.trim().split('\n').length, 1);
      assert.equal(out, '');
    }
  });

  it('lets a convolution copy four symbols within 150 steps, with the layers of the study', () => {
    const { lines, errors } = unroll([
      'train',
      '--task',
      'copy',
      '--task-length',
      '4',
      '--delay',
      '10',
      '--cell',
      'conv',
      '--json',
      '--out',
      file('conv.safetensors'),
    ]);
    const done = lines.at(-1) as { solvedAt: number };
    assert.ok(done.solvedAt <= 150, errors || `${done.solvedAt}`);
    assert.equal((lines[0]!.configuration as Record<string, unknown>).layers, 4);
  });

  it('says what is known about the task and its lesson at the end', () => {
    const { errors } = unroll(['train', '--task', 'parity', '--steps', '2', '--hidden', '4', '--out', file('lesson.safetensors')]);
    assert.match(errors, /Counting needs a state that flips/);
  });

  it('keeps a model of another task away from the commands for texts', () => {
    const model = file('other.safetensors');
    unroll(['train', '--task', 'parity', '--steps', '2', '--hidden', '4', '--json', '--out', model]);
    const { code, errors } = unroll(['sample', model]);
    assert.equal(code, 2);
    assert.match(errors, /trained for the task "parity"/);
  });
});
