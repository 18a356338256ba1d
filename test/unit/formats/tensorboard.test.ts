import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import protobuf from 'protobufjs';
import { exportFiles } from '../../../src/formats/export';
import { crc32c } from '../../../src/formats/tensorboard/record';
import { EVENTS } from './events';
import { exampleModel } from './files';

// Checksums of another's reader of such files, and protobuf.js with TensorBoard's descriptions of its messages: nothing of ours reads here.
// (The reader's own types do not compile under strict settings.)
const { crc32c: theirCrc, maskCrc } = createRequire(__filename)('@roboflow/tfrecords/src/tensorFlowHelpers') as {
  crc32c(bytes: Buffer): number;
  maskCrc(crc: number): number;
};
const PROTO = path.resolve(__dirname, '../../../../test/unit/formats/event-file.proto');

interface Value {
  tag: string;
  simpleValue?: number;
  histo?: { min: number; max: number; num: number; sum: number; sumSquares: number; bucketLimit: number[]; bucket: number[] };
  tensor?: { dtype: number; tensorShape: { dim: { size: number }[] }; stringVal: Uint8Array[] };
  metadata?: { pluginData: { pluginName: string; content: Uint8Array } };
}

function readEvents(file: Uint8Array, root: protobuf.Root): { wallTime: number; step: number; fileVersion?: string; values: Value[] }[] {
  const type = root.lookupType('Event');
  const events = [];
  const buffer = Buffer.from(file);
  for (let at = 0; at < buffer.length; ) {
    const length = Number(buffer.readBigUInt64LE(at));
    assert.equal(buffer.readUInt32LE(at + 8), maskCrc(theirCrc(buffer.subarray(at, at + 8))) >>> 0, 'checksum of the length');
    const data = buffer.subarray(at + 12, at + 12 + length);
    assert.equal(data.length, length);
    assert.equal(buffer.readUInt32LE(at + 12 + length), maskCrc(theirCrc(data)) >>> 0, 'checksum of the record');
    const event = type.toObject(type.decode(data), { longs: Number }) as {
      wallTime: number;
      step: number;
      fileVersion?: string;
      summary?: { value: Value[] };
    };
    events.push({ ...event, step: event.step ?? 0, values: event.summary?.value ?? [] });
    at += 16 + length;
  }
  return events;
}

describe('export to TensorBoard, read by @roboflow/tfrecords (checksums) and protobufjs (messages)', () => {
  const model = exampleModel();
  const root = protobuf.loadSync(PROTO);
  const [file] = exportFiles('tensorboard', { model, name: 'model', events: EVENTS, started: 1_700_000_000 });
  const events = readEvents(file!.content as Uint8Array, root);
  const values = events.flatMap(({ step, values: all }) => all.map((value) => ({ step, ...value })));
  const of = (tag: string) => values.filter((value) => value.tag === tag);
  const hparams = (tag: string) => {
    const { pluginName, content } = of(tag)[0]!.metadata!.pluginData;
    assert.equal(pluginName, 'hparams');
    const type = root.lookupType('HParamsPluginData');
    return type.toObject(type.decode(content), { longs: Number });
  };

  it('has the checksum of RFC 3720', () => {
    assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  });

  it('begins with the version, has a name that TensorBoard finds, and its times advance', () => {
    assert.match(file!.name, /tfevents/);
    assert.equal(events[0]!.fileVersion, 'brain.Event:2');
    const times = events.map(({ wallTime }) => wallTime);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.deepEqual([times[0], times[times.length - 1]], [1_700_000_000, 1_700_000_002.5]);
  });

  it('has the scalars of every step', () => {
    const series = (tag: string) => of(tag).map(({ step, simpleValue }) => [step, Math.fround(simpleValue!)]);
    assert.deepEqual(series('loss/training'), [
      [1, 4],
      [20, 2.5],
    ]);
    assert.deepEqual(series('loss/validation'), [
      [0, Math.fround(4.1)],
      [20, Math.fround(2.6)],
    ]);
    assert.deepEqual(series('hidden_norm/layer_1'), [
      [1, 2.5],
      [20, 2.75],
    ]);
    assert.deepEqual(series('gradient_norm/head.weight'), [[1, 0.5]]);
  });

  it('has what a diagnosis measured', () => {
    const value = (tag: string) => of(tag).map(({ step, simpleValue }) => [step, simpleValue]);
    assert.deepEqual(value('jacobian_log10/layer_0/lag_001'), [[20, -0.5]]);
    assert.deepEqual(value('jacobian_log10/layer_0/lag_020'), []);
    assert.deepEqual([value('spectral_radius/layer_0/W'), value('sigma_max/layer_0/W')], [[[20, 0.75]], [[20, 1.25]]]);
    assert.deepEqual(value('saturation/layer_0/h'), [[20, 0.75]]);
  });

  it('has histograms of all weights', () => {
    for (const [name, { data }] of model.weights) {
      const { histo, step } = of(`weights/${name}`)[0]!;
      assert.equal(step, 20);
      assert.equal(histo!.num, data.length);
      assert.equal(
        histo!.bucket.reduce((a, b) => a + b, 0),
        data.length,
      );
      assert.equal(histo!.bucketLimit.length, histo!.bucket.length);
      assert.equal(histo!.bucketLimit[histo!.bucketLimit.length - 1], Math.max(...data));
      assert.ok(Math.abs(histo!.sum - data.reduce((a, b) => a + b, 0)) < 1e-6);
    }
  });

  it('has the hyper-parameters, and how the run ended', () => {
    const start = hparams('_hparams_/session_start_info').sessionStartInfo;
    assert.equal(start.hparams.hidden.numberValue, 128);
    assert.equal(start.hparams.cell.stringValue, 'gru');
    assert.equal(start.hparams.bias.boolValue, true);
    const experiment = hparams('_hparams_/experiment').experiment;
    assert.ok(experiment.hparamInfos.some((info: { name: string; type: number }) => info.name === 'learningRate' && info.type === 3));
    assert.ok(experiment.metricInfos.every((info: { name: { tag: string } }) => of(info.name.tag).length > 0));
    assert.equal(hparams('_hparams_/session_end_info').sessionEndInfo.status, 1);
  });

  it('has texts that Markdown leaves as they are', () => {
    const { tensor, metadata } = of('sample')[0]!;
    assert.equal(metadata!.pluginData.pluginName, 'text');
    assert.deepEqual([tensor!.dtype, tensor!.tensorShape.dim[0]!.size], [7, 1]);
    assert.equal(Buffer.from(tensor!.stringVal[0]!).toString(), '    the tide\n    | <b>"\\');
    assert.match(Buffer.from(of('configuration')[0]!.tensor!.stringVal[0]!).toString(), /\| cell \| gru \|/);
  });

  it('of a model alone has configuration and weights', () => {
    const [alone] = exportFiles('tensorboard', { model, name: 'model', events: [], started: 1 });
    const tags = readEvents(alone!.content as Uint8Array, root).flatMap(({ values: all }) => all.map(({ tag }) => tag));
    assert.ok(tags.includes('configuration') && tags.includes('weights/head.weight'));
  });
});
