import assert from 'node:assert/strict';
import { summarize } from '../../../src/formats/file-summary';
import { writeModel } from '../../../src/formats/model-file';
import { headerLength, parseHeader } from '../../../src/formats/safetensors-header';
import { assemble, exampleModel } from './files';

const header = (bytes: Uint8Array) => {
  const length = headerLength(bytes, bytes.length);
  return parseHeader(bytes.subarray(8, 8 + length), bytes.length);
};

describe('summary of a file for the inspector', () => {
  it('of a model of ours: options, vocabulary, and the parameters without what resumes', () => {
    const model = exampleModel({ cell: 'gru', hidden: 5 });
    const count = [...model.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    const bytes = writeModel({
      ...model,
      resume: { tensors: new Map([['moment1.head.bias', { shape: [2], data: new Float32Array(2) }]]), counters: { step: 7 } },
    });
    const summary = summarize('a.safetensors', bytes.length, header(bytes));
    assert.equal(summary.kind, 'unroll');
    assert.equal(summary.parameters, count);
    const properties = new Map(summary.properties);
    assert.deepEqual([properties.get('cell'), properties.get('hidden'), properties.get('resume')], ['gru', '5', '{"step":7}']);
    assert.equal(properties.get(`vocabulary (${model.vocabulary.length})`), '↵␣abcdeπ😀');
  });

  it('of a foreign file: metadata as text, shortened; thousands of tensors are counted, not all sent', () => {
    const tensors = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`t${i}`, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }]));
    const bytes = assemble({ __metadata__: { note: 'x'.repeat(10_000), format: 'pt' }, ...tensors }, 5000);
    const summary = summarize('b', bytes.length, header(bytes));
    assert.deepEqual([summary.kind, summary.tensorCount, summary.tensors.length, summary.parameters], ['foreign', 5000, 2000, 5000]);
    assert.equal(summary.properties[0]![1].length, 2001);
  });

  it('of a file that only claims to be ours: no exception, whatever its metadata', () => {
    for (const configuration of ['[1]', 'null', '"x"', '{"a":{"b":1}}', '{', ''])
      assert.equal(
        summarize('c', 1, header(assemble({ __metadata__: { format: 'unroll-model-1', configuration, vocabulary: '{}' } }))).kind,
        'unroll',
      );
  });
});
