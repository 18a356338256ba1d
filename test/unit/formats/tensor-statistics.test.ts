import assert from 'node:assert/strict';
import { type ByteSource, readHeader } from '../../../src/formats/safetensors';
import { tensorHeatMap, tensorHistogram, tensorStatistics } from '../../../src/formats/tensor-statistics';
import { decodeValues, type TensorType } from '../../../src/formats/tensor-types';
import { UnrollError } from '../../../src/protocol/error';
import { assemble } from './files';

const source = (bytes: Uint8Array): ByteSource => ({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) });
const one = async (type: TensorType, shape: number[], data: Uint8Array) => {
  const from = source(assemble({ t: { dtype: type, shape, data_offsets: [0, data.length] } }, data));
  return { from, tensor: (await readHeader(from)).tensors[0]! };
};
const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('values of tensors', () => {
  // Codes and values from IEEE 754, the OCP 8-bit and microscaling specifications, and bfloat16's definition.
  const codes: [TensorType, number[], number[]][] = [
    ['F16', [0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x8000], [1, -2, 65504, 2 ** -24, Infinity, -0]],
    ['BF16', [0x3f80, 0xc000, 0xff80, 0x4049], [1, -2, -Infinity, 3.140625]],
    ['F8_E4M3', [0x38, 0x7e, 0x7f, 0x01, 0xb8], [1, 448, Number.NaN, 2 ** -9, -1]],
    ['F8_E5M2', [0x3c, 0x7b, 0x7c, 0x7d, 0x01], [1, 57344, Infinity, Number.NaN, 2 ** -16]],
    ['F8_E4M3FNUZ', [0x40, 0x7f, 0x80, 0x01], [1, 240, Number.NaN, 2 ** -10]],
    ['F8_E5M2FNUZ', [0x40, 0x7f, 0x80], [1, 57344, Number.NaN]],
    ['F8_E8M0', [127, 0, 254, 255], [1, 2 ** -127, 2 ** 127, Number.NaN]],
    ['I8', [0xff, 0x7f], [-1, 127]],
    ['BOOL', [0, 1], [0, 1]],
  ];
  for (const [type, words, expected] of codes) {
    it(`${type} is decoded by its definition`, () => {
      const wide = type === 'F16' || type === 'BF16';
      assert.deepEqual(Array.from(decodeValues(type, wide ? bytesOf(Uint16Array.from(words)) : Uint8Array.from(words))), expected);
    });
  }
  it('F4, 64-bit integers and complex numbers, from an odd address', () => {
    assert.deepEqual(Array.from(decodeValues('F4', Uint8Array.of(0x72, 0x9f))), [1, 6, -6, -0.5]);
    const odd = (bytes: Uint8Array) => Uint8Array.from([0, ...bytes]).subarray(1);
    assert.deepEqual(Array.from(decodeValues('I64', odd(bytesOf(BigInt64Array.of(-5n, 2n ** 40n))))), [-5, 2 ** 40]);
    assert.deepEqual(Array.from(decodeValues('C64', odd(bytesOf(Float32Array.of(1, -2))))), [1, -2]);
  });

  it('statistics of several pieces equal those of the whole, far from zero, and count what is not finite', async () => {
    const count = 700_001;
    const data = Float64Array.from({ length: count }, (_, i) => 1e6 + ((i * 7919) % 1000) / 1000);
    const mean = data.reduce((a, b) => a + b, 0) / count;
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    data[5] = Number.NaN;
    data[6] = Infinity;
    const { from, tensor } = await one('F64', [count], bytesOf(data));
    const result = (await tensorStatistics(from, tensor))!;
    assert.equal(result.nonFinite, 2);
    assert.equal(result.values, count);
    assert.equal(result.minimum, 1e6);
    assert.ok(Math.abs(result.maximum - 1000000.999) < 1e-9);
    assert.ok(Math.abs(result.mean - mean) < 1e-5 && Math.abs(result.deviation - deviation) < 1e-5, JSON.stringify({ result, mean, deviation }));
    const { counts } = await tensorHistogram(from, tensor, result);
    assert.equal(
      counts.reduce((a, b) => a + b, 0),
      count - 2,
    );
    assert.ok(
      counts.every((bin) => Math.abs(bin - count / 40) < 0.03 * count),
      'the values are spread evenly',
    );
  });

  it('a heat map holds the means of its blocks', async () => {
    const { from, tensor } = await one('F32', [128, 3], bytesOf(Float32Array.from({ length: 384 }, (_, i) => Math.floor(i / 3) * 10 + (i % 3))));
    const map = await tensorHeatMap(from, tensor);
    assert.deepEqual([map.rows, map.columns], [64, 3]);
    assert.deepEqual(map.means.slice(0, 6), [5, 6, 7, 25, 26, 27]);
  });

  it('empty, constant and unreadable tensors are no special trouble', async () => {
    const empty = await one('F32', [0, 4], new Uint8Array(0));
    assert.equal((await tensorStatistics(empty.from, empty.tensor))!.values, 0);
    assert.deepEqual((await tensorHeatMap(empty.from, empty.tensor)).means, []);
    const constant = await one('I16', [3], bytesOf(Int16Array.of(4, 4, 4)));
    const statistics = (await tensorStatistics(constant.from, constant.tensor))!;
    assert.deepEqual([statistics.mean, statistics.deviation], [4, 0]);
    assert.equal((await tensorHistogram(constant.from, constant.tensor, statistics)).counts[0], 3);
    const packed = await one('F6_E2M3', [4], new Uint8Array(3));
    assert.equal(await tensorStatistics(packed.from, packed.tensor), undefined);
  });

  it('a file that became shorter meanwhile is told, not misread', async () => {
    const { from, tensor } = await one('F32', [4], new Uint8Array(16));
    const cut: ByteSource = { size: from.size, read: async (offset, length) => (await from.read(offset, length)).subarray(0, 3) };
    await assert.rejects(tensorStatistics(cut, tensor), (error) => error instanceof UnrollError && error.id === 'safetensors.short');
  });
});
