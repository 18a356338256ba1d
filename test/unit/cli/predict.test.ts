import assert from 'node:assert/strict';
import { file, unroll } from '../support/program';

const words = (letters: string) =>
  Array.from({ length: 60 }, (_, i) => Array.from({ length: 3 + (i % 4) }, (_, k) => letters[(i * (k + 1) + k) % letters.length]).join(''));
const rows = [...new Set([...words('abab').map((word) => `${word},first`), ...words('cdcd').map((word) => `${word},second`)])];
const TABLE = file('known.csv', `word,kind\n${rows.join('\n')}\n`);

function trained(name: string, args: readonly string[]): string {
  const model = file(name);
  const { code, errors } = unroll(['train', ...args, '--json', '--out', model]);
  assert.equal(code, 0, errors);
  return model;
}

describe('unroll predict', () => {
  for (const pooling of ['last', 'mean'])
    it(`gives the class of every row with its probability, the same beside others and alone (${pooling})`, () => {
      const series = file('series.csv', `month,sales\n${Array.from({ length: 60 }, (_, i) => `${i},${10 + (i % 12)}`).join('\n')}\n`);
      const forecaster = trained('forecast.safetensors', [series, '--task', 'forecast', '--column', 'sales', '--hidden', '4', '--steps', '2']);
      const unjudged = unroll(['evaluate', forecaster, series]);
      assert.equal(unjudged.code, 2);
      assert.match(unjudged.errors, /^[^\n]*forecasts a series[^\n]*"unroll predict"[^\n]*\n$/);
      const model = trained('classes.safetensors', [TABLE, '--task', 'classification', '--hidden', '12', '--steps', '120', '--pooling', pooling]);
      const { code, lines, errors } = unroll(['predict', model, TABLE, '--json']);
      assert.equal(code, 0, errors);
      assert.equal(lines.length, 1);
      const { accuracy, macroRecall, confusion, predictions } = lines[0] as unknown as {
        accuracy: number;
        macroRecall: number;
        confusion: number[][];
        predictions: { line: number; truth: string; label: string; probability: number; probabilities: Record<string, number> }[];
      };
      assert.ok(accuracy > 0.95 && macroRecall > 0.95);
      assert.equal(
        confusion.flat().reduce((a, b) => a + b, 0),
        rows.length,
      );
      assert.deepEqual(
        predictions.map(({ line }) => line),
        rows.map((_, i) => i + 2),
      );
      for (const { probabilities, probability, label } of predictions) {
        assert.ok(Math.abs(Object.values(probabilities).reduce((a, b) => a + b, 0) - 1) < 1e-9);
        assert.equal(probability, probabilities[label]);
      }
      // Lines of a plain text, in another order and beside others: padding and company change nothing.
      const some = [7, 80, 3].filter((i) => i < rows.length);
      const plain = unroll(['predict', model, file('some.txt', some.map((i) => rows[i]!.split(',')[0]).join('\n')), '--json']).lines[0] as {
        predictions: typeof predictions;
      };
      plain.predictions.forEach(({ label, probability }, k) => {
        assert.equal(label, predictions[some[k]!]!.label);
        assert.ok(Math.abs(probability - predictions[some[k]!]!.probability) < 1e-6);
      });
      const scores = unroll(['evaluate', model, TABLE, '--json']).lines[0]!;
      assert.equal(scores.accuracy, accuracy);
      assert.equal(scores.predictions, undefined);
    });

  it('goes on with a series', () => {
    const values = Array.from({ length: 48 }, (_, t) => (100 + t).toString());
    const table = file('line.csv', `value\n${values.join('\n')}\n`);
    const model = trained('line.safetensors', [table, '--task', 'forecast', '--steps', '80', '--test-size', '8', '--season', '1']);
    const { lines, errors } = unroll(['predict', model, table, '--steps', '5', '--json']);
    const { forecasts } = lines[0] as { forecasts: number[] };
    assert.equal(forecasts.length, 5, errors);
    forecasts.forEach((value, i) => {
      assert.ok(Math.abs(value - (148 + i)) < 8, `${forecasts}`);
    });
    const { code, errors: short } = unroll(['predict', model, file('short.csv', 'value\n1\n2\n3\n'), '--json']);
    assert.equal(code, 1);
    assert.match(short, /too short: this model reads/);
  });

  it('writes targets, with and without given ones, and where each character looked', () => {
    const pairs = file(
      'pairs.tsv',
      `source\ttarget\n${words('abcd')
        .map((word) => `${word}\t${word.toUpperCase()}`)
        .join('\n')}\n`,
    );
    for (const options of [[], ['--decoder-only']]) {
      const model = trained('pairs.safetensors', [pairs, '--task', 'pairs', '--hidden', '8', '--steps', '20', ...options]);
      const { lines, errors } = unroll(['predict', model, pairs, '--json']);
      const result = lines[0] as { exactMatch: number; predictions: { source: string; target: string; attention?: number[][] }[] };
      assert.ok(result.exactMatch >= 0 && result.exactMatch <= 1, errors);
      assert.equal(result.predictions.length, 60);
      const { source, target, attention } = result.predictions[0]!;
      if (options.length === 0) {
        assert.equal(attention!.length, target.length);
        for (const row of attention!) assert.equal(row.length, source.length);
      }
      const alone = unroll(['predict', model, file('sources.tsv', 'abab\ncdcd\n'), '--json']).lines[0] as typeof result;
      assert.deepEqual(
        alone.predictions.map((each) => each.source),
        ['abab', 'cdcd'],
      );
    }
  });

  it('refuses models of texts and data without answers', () => {
    const text = trained('text.safetensors', [file('text.txt', 'the tide comes in.\n'.repeat(30)), '--hidden', '4', '--steps', '2']);
    const refused = unroll(['predict', text, TABLE, '--json']);
    assert.equal(refused.code, 2);
    assert.match(refused.errors, /nothing to predict for a file/);
    const model = trained('classes.safetensors', [TABLE, '--task', 'classification', '--hidden', '4', '--steps', '2']);
    const { code, errors } = unroll(['evaluate', model, file('unlabelled.txt', 'abab\n'), '--json']);
    assert.equal(code, 2);
    assert.match(errors, /no answers to compare with/);
  });
});
