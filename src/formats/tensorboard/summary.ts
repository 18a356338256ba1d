import { PbfWriter } from 'pbf';
import { encodeRecord } from './record';

/** Field numbers are those of TensorFlow's event.proto and summary.proto and of TensorBoard's plugin_data.proto. */
const DT_STRING = 7;
const DATA_CLASS_TENSOR = 2;
const STATUS = { success: 1, failure: 2 } as const;
const HPARAM_TYPE = { string: 1, boolean: 2, number: 3 } as const;
const BINS = 30;

export type HyperParameters = Readonly<Record<string, number | string | boolean>>;
type Value = (pbf: PbfWriter) => void;

/** First record of an event file. */
export function fileVersion(wallTime: number): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(1, wallTime);
  pbf.writeStringField(3, 'brain.Event:2');
  return encodeRecord(pbf.finish());
}

/** Event with a summary of values. */
export function summary(wallTime: number, step: number, values: readonly Value[]): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(1, wallTime);
  pbf.writeVarintField(2, step);
  pbf.writeMessage(
    5,
    (_, out) => {
      for (const value of values) out.writeMessage(1, (write, inner) => write(inner), value);
    },
    undefined,
  );
  return encodeRecord(pbf.finish());
}

export function scalar(tag: string, value: number): Value {
  return (pbf) => {
    pbf.writeStringField(1, tag);
    pbf.writeFloatField(2, value);
  };
}

/** Markdown, as a string tensor of the text plugin. */
export function text(tag: string, markdown: string): Value {
  return (pbf) => {
    pbf.writeStringField(1, tag);
    pbf.writeMessage(
      8,
      (_, tensor) => {
        tensor.writeVarintField(1, DT_STRING);
        tensor.writeMessage(2, (_shape, shape) => shape.writeMessage(2, (size, dimension) => dimension.writeVarintField(1, size), 1), undefined);
        tensor.writeBytesField(8, new TextEncoder().encode(markdown));
      },
      undefined,
    );
    metadata(pbf, 'text', new Uint8Array(0), DATA_CLASS_TENSOR);
  };
}

/** Equal bins from the smallest to the largest of finite values. */
export function histogram(tag: string, values: Float32Array): Value {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
    squares += value * value;
  }
  const width = (maximum - minimum) / BINS;
  const bins = width > 0 ? BINS : 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[width > 0 ? Math.min(bins - 1, Math.floor((value - minimum) / width)) : 0]!++;
  const limits = counts.map((_, i) => (i === bins - 1 ? maximum : minimum + (i + 1) * width));
  return (pbf) => {
    pbf.writeStringField(1, tag);
    pbf.writeMessage(
      5,
      (_, out) => {
        [minimum, maximum, values.length, sum, squares].forEach((value, i) => {
          out.writeDoubleField(i + 1, value);
        });
        out.writePackedDouble(6, limits);
        out.writePackedDouble(7, counts);
      },
      undefined,
    );
  };
}

/** What the hyper-parameters and metrics of the table are. */
export function experiment(parameters: HyperParameters, metrics: readonly string[]): Value {
  return plugin('_hparams_/experiment', 2, (out) => {
    for (const [name, value] of Object.entries(parameters))
      out.writeMessage(
        4,
        (_, info) => {
          info.writeStringField(1, name);
          info.writeVarintField(4, HPARAM_TYPE[typeof value as keyof typeof HPARAM_TYPE]);
        },
        undefined,
      );
    for (const tag of metrics) {
      const name = (_: undefined, metric: PbfWriter) => metric.writeStringField(2, tag);
      out.writeMessage(5, (_, info) => info.writeMessage(1, name, undefined), undefined);
    }
  });
}

export function sessionStart(parameters: HyperParameters, wallTime: number): Value {
  const value = (content: number | string | boolean, out: PbfWriter) => {
    if (typeof content === 'number') out.writeDoubleField(2, content);
    else if (typeof content === 'string') out.writeStringField(3, content);
    else out.writeBooleanField(4, content);
  };
  return plugin('_hparams_/session_start_info', 3, (out) => {
    for (const [name, content] of Object.entries(parameters))
      out.writeMessage(
        1,
        (_, entry) => {
          entry.writeStringField(1, name);
          entry.writeMessage(2, value, content);
        },
        undefined,
      );
    out.writeDoubleField(5, wallTime);
  });
}

export function sessionEnd(status: keyof typeof STATUS, wallTime: number): Value {
  return plugin('_hparams_/session_end_info', 4, (out) => {
    out.writeVarintField(1, STATUS[status]);
    out.writeDoubleField(2, wallTime);
  });
}

/** A value that is nothing but HParamsPluginData in its metadata. */
function plugin(tag: string, field: number, write: Value): Value {
  const content = new PbfWriter();
  content.writeMessage(field, (_, out) => write(out), undefined);
  const bytes = content.finish();
  return (pbf) => {
    pbf.writeStringField(1, tag);
    metadata(pbf, 'hparams', bytes);
  };
}

function metadata(pbf: PbfWriter, name: string, content: Uint8Array, dataClass = 0): void {
  pbf.writeMessage(
    9,
    (_, out) => {
      out.writeMessage(
        1,
        (_data, data) => {
          data.writeStringField(1, name);
          if (content.length > 0) data.writeBytesField(2, content);
        },
        undefined,
      );
      if (dataClass) out.writeVarintField(4, dataClass);
    },
    undefined,
  );
}
