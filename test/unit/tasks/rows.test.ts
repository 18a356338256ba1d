import assert from 'node:assert/strict';
import { classifyRows } from '../../../src/tasks/classification/rows';
import { readerOf } from '../../../src/tasks/data/read';
import { taskOnData } from '../../../src/tasks/on-data';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { Trainer } from '../../../src/training/trainer';

const words = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? ['abab', 'one'] : ['cdcd', 'two']) as [string, string]).map(([word, kind], i) => [
  `${word}${'x'.repeat(i % 5)}`,
  kind,
]);
const text = `n,word,kind\n${words.map(([word, kind], i) => `${i},${word},${kind}`).join('\n')}\n`;

describe('classes of the rows of a table', () => {
  it('are those of the column that the model reads, wherever it stands; a row without it has none, a table without it has none at all', () => {
    const found = taskOnData({
      ...{ id: 'classification', options: { input: 'word', label: 'kind' }, data: readerOf({ name: 'w.csv', text }) },
      explicit: { hidden: 12, steps: 80, threads: 1, seed: 1 },
    });
    const host = { emit: () => undefined, checkpoint: () => undefined, control: () => 0 };
    const { model } = new Trainer(found, createTrainingHost(host, { spawn: () => ({ terminate: () => undefined }) })).run();
    const classes = classifyRows(model, {
      columns: ['kind', 'word'],
      rows: [
        ['', 'abab'],
        ['?', ''],
        ['?', 'cdcdx'],
      ],
    })!;
    assert.deepEqual(
      classes.map((own) => own?.label),
      ['one', undefined, 'two'],
    );
    assert.ok(classes[0]!.probability > 0.5 && classes[0]!.probability <= 1);
    assert.equal(classifyRows(model, { columns: ['other', 'kind'], rows: [['abab', 'one']] }), null);
  });
});
