import assert from 'node:assert/strict';
import { readModel, writeModel } from '../../../src/formats/model-file';
import { readSafetensors } from '../../../src/formats/safetensors';
import { headerLength, parseHeader } from '../../../src/formats/safetensors-header';
import { TENSOR_TYPES, type TensorType } from '../../../src/formats/tensor-types';
import { languagePorts } from '../../../src/network/ports';
import { networkShapes } from '../../../src/network/stack';
import { UnrollError } from '../../../src/protocol/error';
import fc from '../support/properties';
import { ARCHITECTURES, assemble, exampleModel } from './files';

/** Cases in all: `npm run test:long` runs a hundred thousand. */
const CASES = process.env.UNROLL_LONG ? 100_000 : 2_000;

/** A typed error, or a model whose tensors are those of its configuration, finite, and no larger than the file. Says which. */
function check(bytes: Uint8Array): 'model' | 'refused' {
  try {
    const { configuration, vocabulary, weights } = readModel(bytes);
    let total = 0;
    for (const [name, shape] of networkShapes(configuration, languagePorts(configuration, vocabulary.length))) {
      const tensor = weights.get(name)!;
      assert.deepEqual(tensor.shape, shape);
      assert.equal(
        tensor.data.length,
        shape.reduce((a, b) => a * b, 1),
      );
      assert.ok(tensor.data.every(Number.isFinite));
      total += tensor.data.byteLength;
    }
    assert.ok(total <= bytes.length);
    return 'model';
  } catch (error) {
    assert.ok(error instanceof UnrollError, String((error as Error).stack));
    return 'refused';
  }
}

const real = ARCHITECTURES.slice(0, 8).map((architecture) => {
  const model = exampleModel(architecture);
  const resume = { tensors: new Map([...model.weights].map(([name, tensor]) => [`moment1.${name}`, tensor])), counters: { step: 3 } };
  return writeModel(architecture.layers === 1 ? { ...model, resume } : model);
});

type Mutation =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'set'; at: number; byte: number }
  | { kind: 'cut'; at: number }
  | { kind: 'insert'; at: number; length: number }
  | { kind: 'remove'; at: number; length: number }
  | { kind: 'repeat'; at: number; length: number }
  | { kind: 'replace'; at: number; text: string };
const at = fc.oneof(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 0.05, noNaN: true }));
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('set' as const), at, byte: fc.constantFrom(0, 0x7f, 0x80, 0xff, 0x22, 0x30, 0x39, 0x2d, 0x7d) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  ...(['insert', 'remove', 'repeat'] as const).map((kind) => fc.record({ kind: fc.constant(kind), at, length: fc.integer({ min: 1, max: 40 }) })),
  fc.record({
    kind: fc.constant('replace' as const),
    at,
    text: fc.constantFrom(
      '"__proto__"',
      '"shape":[',
      '[0,0]',
      '1e308',
      '-1',
      '9007199254740993',
      'null',
      '{}',
      '"F16"',
      '"__metadata__"',
      '\\u0000',
      '\\ud800',
    ),
  }),
);

/** Mutations within the JSON header keep its length right half of the time, or nothing else would be reached. */
function mutate(file: Uint8Array, mutations: readonly Mutation[], repairLength: boolean): Uint8Array {
  let bytes = Array.from(file);
  for (const change of mutations) {
    const place = Math.floor(change.at * bytes.length);
    if (change.kind === 'flip') bytes[place]! ^= 1 << change.bit;
    else if (change.kind === 'set') bytes[place] = change.byte;
    else if (change.kind === 'cut') bytes = bytes.slice(0, place);
    else if (change.kind === 'insert') bytes.splice(place, 0, ...new Array<number>(change.length).fill(0x20));
    else if (change.kind === 'remove') bytes.splice(place, change.length);
    else if (change.kind === 'repeat') bytes.splice(place, 0, ...bytes.slice(place, place + change.length));
    else bytes.splice(place, change.text.length, ...new TextEncoder().encode(change.text));
  }
  const result = Uint8Array.from(bytes);
  if (repairLength && result.length > 8) {
    const before = Number(new DataView(file.buffer).getBigUint64(0, true));
    new DataView(result.buffer).setBigUint64(0, BigInt(Math.max(0, before + result.length - file.length)), true);
  }
  return result;
}

describe(`safetensors under ${CASES} damaged files`, () => {
  it('mutations of real model files give a typed error or a valid model', () => {
    const seen = { model: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean(), (file, mutations, repair) => {
        seen[check(mutate(file, mutations, repair))]++;
      }),
      { numRuns: CASES / 2 },
    );
    // A flipped bit of a weight is still a model: both outcomes must have been reached.
    assert.ok(seen.refused > CASES / 10 && seen.model > CASES / 100, JSON.stringify(seen));
  });

  it('any JSON as a header, and any bytes, give a typed error or a valid model', () => {
    const odd = fc.oneof(fc.constantFrom(0, 4, 8, -1, 2 ** 53, 1e308, 0.5, null, 'F32', 'F16', '__proto__'), fc.jsonValue({ maxDepth: 2 }));
    const tensor = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'F32', 'BF16', 'I64'), odd),
        shape: fc.oneof(fc.array(fc.nat(3)), odd),
        data_offsets: fc.oneof(fc.tuple(fc.nat(16), fc.nat(16)), odd),
      },
      { requiredKeys: [] },
    );
    const metadata = fc.record(
      { format: fc.constant('unroll-model-1'), configuration: fc.json(), vocabulary: fc.json(), resume: fc.json() },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__', 'head.weight')),
      fc.oneof(tensor, metadata, odd),
      { maxKeys: 5 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 4, arbitrary: fc.tuple(header, fc.uint8Array({ maxLength: 32 })).map(([json, data]) => assemble(json, data)) },
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
        ),
        (bytes) => {
          check(bytes);
        },
      ),
      { numRuns: CASES / 4 },
    );
  });

  it('every valid layout of every type is read back, by ranges or at once', () => {
    const tensor = fc.record({
      name: fc.string().filter((name) => name !== '__metadata__'),
      type: fc.constantFrom(...(Object.keys(TENSOR_TYPES) as TensorType[])),
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 }),
        fc.dictionary(fc.string(), fc.string()),
        (tensors, metadata) => {
          let offset = 0;
          const fitting = tensors.filter(({ shape, type }) => (shape.reduce((a, b) => a * b, 1) * TENSOR_TYPES[type]) % 8 === 0);
          const entries = fitting.map(({ name, type, shape }) => {
            const bytes = (shape.reduce((a, b) => a * b, 1) * TENSOR_TYPES[type]) / 8;
            offset += bytes;
            return [name, { dtype: type, shape, data_offsets: [offset - bytes, offset] }] as const;
          });
          const file = assemble(Object.fromEntries([['__metadata__', metadata], ...entries.slice().reverse()]), offset);
          const length = headerLength(file, file.length);
          const header = parseHeader(file.subarray(8, 8 + length), file.length);
          assert.deepEqual(new Set(header.tensors.map(({ name }) => name)), new Set(fitting.map(({ name }) => name)));
          assert.equal(
            header.tensors.reduce((sum, { bytes }) => sum + bytes, 0),
            offset,
          );
          assert.deepEqual([...header.metadata].sort(), Object.entries(metadata).sort());
          if (fitting.every(({ type }) => type === 'F32')) assert.equal(readSafetensors(file).tensors.size, fitting.length);
        },
      ),
      { numRuns: CASES / 4 },
    );
  });
});
