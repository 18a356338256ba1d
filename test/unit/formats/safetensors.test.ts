import assert from 'node:assert/strict';
import { readModel, writeModel } from '../../../src/formats/model-file';
import { readHeader, readSafetensors, writeSafetensors } from '../../../src/formats/safetensors';
import type { MessageId } from '../../../src/protocol/error';
import { UnrollError } from '../../../src/protocol/error';
import { ARCHITECTURES, assemble, exampleModel } from './files';

const entry = (shape: number[], offsets: number[], dtype = 'F32') => ({ dtype, shape, data_offsets: offsets });
const fails = (id: MessageId, run: () => unknown) =>
  assert.throws(run, (error) => error instanceof UnrollError && error.id === id && error.exitCode > 0);

describe('safetensors', () => {
  const wrong: [what: string, id: MessageId, bytes: Uint8Array][] = [
    ['an empty file', 'safetensors.short', new Uint8Array(0)],
    ['seven bytes', 'safetensors.short', new Uint8Array(7)],
    ['a header longer than the file', 'safetensors.header', assemble('{}', 0, 3)],
    ['a header beyond the cap', 'safetensors.header', assemble('{}', 0, 100_000_001)],
    ['a header length that is no safe integer', 'safetensors.header', assemble('{}', 0, 2n ** 64n - 1n)],
    ['no header', 'safetensors.json', assemble('')],
    ['half a JSON text', 'safetensors.json', assemble('{"a":')],
    ['a JSON list', 'safetensors.json', assemble('[]')],
    ['white space in front', 'safetensors.json', assemble(' {}')],
    ['bytes that are not UTF-8', 'safetensors.json', (() => assemble('{"?":0}').map((byte) => (byte === 63 ? 0xff : byte)))()],
    ['a hundred thousand open lists', 'safetensors.json', assemble(`{"a":${'['.repeat(100_000)}`)],
    [
      'a tensor twice',
      'safetensors.duplicate',
      assemble('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
    ],
    [
      'a tensor twice, once escaped',
      'safetensors.duplicate',
      assemble('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
    ],
    ['a field twice', 'safetensors.duplicate', assemble('{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}')],
    ['metadata twice', 'safetensors.duplicate', assemble('{"__metadata__":{"a":"1","a":"2"}}')],
    ['metadata that is a list', 'safetensors.metadata', assemble({ __metadata__: [] })],
    ['metadata that is no text', 'safetensors.metadata', assemble({ __metadata__: { a: 1 } })],
    ['metadata that is nested', 'safetensors.metadata', assemble('{"__metadata__":{"__proto__":{"a":"1"}}}')],
    ['a tensor that is null', 'safetensors.entry', assemble({ a: null })],
    ['a tensor that is a list', 'safetensors.entry', assemble({ a: [] })],
    ['fields from a prototype', 'safetensors.entry', assemble('{"a":{"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}}')],
    ['an unknown type', 'safetensors.entry', assemble({ a: entry([1], [0, 4], 'F33') }, 4)],
    ['a type named like a method', 'safetensors.entry', assemble({ a: entry([1], [0, 4], 'toString') }, 4)],
    ['a negative size', 'safetensors.entry', assemble({ a: entry([-1], [0, 4]) }, 4)],
    ['a fraction of a size', 'safetensors.entry', assemble({ a: entry([0.5, 2], [0, 4]) }, 4)],
    ['a size as text', 'safetensors.entry', assemble('{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}', 4)],
    ['seventeen dimensions', 'safetensors.entry', assemble({ a: entry(new Array(17).fill(1), [0, 4]) }, 4)],
    ['one offset', 'safetensors.entry', assemble({ a: entry([1], [0]) }, 4)],
    ['offsets beyond 2^53', 'safetensors.entry', assemble({ a: entry([1], [2 ** 53, 2 ** 53 + 4]) }, 4)],
    ['offsets backwards', 'safetensors.size', assemble({ a: entry([1], [4, 0]) }, 4)],
    ['too few bytes for the shape', 'safetensors.size', assemble({ a: entry([2], [0, 4]) }, 4)],
    ['too many bytes for the shape', 'safetensors.size', assemble({ a: entry([1], [0, 8]) }, 8)],
    ['a shape whose product overflows', 'safetensors.size', assemble({ a: entry([2 ** 32, 2 ** 32, 2 ** 32], [0, 0]) })],
    ['a shape whose product overflows before a zero', 'safetensors.size', assemble({ a: entry([2 ** 52, 2 ** 52, 0], [0, 0]) })],
    ['half a byte', 'safetensors.size', assemble({ a: entry([3], [0, 2], 'F4') }, 2)],
    ['an absurd size', 'safetensors.size', assemble({ a: entry([2 ** 50], [0, 2 ** 52]) }, 16)],
    ['a tensor behind the end', 'safetensors.size', assemble({ a: entry([2], [0, 8]) }, 4)],
    ['tensors that overlap', 'safetensors.gap', assemble({ a: entry([2], [0, 8]), b: entry([1], [4, 8]) }, 8)],
    ['two tensors at one place', 'safetensors.gap', assemble({ a: entry([1], [0, 4]), b: entry([1], [0, 4]) }, 4)],
    ['a hole', 'safetensors.gap', assemble({ a: entry([1], [0, 4]), b: entry([1], [8, 12]) }, 12)],
    ['a hole at the start', 'safetensors.gap', assemble({ a: entry([1], [4, 8]) }, 8)],
    ['bytes behind the last tensor', 'safetensors.rest', assemble({ a: entry([1], [0, 4]) }, 5)],
    ['bytes without a tensor', 'safetensors.rest', assemble({}, 1)],
    ['a half where a model has singles', 'safetensors.type', assemble({ a: entry([1], [0, 2], 'F16') }, 2)],
    ['NaN', 'safetensors.finite', assemble({ a: entry([1], [0, 4]) }, new Uint8Array(new Float32Array([Number.NaN]).buffer))],
    ['infinity', 'safetensors.finite', assemble({ a: entry([1], [0, 4]) }, new Uint8Array(new Float32Array([-Infinity]).buffer))],
  ];
  for (const [what, id, bytes] of wrong) it(`refuses ${what}: ${id}`, () => fails(id, () => readSafetensors(bytes)));

  it('reads tensors of any name, scalars and empty ones, and pollutes nothing', () => {
    const names = ['__proto__', 'constructor', '', 'a"b\\c', '循环😀', 'toString'];
    const tensors = new Map(
      names.map((name, i) => [name, { shape: i === 1 ? [] : [i === 2 ? 0 : 1, 1], data: new Float32Array(i === 2 ? 0 : 1).fill(i) }]),
    );
    const read = readSafetensors(writeSafetensors(tensors, { format: 'x' }));
    assert.deepEqual(new Set(read.tensors.keys()), new Set(names));
    for (const [name, { shape, data }] of tensors) assert.deepEqual(read.tensors.get(name), { shape, data });
    assert.equal(({} as Record<string, unknown>).dtype, undefined);
  });

  it('reads the same header by ranges, and a file without metadata', async () => {
    const bytes = assemble({ b: entry([2], [4, 8], 'BF16'), a: entry([1], [0, 4]) }, 8);
    const asked: number[] = [];
    const { tensors, metadata } = await readHeader({
      size: bytes.length,
      read: async (offset, length) => {
        asked.push(offset + length);
        return bytes.subarray(offset, offset + length);
      },
    });
    assert.deepEqual(
      tensors.map(({ name, type, bytes: size }) => [name, type, size]),
      [
        ['a', 'F32', 4],
        ['b', 'BF16', 4],
      ],
    );
    assert.equal(metadata.size, 0);
    assert.ok(Math.max(...asked) <= bytes.length - 8, 'no byte of a tensor is read');
  });
});

describe('model files', () => {
  for (const architecture of ARCHITECTURES) {
    it(`come back as they were written: ${JSON.stringify(architecture)}`, () => {
      const model = exampleModel(architecture, [null, ...'aé😀']);
      assert.deepEqual(readModel(writeModel(model)), model);
    });
  }

  it('are refused when tensors, vocabulary or configuration do not fit', () => {
    const model = exampleModel({ cell: 'lstm' });
    const without = new Map(model.weights);
    without.delete('rnn.bias_hh_l0');
    fails('model.tensor', () => readModel(writeModel({ ...model, weights: without })));
    fails('model.tensor', () => readModel(writeModel({ ...model, configuration: { ...model.configuration, hidden: 6 } })));
    fails('model.tensor', () => readModel(writeModel({ ...model, vocabulary: [...model.vocabulary, 'z'] })));
    for (const vocabulary of [[], ['ab'], ['a', 'a'], ['a', null], ['\ud83d'], [''], [1]])
      fails('model.vocabulary', () => readModel(writeModel({ ...model, vocabulary: vocabulary as string[] })));
    fails('configuration.whole', () => readModel(writeModel({ ...model, configuration: { ...model.configuration, hidden: 1e9 } })));
    fails('model.format', () => readModel(writeSafetensors(model.weights, { format: 'pt' })));
    fails('model.format', () => readModel(writeSafetensors(model.weights, {})));
    fails('model.format', () => readModel(writeSafetensors(model.weights, { format: 'unroll-model-1', vocabulary: '["a"', configuration: '{}' })));
  });
});
