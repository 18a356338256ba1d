import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { textBaselines } from '../../../src/tasks/classification/baselines';
import { logisticRegression } from '../../../src/tasks/classification/baselines/logistic-regression';
import { dynamicTimeWarping, euclidean, nearestNeighbor } from '../../../src/tasks/classification/baselines/nearest-neighbor';
import { stratifiedSplit } from '../../../src/tasks/data/split';
import { parseTimeSeries } from '../../../src/tasks/data/time-series-file';
import { classScores } from '../../../src/tasks/metrics/classification';
import { readShared } from '../support/shared';

describe('baselines of classification', () => {
  it("have the study's figures on the names by language, fold 0", function () {
    this.timeout(180_000);
    if (!process.env.UNROLL_LONG) this.skip();
    readShared(this, 'data', 'names', 'Arabic.txt');
    const root = process.env.UNROLL_SHARED ?? path.resolve(__dirname, '../../../../../shared');
    const files = readdirSync(path.join(root, 'data', 'names')).sort();
    const texts: string[] = [];
    const labels: number[] = [];
    files.forEach((name, c) => {
      const lines = readShared(this, 'data', 'names', name)
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      for (const line of new Set(lines)) {
        texts.push(line);
        labels.push(c);
      }
    });
    const { training, test } = stratifiedSplit(labels, 0, 0);
    assert.deepEqual([training.length, test.length], [14_401, 3_611]);
    const pick = <T>(values: readonly T[], indices: readonly number[]) => indices.map((i) => values[i]!);
    const baselines = textBaselines(pick(texts, training), pick(labels, training), 18, () => {});
    const truth = pick(labels, test);
    for (const [name, accuracy, macroRecall] of [
      ['majority', '0.517', '0.056'],
      ['naiveBayes', '0.812', '0.366'],
      // The study stopped on the way, after 60 iterations in single precision, at .488; in double precision it passes .486 there. This is the minimum itself.
      ['logisticRegression', '0.842', '0.483'],
      ['ngram', '0.855', '0.553'],
    ] as const) {
      const scores = classScores(pick(texts, test).map(baselines[name]!), truth, 18);
      assert.equal(scores.accuracy.toFixed(3), accuracy, name);
      assert.equal(scores.macroRecall.toFixed(3), macroRecall, name);
    }
  });

  it('are without the logistic regression where thousands of classes would make it too large', () => {
    const of = (classes: number) => {
      const labels = Array.from({ length: 2 * classes }, (_, i) => i % classes);
      return Object.keys(
        textBaselines(
          labels.map((label) => `class ${label}`),
          labels,
          classes,
          () => {},
        ),
      );
    };
    assert.deepEqual(of(3), ['majority', 'naiveBayes', 'logisticRegression', 'ngram']);
    assert.deepEqual(of(3000), ['majority', 'naiveBayes', 'ngram']);
  });

  it("have the study's figures on Italy's power demand", function () {
    const [train, test] = ['TRAIN', 'TEST'].map(
      (part) => parseTimeSeries(readShared(this, 'data', 'series', `ItalyPowerDemand_${part}.ts`)).examples,
    );
    assert.deepEqual([train!.length, test!.length], [67, 1029]);
    const series = train!.map(({ values }) => values);
    const labels = train!.map(({ label }) => Number(label) - 1);
    const truth = test!.map(({ label }) => Number(label) - 1);
    const accuracy = (classify: (values: Float32Array) => number) =>
      classScores(
        test!.map(({ values }) => classify(values)),
        truth,
        2,
      ).accuracy.toFixed(4);
    assert.equal(accuracy(nearestNeighbor(series, labels, euclidean)), '0.9553');
    assert.equal(accuracy(nearestNeighbor(series, labels, dynamicTimeWarping(1))), '0.9543');
    assert.equal(accuracy(nearestNeighbor(series, labels, dynamicTimeWarping(2))), '0.9524');
    assert.equal(accuracy(nearestNeighbor(series, labels, dynamicTimeWarping())), '0.9504');
    const row = (values: Float32Array) => ({ indices: [...values.keys()], values: [...values] });
    const model = logisticRegression(series.map(row), labels, 24, 2, 0.01);
    assert.equal(
      accuracy((values) => {
        const [a, b] = model.scores(row(values));
        return Number(b! > a!);
      }),
      '0.9670',
    );
  });
});
