import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readModel } from '../../../src/formats/model-file';
import { Random } from '../../../src/network/random';
import { file, unroll } from '../support/program';

/** Words of two made-up languages: one of a and b, one of c and d, and some of both kinds of length. */
const words = (letters: string, count: number, seed: number) => {
  const random = new Random(seed, letters);
  return [
    ...new Set(
      Array.from({ length: count }, () => Array.from({ length: 3 + random.integer(5) }, () => letters[random.integer(letters.length)]).join('')),
    ),
  ];
};
const rows = [...words('abx', 150, 1).map((word) => [word, 'first']), ...words('cdx', 100, 2).map((word) => [word, 'second'])];
const TABLE = file('words.csv', `word,language\n${rows.map((row) => row.join(',')).join('\n')}\n`);
const QUICK = ['--hidden', '12', '--steps', '150', '--json'];

describe('unroll train --task classification', () => {
  it('learns classes of a table, judges validation and test, and computes the baselines', () => {
    const model = file('words.safetensors');
    const { code, lines, errors } = unroll(['train', TABLE, '--task', 'classification', ...QUICK, '--validation', '0.1', '--out', model]);
    assert.equal(code, 0, errors);
    const evaluation = lines.findLast(({ type }) => type === 'evaluation')!;
    const done = lines.at(-1)! as unknown as {
      accuracy: number;
      macroRecall: number;
      test: Record<string, number>;
      baselines: Record<string, Record<string, number>>;
    };
    for (const key of ['loss', 'bitsPerCharacter', 'accuracy', 'macroRecall']) assert.equal(typeof evaluation[key], 'number', key);
    assert.ok(done.accuracy > 0.9 && done.macroRecall > 0.9, JSON.stringify(done));
    assert.ok(done.test.accuracy! > 0.9 && done.test.macroRecall! > 0.9);
    assert.deepEqual(Object.keys(done.baselines), ['majority', 'naiveBayes', 'logisticRegression', 'ngram']);
    assert.ok(done.baselines.majority!.accuracy! < 0.7 && done.baselines.ngram!.accuracy! > 0.9);
    const { task, vocabulary } = readModel(readFileSync(model));
    assert.deepEqual(task!.classes, ['first', 'second']);
    assert.deepEqual(task!.options, { input: 'word', label: 'language', classWeights: 'none', fold: 0, pooling: 'last' });
    assert.deepEqual(vocabulary, [...'abcdx']);
  });

  it('gives the same from JSON lines, a folder with a file per class and a folder with a sub-folder per class', () => {
    const json = file('words.jsonl', rows.map(([word, language]) => JSON.stringify({ word, language })).join('\n'));
    const flat = file('flat');
    const deep = file('deep');
    for (const language of ['first', 'second']) {
      mkdirSync(path.join(deep, language), { recursive: true });
      mkdirSync(flat, { recursive: true });
      const own = rows.filter((row) => row[1] === language).map(([word]) => word!);
      writeFileSync(path.join(flat, `${language}.txt`), own.join('\n'));
      own.forEach((word, i) => {
        writeFileSync(path.join(deep, language, `${String(i).padStart(4, '0')}.txt`), `${word}\n`);
      });
    }
    const results = [TABLE, json, flat, deep].map((data) => {
      const { lines, errors } = unroll([
        'train',
        data,
        '--task',
        'classification',
        '--hidden',
        '8',
        '--steps',
        '20',
        '--json',
        '--out',
        file('same.safetensors'),
      ]);
      assert.equal(lines.at(-1)?.type, 'done', errors);
      return lines.at(-1)!.test;
    });
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('stopped and resumed it is as if never stopped, also with balanced classes', () => {
    for (const weights of ['none', 'balanced']) {
      const common = ['train', TABLE, '--task', 'classification', '--class-weights', weights, '--hidden', '8', '--steps', '40', '--json'];
      const [whole, part, rest] = ['whole', 'part', 'rest'].map((name) => file(`words-${name}.safetensors`)) as [string, string, string];
      unroll([...common, '--out', whole]);
      unroll([...common, '--stop-after', '17', '--out', part]);
      const { lines, errors } = unroll(['train', TABLE, '--resume', part, '--json', '--out', rest]);
      assert.equal(lines.at(-1)?.steps, 40, errors);
      const [a, b] = [whole, rest].map((name) => readModel(readFileSync(name)));
      assert.deepEqual(b!.weights, a!.weights);
      assert.deepEqual(b!.resume!.tensors, a!.resume!.tensors);
    }
  });

  it('answers from all states by attention, whose question is a tensor of the model, and classifies again with it', () => {
    const model = file('attention.safetensors');
    const { lines, errors } = unroll(['train', TABLE, '--task', 'classification', ...QUICK, '--pooling', 'attention', '--out', model]);
    assert.ok((lines.at(-1)!.test as Record<string, number>).accuracy! > 0.9, errors);
    const { weights, task } = readModel(readFileSync(model));
    assert.equal(task!.options.pooling, 'attention');
    assert.equal(weights.get('pool.weight')!.shape[0], 1);
    const again = unroll(['evaluate', model, TABLE, '--json']);
    assert.ok((again.lines[0] as unknown as { accuracy: number }).accuracy > 0.9, again.errors);
  });

  it('takes test data of their own, and refuses an unknown class there', () => {
    const test = file('test.csv', 'word,language\nababab,first\ncdcdcd,second\n');
    const { lines } = unroll(['train', TABLE, '--task', 'classification', ...QUICK, '--test', test, '--out', file('own.safetensors')]);
    assert.deepEqual((lines.at(-1)!.test as Record<string, number>).accuracy, 1);
    const strange = file('strange.csv', 'word,language\nababab,third\n');
    const { code, errors } = unroll(['train', TABLE, '--task', 'classification', '--test', strange, '--json', '--out', file('own.safetensors')]);
    assert.equal(code, 1);
    assert.match(errors, /class "third" of the test data \(line 2\) does not occur/);
  });

  it('starts from the weights of a model of the same classes, and refuses another', () => {
    const model = file('first.safetensors');
    unroll(['train', TABLE, '--task', 'classification', ...QUICK, '--out', model]);
    const common = [
      '--task',
      'classification',
      '--from',
      model,
      '--hidden',
      '12',
      '--steps',
      '1',
      '--validation',
      '0.1',
      '--json',
      '--out',
      file('warm.safetensors'),
    ];
    const { lines, errors } = unroll(['train', TABLE, ...common]);
    assert.ok((lines.at(-1)!.test as Record<string, number>).accuracy! > 0.9, errors);
    const other = file('other.csv', `word,language\n${rows.map(([word, language]) => `${word},${language}!`).join('\n')}\n`);
    const refused = unroll(['train', other, ...common]);
    assert.equal(refused.code, 2);
    assert.match(refused.errors, /other characters or classes/);
  });

  it('refuses options of other tasks, missing columns and broken tables in one sentence', () => {
    for (const [args, exit, sentence] of [
      [[TABLE, '--task', 'classification', '--delay', '3'], 2, /delay means nothing/],
      [[TABLE, '--label', 'language'], 2, /label means nothing for the task "language-model"/],
      [[TABLE, '--task', 'classification', '--label', 'lang'], 2, /no column "lang"\. The columns are word, language/],
      [[file('broken.csv', 'a,b\n1\n'), '--task', 'classification'], 1, /Line 2 has 1 values where there are 2 columns/],
      [[file('one.csv', 'a,label\nx,y\nz,y\n'), '--task', 'classification'], 1, /All examples belong to one class/],
      [[file('nothing.csv'), '--task', 'classification'], 1, /Cannot read/],
    ] as const) {
      const { code, errors, out } = unroll(['train', ...args, '--json', '--out', file('refused.safetensors')]);
      assert.equal(code, exit, errors);
      assert.match(errors, sentence);
      assert.equal(errors.trim().split('\n').length, 1, errors);
      assert.equal(out, '');
    }
  });
});
