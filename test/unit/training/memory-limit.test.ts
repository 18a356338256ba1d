import assert from 'node:assert/strict';
import { UnrollError } from '../../../src/protocol/error';
import { readerOf } from '../../../src/tasks/data/read';
import { taskOnData } from '../../../src/tasks/on-data';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { Trainer } from '../../../src/training/trainer';

const PAIRS = `source,target\n${Array.from({ length: 40 }, (_, i) => `a${i},${i}b`).join('\n')}\n`;
const WORDS = `word,kind\n${Array.from({ length: 40 }, (_, i) => `w${i},${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`;
const SERIES = `x\n${Array.from({ length: 80 }, (_, t) => Math.sin(t)).join('\n')}\n`;
const TASKS = [
  { title: 'an encoder-decoder', text: PAIRS, id: 'pairs', options: {} },
  { title: 'a decoder of pairs alone', text: PAIRS, id: 'pairs', options: { decoderOnly: true } },
  { title: 'a classifier', text: WORDS, id: 'classification', options: { input: 'word', label: 'kind' } },
  { title: 'a forecaster', text: SERIES, id: 'forecast', options: { column: 'x' } },
] as const;

describe('the memory limit of trainings', () => {
  for (const { title, text, id, options } of TASKS)
    it(`refuses ${title} that needs more, with the numbers, before the first step`, () => {
      const found = taskOnData({ id, options, data: readerOf({ name: 'data.csv', text }), explicit: { hidden: 256, threads: 1, backend: 'wasm' } });
      assert.throws(
        () => new Trainer(found, createTrainingHost({}, { memoryLimit: 2 ** 20 })),
        (error) => error instanceof UnrollError && error.id === 'network.memory' && Number(error.args[0]) > 1 && error.args[1] === 1,
      );
    });
});
